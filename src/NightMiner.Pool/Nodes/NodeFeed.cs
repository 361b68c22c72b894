
using NightMiner.Pool.Chain;
using NightMiner.Protocol.Addresses;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Nodes;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;
using NightMiner.Sessions;

namespace NightMiner.Pool.Nodes;

/// <summary>
/// Keeps a pool at the tip of a node's chain: one loop asks for templates by long poll and gives each to all miners; a
/// share that is a block is handed in. While the node is away the pool goes on with what it has, and asks again.
/// </summary>
internal sealed class NodeFeed : IWorkSource, IDisposable
{
    private static readonly TimeSpan PollLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastBlockPatience = TimeSpan.FromSeconds(5);

    private readonly NodeCalls _node;
    private readonly SoloSettings _settings;
    private readonly string[] _rules;
    private readonly Lock _gate = new();
    private CancellationTokenSource? _asking; // ends the open question
    private Hash256? _spent;                  // a block of ours stands on it, or is on its way to
    private Task _handingIn = Task.CompletedTask;

    private NodeFeed(NodeCalls node, SoloSettings settings, CoinNetwork network)
    {
        (_node, _settings) = (node, settings);
        _rules = network.HasMweb ? ["mweb", "segwit"] : ["segwit"];
    }

    /// <summary>What the node gave first.</summary>
    public NodeWork First { get; private set; } = null!;

    IGivenWork IWorkSource.First => First;

    /// <summary>Meets the node and takes a first template.</summary>
    /// <exception cref="ArgumentException">Address, signature or algorithm do not fit the node's network.</exception>
    /// <exception cref="ConnectionException">The node can't be reached, refuses the login or has no work.</exception>
    public static async Task<NodeFeed> OpenAsync(PoolOptions options, CancellationToken stop)
    {
        PoolNode at = options.Node!;
        MinerOptions solo = new()
        {
            Pool = at.Url,
            CoinbaseAddress = at.CoinbaseAddress,
            CoinbaseSignature = at.CoinbaseSignature,
            CookieFile = at.CookieFile,
        };
        SoloSettings settings = SoloSettings.From(solo);
        int room = BlockBuilder.SignatureLimit - NodeWork.NumberSize;
        if (settings.Signature.Length > room) throw new ArgumentException(
            $"the coinbase signature has {settings.Signature.Length} bytes, {room} fit in a pool's: shorten it");
        NodeCalls? node = null;
        try
        {
            PoolLogin login = new(at.Url, at.Url.User ?? "", at.Url.Password ?? "");
            (string user, string password) = SoloSettings.Login(solo, login);
            node = new NodeCalls(new NodeClient(at.Url, user, password, solo.Dial, ConnectLimit));
            (CoinNetwork? network, string? misfit) =
                await settings.MeetAsync(node, options.Algorithm, stop).ConfigureAwait(false);
            if (network is null) throw new ArgumentException(misfit);
            NodeFeed feed = new(node, settings, network);
            feed.First = await feed.AskAsync(null, stop).ConfigureAwait(false);
            PoolOptions sized = options.AsServed();
            _ = feed.First.Coinbase(0, sized.Extranonce1Size + sized.Extranonce2Size); // complains of too much of it
            return feed;
        }
        catch (Exception e)
        {
            node?.Dispose();
            if (e is ArgumentException or ConnectionException or OperationCanceledException) throw;
            throw new ConnectionException(ConnectionProblem.NotReady, Words(e), e);
        }
    }

    /// <summary>Serves a pool until it is told to stop. Never throws.</summary>
    public async Task RunAsync(IWorkTaker pool, CancellationToken stop)
    {
        string? longPollId = First.Template.LongPollId;
        while (!stop.IsCancellationRequested)
        {
            using CancellationTokenSource asking = CancellationTokenSource.CreateLinkedTokenSource(stop);
            lock (_gate) _asking = asking;
            try
            {
                NodeWork work = await AskAsync(longPollId, asking.Token).ConfigureAwait(false);
                pool.Take(work);
                longPollId = work.Template.LongPollId;
                if (longPollId is null) await Task.Delay(RetryPause, asking.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                longPollId = null; // somebody wants to know at once what comes next, or it is over
            }
            catch (ConnectionException e) when (e.Problem == ConnectionProblem.Silent && longPollId is not null)
            {
                longPollId = null; // nothing new for long: see whether the node is there at all
            }
            catch (Exception e) // whatever HTTP, TLS and the node come up with: miners must not notice
            {
                longPollId = null;
                pool.Publish(new NodeTrouble(Words(e)));
                await Task.Delay(RetryPause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            finally
            {
                lock (_gate) _asking = null;
            }
        }
        Task last;
        lock (_gate) last = _handingIn;
        await last.WaitAsync(LastBlockPatience, CancellationToken.None)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Asks the node now, whatever it is waiting for.</summary>
    public void AskNow()
    {
        lock (_gate) _ = _asking?.CancelAsync();
    }

    /// <summary>Hands in a block, unless one of ours stands in its place already. Does not wait.</summary>
    public void HandIn(IWorkTaker pool, FoundBlock block)
    {
        lock (_gate)
        {
            if (_spent == block.Template.PreviousBlock) return;
            _spent = block.Template.PreviousBlock;
            _handingIn = Task.WhenAll(_handingIn.IsCompleted ? Task.CompletedTask : _handingIn,
                Task.Run(() => HandInAsync(pool, block)));
        }
    }

    public void Dispose() => _node.Dispose();

    private static string Words(Exception e) => e is NodeException said ? said.Advice : e.Message;

    private async Task<NodeWork> AskAsync(string? longPollId, CancellationToken stop) => new(
        await _node.TemplateAsync(_rules, longPollId, PollLimit, stop).ConfigureAwait(false), _settings);

    private async Task HandInAsync(IWorkTaker pool, FoundBlock found)
    {
        string? refused;
        try
        {
            NodeWork work = (NodeWork)found.Template.Given!;
            byte[] block = work.Block(found.Share.Header.Span, found.Coinbase);
            StratumError? error = await _node.SubmitAsync(
                block, work.Template.WorkId, CancellationToken.None).ConfigureAwait(false);
            refused = error?.Text;
        }
        catch (Exception e) // whatever HTTP and TLS throw
        {
            refused = $"it could not be handed in: {e.Message}";
        }
        if (refused is null)
        {
            pool.CountBlock(found);
        }
        else
        {
            lock (_gate) _spent = null; // another one may do better
            pool.Publish(new BlockRefused(found.Share, found.Template.Height, refused));
        }
        AskNow();
    }
}
