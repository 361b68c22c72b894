using NightMiner.Pool.Chain;
using NightMiner.Protocol.Addresses;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Nodes;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;

namespace NightMiner.Pool.Nodes;

/// <summary>
/// Keeps a pool at the tip of a node's chain: each template goes to all miners, each share that is a block goes to the
/// node. While the node is away the pool goes on with what it has and asks again.
/// </summary>
internal sealed class NodeFeed : IWorkSource, IDisposable
{
    // So many blocks on one tip may wait while another one is judged. There are more only where blocks are as easy as
    // on regtest; and where the node takes none of so many it would not take the next one either.
    private const int WaitingLimit = 64;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5); // miners go on: they must hear of new tips
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeepLimit = TimeSpan.FromMinutes(10); // for a block, while the node is away
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastBlockPatience = TimeSpan.FromSeconds(5);

    private readonly NodeClient _client;
    private readonly NodeCalls _node;
    private readonly PoolNode _at;
    private readonly NodeFollower _follower;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _gate = new();
    private Task _handingIn = Task.CompletedTask; // the last of those that hand in a block, one after the other
    private Hash256 _waitingOn;                   // the tip of the newest of them
    private int _waiting;                         // how many blocks on that tip

    private NodeFeed(NodeClient client, NodeCalls node, CoinNetwork network, PoolOptions options)
    {
        (_client, _node, _at, _clock) = (client, node, options.Node!, options.Clock);
        _follower = new NodeFollower(node, network, options.Clock) { LongestPause = LongestPause };
    }

    /// <summary>What the node gave first.</summary>
    public IGivenWork First { get; private set; } = null!;

    /// <summary>Meets the node and takes a first template.</summary>
    /// <exception cref="ArgumentException">Address, signature or algorithm do not fit the node's network.</exception>
    /// <exception cref="ConnectionException">The node can't be reached, refuses the login or has no work.</exception>
    public static async Task<NodeFeed> OpenAsync(PoolOptions options, CancellationToken stop)
    {
        PoolNode at = options.Node! with { Url = options.Node!.Url.WithNodePort(options.Algorithm.Name) };
        _ = at.Solo.Builder(new byte[NodeWork.NumberSize]); // complains of a bad address or too long a signature
        NodeClient client = new(at.Url, DialOptions.Default, ConnectLimit);
        NodeCalls node = new(client);
        try
        {
            LogIn(client, at);
            (CoinNetwork? network, string? misfit) =
                await at.Solo.MeetAsync(node, options.Algorithm.Name, stop).ConfigureAwait(false);
            if (network is null) throw new ArgumentException(misfit);
            NodeFeed feed = new(client, node, network, options with { Node = at });
            feed.First = new NodeWork(await feed._follower.FirstAsync(stop).ConfigureAwait(false), at.Solo);
            PoolOptions sized = options.AsServed();
            _ = feed.First.Coinbase(0, sized.Extranonce1Size + sized.Extranonce2Size); // complains of too much of it
            return feed;
        }
        catch (Exception e)
        {
            node.Dispose();
            if (e is ArgumentException or ConnectionException or OperationCanceledException) throw;
            throw new ConnectionException(ConnectionProblem.NotReady, Words(e), e);
        }
    }

    /// <summary>Serves a pool until it is told to stop. Never throws.</summary>
    public async Task RunAsync(IWorkTaker pool, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await foreach (FollowedTemplate next in _follower.FollowAsync(stop).ConfigureAwait(false))
                    if (!next.IsRepeat) pool.Take(new NodeWork(next.Template, _at.Solo));
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
            }
            catch (Exception e) // whatever HTTP, TLS and the node come up with: miners must not notice
            {
                pool.Publish(new NodeTrouble(Words(e)));
                await Task.Delay(RetryPause, _clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                TryLogIn(); // a node that was started again has written another cookie
            }
        }
        Task last;
        lock (_gate) last = _handingIn;
        await last.WaitAsync(LastBlockPatience, CancellationToken.None)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _ending.CancelAsync().ConfigureAwait(false);
        await last.ConfigureAwait(false);
    }

    /// <summary>Asks the node now, whatever it is waiting for.</summary>
    public void AskNow() => _follower.AskNow();

    /// <summary>
    /// Hands in a block, unless one of ours on the same tip was accepted already. Does not wait; several blocks are
    /// handed in one after the other, so that each is known to be wanted.
    /// </summary>
    public void HandIn(IWorkTaker pool, FoundBlock block)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task before;
        lock (_gate)
        {
            Hash256 tip = block.Template.PreviousBlock;
            if (tip != _waitingOn) (_waitingOn, _waiting) = (tip, 0);
            if (_waiting == WaitingLimit) return;
            (before, _handingIn, _waiting) = (_handingIn, done.Task, _waiting + 1);
        }
        _ = HandInAsync(pool, block, before, done);
    }

    public void Dispose()
    {
        _node.Dispose();
        _ending.Dispose();
    }

    private static void LogIn(NodeClient client, PoolNode at)
    {
        (string user, string password) = at.Solo.Login(at.Url.User ?? "", at.Url.Password ?? "");
        client.LogIn(user, password);
    }

    private void TryLogIn()
    {
        try
        {
            LogIn(_client, _at);
        }
        catch (ConnectionException) // the node is not up yet: its answer will say so
        {
        }
    }

    private static string Words(Exception e) => e is NodeException said ? said.Advice : e.Message;

    private static void Refuse(IWorkTaker pool, FoundBlock block, string reason) =>
        pool.Publish(new BlockRefused(block.Share, block.Template.Height, reason));

    private async Task HandInAsync(IWorkTaker pool, FoundBlock block, Task before, TaskCompletionSource done)
    {
        Hash256 tip = block.Template.PreviousBlock;
        try
        {
            await before.ConfigureAwait(false);
            if (_follower.IsSpent(tip)) return;
            if (await JudgeAsync(pool, block).ConfigureAwait(false) is { } error)
            {
                _follower.Refused(tip); // another one may do better
                Refuse(pool, block, error.Text);
            }
            else
            {
                _follower.Accepted(tip);
                pool.CountBlock(block);
            }
        }
        catch (OperationCanceledException)
        {
            Refuse(pool, block, "the pool was stopped before the node took it");
        }
        catch (Exception e) // whatever HTTP and TLS throw
        {
            _follower.Away(tip);
            Refuse(pool, block, $"it could not be handed in: {Words(e)}");
        }
        finally
        {
            lock (_gate)
                if (_waitingOn == tip) _waiting--;
            done.SetResult();
        }
    }

    // The node's judgement; null is a yes. A node that is away just now is tried again until it is back.
    private async Task<StratumError?> JudgeAsync(IWorkTaker pool, FoundBlock block)
    {
        NodeWork work = (NodeWork)block.Template.Given!;
        byte[] bytes = work.Block(block.Share.Header.Span, block.Coinbase);
        long foundAt = _clock.GetTimestamp();
        for (bool isFirst = true; ; isFirst = false)
        {
            try
            {
                StratumError? error =
                    await _node.SubmitAsync(bytes, work.Template.WorkId, _ending.Token).ConfigureAwait(false);
                return !isFirst && NodeCalls.IsDuplicate(error) ? null : error; // it was taken, and the answer got lost
            }
            catch (Exception e) when (MayReturn(e) && _clock.GetElapsedTime(foundAt) < KeepLimit)
            {
                if (isFirst) pool.Publish(new NodeTrouble($"a block waits for the node: {Words(e)}"));
                _follower.Away(block.Template.PreviousBlock);
                await Task.Delay(RetryPause, _clock, _ending.Token).ConfigureAwait(false);
                TryLogIn();
            }
        }
    }

    private static bool MayReturn(Exception e) => e is NodeException or UnauthorizedAccessException
        or ConnectionException { Problem: not ConnectionProblem.Protocol };
}
