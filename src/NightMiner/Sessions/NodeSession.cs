using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using NightMiner.Jobs;
using NightMiner.Protocol.Addresses;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Nodes;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;

namespace NightMiner.Sessions;

/// <summary>
/// Mines at a node: turns the templates that <see cref="NodeFollower"/> gives into jobs. Each share is a block and is
/// handed in.
/// </summary>
internal sealed class NodeSession : IMiningSession
{
    private const int ExtranonceSize = 4; // of each of the two; the first tells apart miners with the same address

    private readonly SessionContext _context;
    private readonly KeptBlocks _kept;
    private readonly PoolLogin _pool;
    private readonly NodeCalls _node;
    private readonly SoloOptions _solo;
    private readonly BlockBuilder _builder;
    private readonly ConditionalWeakTable<Job, BlockTemplate> _templates = [];
    private readonly byte[] _extranonce1 = RandomNumberGenerator.GetBytes(ExtranonceSize);

    // The loop and the submitter share what follows.
    private readonly object _gate = new();
    private NodeFollower? _follower;          // once the node's network is known
    private Job? _newest;
    private bool _isHeld;                     // nothing is mined until the next template comes
    private volatile Task _handingIn = Task.CompletedTask;
    private long _jobs;
    private volatile bool _isLoggedIn;

    private NodeSession(SessionContext context, KeptBlocks kept, PoolLogin pool, NodeCalls node)
    {
        (_context, _kept, _pool, _node) = (context, kept, pool, node);
        _solo = context.Options.Solo;
        _builder = _solo.Builder();
    }

    /// <inheritdoc/>
    public bool IsLoggedIn => _isLoggedIn;

    /// <inheritdoc/>
    public string? Refusal { get; private set; }

    /// <inheritdoc/>
    public Difficulty? Difficulty => Volatile.Read(ref _newest)?.Difficulty;

    /// <summary>Prepares to talk to a node; nothing is connected yet.</summary>
    /// <exception cref="ConnectionException">The cookie file can't be read.</exception>
    public static NodeSession Open(SessionContext context, KeptBlocks kept, PoolLogin pool, TimeSpan timeout) =>
        new(context, kept, pool, new NodeCalls(ClientOf(context.Options, pool, timeout, context.Tell)));

