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
/// Mining at a node: one loop asks for templates and turns them into jobs; a share is a block, and is handed in.
/// </summary>
internal sealed class NodeSession : IMiningSession
{
    // A node that still offers what a block of ours stands on is a little behind; after this time it has gone back.
    private static readonly TimeSpan SpentLimit = TimeSpan.FromSeconds(5);

    private const int ExtranonceSize = 4; // of each of the two; the first tells apart miners with the same address
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(50); // of a question that is no long poll

    private readonly Miner _miner;
    private readonly PoolLogin _pool;
    private readonly NodeCalls _node;
    private readonly SoloSettings _settings;
    private readonly BlockBuilder _builder;
    private readonly ConditionalWeakTable<Job, BlockTemplate> _templates = [];
    private readonly byte[] _extranonce1 = RandomNumberGenerator.GetBytes(ExtranonceSize);

    // The loop and the submitter share what follows.
    private readonly object _gate = new();
    private Job? _newest;
    private long _spentAt;
    private Hash256? _spent;                  // a block of ours stands on it: nothing more is to be built there
    private CancellationTokenSource? _asking; // ends the open question for a template
    private bool _isRefused;                  // a block of ours, since the last question
    private volatile Task _handingIn = Task.CompletedTask;
    private readonly NodePace _pace = new();
    private long _jobs;
    private volatile bool _isLoggedIn;

    private NodeSession(Miner miner, PoolLogin pool, NodeCalls node)
    {
        (_miner, _pool, _node) = (miner, pool, node);
        _settings = SoloSettings.From(miner.Options);
        _builder = new BlockBuilder(_settings.Address.Script.ToArray(), _settings.Signature);
    }

    /// <inheritdoc/>
    public bool IsLoggedIn => _isLoggedIn;

    /// <inheritdoc/>
    public string? Refusal { get; private set; }

    /// <summary>Prepares to talk to a node; nothing is connected yet.</summary>
    /// <exception cref="ConnectionException">The cookie file can't be read.</exception>
    public static NodeSession Open(Miner miner, PoolLogin pool, TimeSpan timeout)
    {
        string user, password;
        try
        {
            (user, password) = SoloSettings.Login(miner.Options, pool);
        }
        catch (IOException e)
        {
            throw new ConnectionException(ConnectionProblem.NotReady, e.Message, e);
        }
        NodeClient client = new(pool.Url, user, password, miner.Options.Dial, timeout)
        {
            Sent = line => miner.Events.Publish(new LineSent(line)),
            Received = line => miner.Events.Publish(new LineReceived(line)),
        };
        return new NodeSession(miner, pool, new NodeCalls(client));
    }