    /// <summary>Whether a node gives work now.</summary>
    /// <exception cref="IOException">It can't be reached, or the cookie file can't be read.</exception>
    public static async Task<bool> AnswersAsync(
        MinerOptions options, PoolLogin pool, TimeSpan timeout, CancellationToken stop)
    {
        using NodeCalls node = new(ClientOf(options, pool, timeout, tell: null));
        try
        {
            // A node that is downloading the chain answers everything but this.
            if (CoinNetwork.Find(await node.GenesisAsync(stop).ConfigureAwait(false)) is not { } network) return false;
            await node.TemplateAsync(NodeCalls.RulesOf(network), null, timeout, stop).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is NodeException or UnauthorizedAccessException or FormatException
            or InvalidOperationException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task TalkAsync(CancellationToken closing)
    {
        try
        {
            if (await MeetAsync(closing).ConfigureAwait(false) is { } network)
                await FollowAsync(network, closing).ConfigureAwait(false);
        }
        catch (UnauthorizedAccessException e)
        {
            Refusal = e.Message;
        }
        catch (NodeException e)
        {
            throw new ConnectionException(ConnectionProblem.NotReady, e.Advice, e);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException) // half a surrogate pair, say
        {
            throw new ConnectionException(ConnectionProblem.Protocol, $"the node's work is of no use: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public Task SubmitAsync(Share share, CancellationToken closing) => _handingIn = HandInAsync(share, closing);

    /// <summary>
    /// Ends what is under way and waits until the ledger knows of it: the next session must find it there.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        _kept.Waiting = null;
        _node.Dispose();
        await _handingIn.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task HandInAsync(Share share, CancellationToken closing)
    {
        if (Claim(share.Job) is not { } template)
        {
            _context.Shares.Stale(share);
            return;
        }
        Submit submit = share.ToSubmit(_pool.User);
        _context.Shares.Sending(submit, share, isKept: true);
        long sentAt = Stopwatch.GetTimestamp();
        byte[]? block = null;
        StratumError? error;
        try
        {
            block = BlockBuilder.Block(template, share.Header, share.Job.Coinbase.ToArray(share.Extranonce2.Span));
            error = await _node.SubmitAsync(block, template.WorkId, closing).ConfigureAwait(false);
        }
        catch (Exception e) // whatever HTTP and TLS throw: the share still ends in one count
        {
            if (block is null) _context.Shares.GiveUp(submit, $"no block could be made of it: {e.Message}");
            else _kept.Keep(new KeptBlock(submit, share, block, template.WorkId), e.Message);
            Refused(share.Job, isAway: true);
            return;
        }
        if (error is null) Accepted(share.Job);
        else Refused(share.Job);
        _context.Shares.Judged(submit, error, Stopwatch.GetElapsedTime(sentAt));
    }

    private static NodeClient ClientOf(MinerOptions options, PoolLogin pool, TimeSpan timeout, Action<MinerEvent>? tell)
    {
        (string user, string password) = options.Solo.Login(pool.User, pool.Password);
        NodeClient client = new(pool.Url, options.Dial, timeout)
        {
            Sent = tell is null ? null : line => tell(new LineSent(line)),
            Received = tell is null ? null : line => tell(new LineReceived(line)),
        };
        client.LogIn(user, password);
        return client;
    }

    // The node's coin and network must fit the address and the algorithm before a single hash is computed.
    private async Task<CoinNetwork?> MeetAsync(CancellationToken closing)
    {
        (CoinNetwork? network, Refusal) =
            await _solo.MeetAsync(_node, _context.Options.Algorithm.Name, closing).ConfigureAwait(false);
        return network;
    }

    private async Task FollowAsync(CoinNetwork network, CancellationToken closing)
    {
        _context.Jobs.LoseConnection();
        NodeFollower follower = new(_node, network)
        {
            SilenceLimit = _context.Options.Timeout,
            BeforeAsking = HandInKeptAsync,
        };
        lock (_gate) _follower = follower;
        _kept.Waiting = OnKept;
        await foreach (FollowedTemplate next in follower.FollowAsync(closing).ConfigureAwait(false))
        {
            if (!_isLoggedIn) _context.Tell(
                new NodeReady(network.Name, next.Template.Height, _solo.CoinbaseAddress));
            lock (_gate)
                if (next.IsCurrent && (_isHeld || !next.IsRepeat)) Mine(next.Template);
        }
    }

    // An earlier session has just given up on a block. It is handed in before the next question, which comes at once.
    private void OnKept()
    {
        lock (_gate)
        {
            Hold();
            _follower?.AskNow();
        }
    }

    private async Task HandInKeptAsync(CancellationToken closing)
    {
        if (await _kept.HandInAsync(_node, closing).ConfigureAwait(false) is { } spent)
            _follower!.Accepted(spent);
    }

    private void Hold()
    {
        _isHeld = true;
        _context.Mine(null);
    }

    private void Mine(BlockTemplate template)
    {
        Work work = _builder.ToWork(
            template, _extranonce1, ExtranonceSize, _context.Options.Algorithm.DifficultyOne);
        if (_newest?.Target != work.Target) _context.Tell(new DifficultyChanged(
            work.Difficulty, _context.Options.Algorithm.ExpectedHashes(work.Target)));
        string id = string.Create(CultureInfo.InvariantCulture, $"{template.Height}.{++_jobs}");
        Job job = _context.Jobs.Create(new JobId(id), work, isClean: false); // another tip ends the jobs before it
        _templates.Add(job, template);
        (_newest, _isHeld, _isLoggedIn) = (job, false, true);
        _context.Tell(new JobReceived(job, job.IsNewBlock));
        _context.Mine(job);
    }

    // The template of the job, if a block of it is still wanted. Nothing is mined then until the block is judged: what
    // is found meanwhile could only be its rival.
    private BlockTemplate? Claim(Job job)
    {
        lock (_gate)
        {
            // The loop may have taken the next tip since the miner looked at the job's end.
            if (_follower!.IsSpent(job.PreviousBlock) || job.Era.End == JobEnd.Cancelled) return null;
            if (_templates.TryGetValue(job, out BlockTemplate? template) && job.Era.End == JobEnd.None) Hold();
            return template;
        }
    }

    // The block is in the chain. The loop may have heard of it already: then it mines on top of it.
    private void Accepted(Job job)
    {
        lock (_gate) _follower!.Accepted(job.PreviousBlock);
    }

    // What else this template makes would be refused as well: another one is asked for.
    private void Refused(Job job, bool isAway = false)
    {
        lock (_gate)
        {
            _templates.Remove(job);
            if (_newest is not { IsStopped: false } newest) return; // another session may be mining by now
            if (newest.PreviousBlock != job.PreviousBlock) return;  // it came late, for an earlier tip
            Hold(); // the loop may have taken a template meanwhile
            if (isAway) _follower!.Away(job.PreviousBlock);
            else _follower!.Refused(job.PreviousBlock);
        }
    }
}