    /// <summary>Whether a node gives work now.</summary>
    /// <exception cref="IOException">It can't be reached, or the cookie file can't be read.</exception>
    public static async Task<bool> AnswersAsync(
        MinerOptions options, PoolLogin pool, TimeSpan timeout, CancellationToken stop)
    {
        (string user, string password) = SoloSettings.Login(options, pool);
        using NodeCalls node = new(new NodeClient(pool.Url, user, password, options.Dial, timeout));
        try
        {
            // A node that is downloading the chain answers everything but this.
            if (CoinNetwork.Find(await node.GenesisAsync(stop).ConfigureAwait(false)) is not { } network) return false;
            await node.TemplateAsync(RulesOf(network), null, timeout, stop).ConfigureAwait(false);
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

    /// <summary>Ends what is on its way, and waits until it is in the books: the next session must know it.</summary>
    public async ValueTask DisposeAsync()
    {
        _miner.KeptBlocks.Waiting = null;
        _node.Dispose();
        await _handingIn.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task HandInAsync(Share share, CancellationToken closing)
    {
        if (Claim(share.Job) is not { } template)
        {
            _miner.Ledger.Stale(share);
            return;
        }
        Submit submit = share.ToSubmit(_pool.User);
        _miner.Ledger.Sending(submit, share, isKept: true);
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
            if (block is null) _miner.Ledger.GiveUp(submit, $"no block could be made of it: {e.Message}");
            else _miner.KeptBlocks.Keep(new KeptBlock(submit, share, block, template.WorkId), e.Message);
            Refused(share.Job, isAway: true);
            return;
        }
        if (error is null) Spend(share.Job);
        else Refused(share.Job);
        _miner.Ledger.Judged(submit, error, Stopwatch.GetElapsedTime(sentAt));
        _miner.CheckLimit();
    }

    // Which coin, which network: both must fit the address and the algorithm before a single hash is computed.
    private async Task<CoinNetwork?> MeetAsync(CancellationToken closing)
    {
        (CoinNetwork? network, Refusal) =
            await _settings.MeetAsync(_node, _miner.Options.Algorithm, closing).ConfigureAwait(false);
        return network;
    }

    private async Task FollowAsync(CoinNetwork network, CancellationToken closing)
    {
        string[] rules = RulesOf(network);
        string? longPollId = null;
        _miner.Jobs.LoseConnection();
        _miner.KeptBlocks.Waiting = OnKept;
        while (true)
        {
            using CancellationTokenSource asking = CancellationTokenSource.CreateLinkedTokenSource(closing);
            lock (_gate)
            {
                if (_isRefused) longPollId = null; // nothing is mined until the answer comes: it must come at once
                (_asking, _isRefused) = (asking, false);
            }
            try
            {
                await Task.Delay(Pause(), asking.Token).ConfigureAwait(false);
                await HandInKeptAsync(closing).ConfigureAwait(false);
                long askedAt = Stopwatch.GetTimestamp();
                BlockTemplate template = await _node.TemplateAsync(
                    rules, longPollId, LimitOf(longPollId), asking.Token).ConfigureAwait(false);
                bool isTaken = Take(template, asking, network);
                lock (_gate) _pace.Answered(
                    Stopwatch.GetElapsedTime(askedAt), longPollId is not null, template.LongPollId is not null);
                longPollId = isTaken ? template.LongPollId : null;
            }
            catch (OperationCanceledException) when (!closing.IsCancellationRequested)
            {
                longPollId = null; // a block of ours was judged: ask what comes next
            }
            catch (ConnectionException e) when (e.Problem == ConnectionProblem.Silent && longPollId is not null)
            {
                longPollId = null; // nothing new for long: see whether the node is there at all
            }
            finally
            {
                lock (_gate) _asking = null;
            }
        }
    }

    // An earlier session was late to give up on a block: the question must not keep it waiting.
    private void OnKept()
    {
        lock (_gate)
        {
            _miner.Publish(null);
            _isRefused = true;
            _ = _asking?.CancelAsync();
        }
    }

    private async Task HandInKeptAsync(CancellationToken closing)
    {
        if (await _miner.KeptBlocks.HandInAsync(_node, closing).ConfigureAwait(false) is not { } spent) return;
        lock (_gate) (_spent, _spentAt) = (spent, Stopwatch.GetTimestamp());
    }

    private static string[] RulesOf(CoinNetwork network) => network.HasMweb ? ["mweb", "segwit"] : ["segwit"];

    private TimeSpan Pause()
    {
        lock (_gate) return _pace.TakePause();
    }

    private TimeSpan LimitOf(string? longPollId) =>
        longPollId is null && AnswerLimit < _miner.Options.Timeout ? AnswerLimit : _miner.Options.Timeout;

    // False where the answer was overtaken by a block of ours.
    private bool Take(BlockTemplate template, CancellationTokenSource asking, CoinNetwork network)
    {
        if (!_isLoggedIn)
            _miner.Events.Publish(new NodeReady(network.Name, template.Height, _settings.Address.ToString()));
        lock (_gate)
        {
            if (asking.IsCancellationRequested) return false;
            if (template.PreviousBlock == _spent && Stopwatch.GetElapsedTime(_spentAt) < SpentLimit)
            {
                _pace.Behind(); // the node has taken our block, but not heard itself: this would make a rival of it
                return false;
            }
            Work work = _builder.ToWork(
                template, _extranonce1, ExtranonceSize, _miner.Options.Algorithm.DifficultyOne);
            if (_newest?.Target != work.Target) _miner.Events.Publish(new DifficultyChanged(
                work.Difficulty, _miner.Options.Algorithm.ExpectedHashes(work.Target)));
            string id = string.Create(CultureInfo.InvariantCulture, $"{template.Height}.{++_jobs}");
            Job job = _miner.Jobs.Create(new JobId(id), work, isClean: _spent is not null);
            _templates.Add(job, template);
            if (_newest?.PreviousBlock != job.PreviousBlock) _pace.NewTip();
            (_newest, _spent, _isLoggedIn) = (job, null, true);
            bool isNewBlock = job.PreviousBlock != _miner.LastPreviousBlock;
            _miner.LastPreviousBlock = job.PreviousBlock;
            _miner.Events.Publish(new JobReceived(job, isNewBlock));
            _miner.Publish(job);
            return true;
        }
    }

    // What the job was made of, where a block of it is still of use. Nothing is mined then until it is judged: what
    // would be found meanwhile could only be a rival of that block.
    private BlockTemplate? Claim(Job job)
    {
        lock (_gate)
        {
            // The loop may have taken the next tip since the miner looked at the job's end.
            if (_spent == job.PreviousBlock || job.Era.End == JobEnd.Cancelled) return null;
            if (_templates.TryGetValue(job, out BlockTemplate? template) && job.Era.End == JobEnd.None)
                _miner.Publish(null);
            return template;
        }
    }

    // The block is in the chain. The loop may have heard of it already: then it mines on top of it.
    private void Spend(Job job)
    {
        lock (_gate)
        {
            if (_newest!.PreviousBlock != job.PreviousBlock) return;
            (_spent, _spentAt) = (job.PreviousBlock, Stopwatch.GetTimestamp());
            _pace.NewTip();
            _ = _asking?.CancelAsync();
        }
    }

    // What else this template makes would be refused as well: the next one is asked for, and not at once for ever.
    private void Refused(Job job, bool isAway = false)
    {
        lock (_gate)
        {
            _templates.Remove(job);
            if (_newest is not { IsStopped: false } newest) return; // another session may be mining by now
            if (newest.PreviousBlock != job.PreviousBlock)
            {
                _miner.Publish(newest); // it came late, for another tip: no wonder
                return;
            }
            _miner.Publish(null); // the loop may have taken a template meanwhile
            _pace.Refused();
            if (isAway) _pace.Away();
            _isRefused = true;
            _ = _asking?.CancelAsync();
        }
    }
}
