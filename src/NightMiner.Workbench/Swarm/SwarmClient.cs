using System.Diagnostics;
using System.Globalization;
using NightMiner.Jobs;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;

namespace NightMiner.Workbench.Swarm;

/// <summary>
/// One connection of the swarm: logs its workers in, takes jobs, sends the shares that its virtual miner finds, and
/// knows of each what the pool should say. Comes back when the pool ends the connection.
/// </summary>
internal sealed class SwarmClient
{
    private const int OpenLimit = 256; // a pool that answers no more gets no more
    private static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(1);

    private readonly int _number;
    private readonly SwarmOptions _options;
    private readonly SwarmBooks _books;
    private readonly Random _random;
    private readonly Lock _gate = new(); // of _open, _held, _worker and _loggedIn
    private readonly Dictionary<ClientRequest, (Job? Job, ShareIntent Intent, long SentAt)> _open =
        new(ReferenceEqualityComparer.Instance);
    private Subscription _subscription;
    private StratumConnection? _connection;
    private Notify? _early;  // came before the extranonce1 that it needs
    private Share? _held;    // until its job is cancelled
    private int _worker;
    private int _loggedIn;   // workers
    private long _loggedInAt;
    private TimeSpan? _converged;
    private Job? _newest;
    private volatile Action? _cut;
    private volatile bool _isComingBack; // from a cut of ours

    public SwarmClient(int number, SwarmOptions options, SwarmBooks books)
    {
        (_number, _options, _books) = (number, options, books);
        _random = new Random(options.Seed + number);
        _subscription = new Subscription(options.Algorithm);
        Miner = new VirtualMiner(options.ConnectionRate, Found);
    }

    /// <summary>What hashes for it.</summary>
    public VirtualMiner Miner { get; }

    /// <summary>Whether requests are waiting for their replies, or it was cut and is not logged in again yet.</summary>
    public bool IsWaiting
    {
        get { lock (_gate) return _open.Count > 0 || _isComingBack; }
    }

    /// <summary>How long after its login the difficulty was right for good; null while it is not.</summary>
    public TimeSpan? Converged => _converged;

    /// <summary>Ends the connection that stands, as a storm does.</summary>
    public void Cut()
    {
        try
        {
            if (_loggedIn > 0) _isComingBack = true;
            _cut?.Invoke();
        }
        catch (ObjectDisposedException) { } // it ended by itself just now
    }

    /// <summary>Connects, talks and comes back until <paramref name="stop"/>.</summary>
    public async Task LiveAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using CancellationTokenSource cut = CancellationTokenSource.CreateLinkedTokenSource(stop);
            _cut = () => _ = cut.CancelAsync();
            try
            {
                await TalkAsync(cut.Token).ConfigureAwait(false);
                _books.CountError("the pool closed the connection");
            }
            catch (OperationCanceledException) when (cut.IsCancellationRequested) { }
            catch (Exception e) when (e is ConnectionException or IOException or OperationCanceledException)
            {
                if (!cut.IsCancellationRequested) _books.CountError(KindOf(e));
            }
            catch (Exception e) // a fault of this program: the report shows it, and the other connections go on
            {
                _books.CountError($"this program failed: {e.GetType().Name}: {e.Message}");
            }
            End(wasCut: cut.IsCancellationRequested);
            if (cut.IsCancellationRequested) continue; // after a storm all come back at once
            _isComingBack = false;
            TimeSpan pause = ComeBack * (0.5 + Random.Shared.NextDouble());
            await Task.Delay(pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Gives up on replies that are overdue.</summary>
    public void Tick()
    {
        lock (_gate)
        {
            if (_open.Count == 0) return;
            foreach (ClientRequest request in _open.Keys.ToArray())
                if (Stopwatch.GetElapsedTime(_open[request].SentAt) > _options.ReplyLimit)
                    Lose(request, ShareOutcome.Lost);
        }
    }

    /// <summary>The end: what is open now was not answered in time.</summary>
    public void GiveUp()
    {
        lock (_gate)
            foreach (ClientRequest request in _open.Keys.ToArray())
                Lose(request, ShareOutcome.Lost);
    }

    private async Task TalkAsync(CancellationToken cut)
    {
        long startedAt = Stopwatch.GetTimestamp();
        Stream stream =
            await Dialer.ConnectAsync(_options.Pool, _options.ReplyLimit, cut).ConfigureAwait(false);
        _books.Connect.Add(Stopwatch.GetElapsedTime(startedAt));
        Interlocked.Increment(ref _books.ConnectionsMade);
        Interlocked.Increment(ref _books.Connected);
        await using StratumConnection connection = new(stream);
        _connection = connection;
        await SendAsync(new Subscribe("NightMiner-swarm"), cut).ConfigureAwait(false);
        await foreach (ServerMessage message in connection.ReadAllAsync(cut).ConfigureAwait(false))
            await HandleAsync(message, cut).ConfigureAwait(false);
    }

    private async Task HandleAsync(ServerMessage message, CancellationToken cut)
    {
        switch (message)
        {
            case Reply { Request: { } request } reply:
                (Job? Job, ShareIntent Intent, long) sent;
                lock (_gate)
                {
                    if (!_open.Remove(request, out sent)) return; // given up
                }
                if (request is Subscribe) await OnSubscribedAsync(reply, cut).ConfigureAwait(false);
                else if (request is Authorize) OnAuthorized(reply);
                else OnJudged(reply, sent.Job!, sent.Intent);
                break;
            case Reply:
                _books.CountError("a reply to no request");
                break;
            case Notify notify:
                OnNotify(notify);
                break;
            case SetDifficulty { Difficulty: var difficulty }:
                _subscription.SetDifficulty(difficulty);
                WatchConvergence();
                break;
            case SetExtranonce { Extranonce1: var extranonce1, Extranonce2Size: var size }:
                _subscription.SetExtranonce(extranonce1, size ?? _subscription.Extranonce2Size);
                break;
            case Malformed { Problem: var problem }:
                _books.CountError(problem);
                break;
        }
    }

    private async Task OnSubscribedAsync(Reply reply, CancellationToken cut)
    {
        _books.Subscribe.Add(reply.RoundTrip);
        if (reply.Error is { } error)
            throw new ConnectionException(ConnectionProblem.Protocol, $"mining.subscribe refused: {error}");
        try
        {
            SubscribeResult result = SubscribeResult.Parse(reply.Result);
            _subscription.SetSubscription(result.SessionId, result.Extranonce1, result.Extranonce2Size);
        }
        catch (FormatException e)
        {
            throw new ConnectionException(ConnectionProblem.Protocol, $"mining.subscribe: {e.Message}", e);
        }
        for (int worker = 0; worker < _options.Workers; worker++)
            await SendAsync(new Authorize(NameOf(worker), _options.Password), cut).ConfigureAwait(false);
        if (_early is { } notify) OnNotify(notify);
    }

    private void OnAuthorized(Reply reply)
    {
        _isComingBack = false;
        _books.Authorize.Add(reply.RoundTrip);
        if (!reply.IsYes)
        {
            _books.CountError($"login refused: {reply.Error?.Text ?? "no reason given"}");
            return;
        }
        bool isFirst;
        lock (_gate) isFirst = _loggedIn++ == 0;
        if (isFirst)
        {
            Interlocked.Increment(ref _books.LoggedIn);
            (_loggedInAt, _converged) = (Stopwatch.GetTimestamp(), null); // a connection after a storm begins anew
        }
        WatchConvergence();
        if (_newest is { } job) Miner.Publish(job);
    }

    private void OnNotify(Notify notify)
    {
        if (!_subscription.IsSubscribed)
        {
            _early = notify;
            return;
        }
        _newest = _subscription.CreateJob(notify);
        if (_loggedIn > 0) Miner.Publish(_newest);
        Share? held;
        lock (_gate)
        {
            held = _held is { Job.IsStopped: true } ? _held : null;
            if (held is not null) _held = null;
        }
        if (held is not null) Send(held, ShareIntent.Stale);
    }

    private void OnJudged(Reply reply, Job job, ShareIntent intent)
    {
        _books.Submit.Add(reply.RoundTrip);
        ShareOutcome outcome = ShareTally.OutcomeOf(reply);
        bool isCrossed = outcome == ShareOutcome.RejectedStale && intent != ShareIntent.Stale && job.IsStopped;
        _books.Count(intent, isCrossed ? ShareOutcome.Crossed : outcome);
    }

    // Called by a kernel's thread.
    private void Found(Share share)
    {
        double luck;
        lock (_gate)
        {
            if (_open.Count >= OpenLimit)
            {
                _books.CountError("a share not sent: the pool leaves too many unanswered");
                return;
            }
            luck = _random.NextDouble();
            bool isHeld = luck >= _options.Bad + _options.Duplicate
                && luck < _options.Bad + _options.Duplicate + _options.Stale && _held is null;
            if (isHeld)
            {
                _held = share;
                return;
            }
        }
        if (luck < _options.Bad) Send(VirtualMiner.Spoil(share), ShareIntent.LowDifficulty);
        else Send(share, ShareIntent.Good);
        if (luck >= _options.Bad && luck < _options.Bad + _options.Duplicate) Send(share, ShareIntent.Duplicate);
    }

    private void Send(Share share, ShareIntent intent)
    {
        Submit submit;
        lock (_gate)
        {
            // Asked here, under the lock: the connection may end at any moment, and then nobody is logged in.
            if (_connection is null || _loggedIn == 0) return;
            // The second of two equal shares comes from the same worker: the name is no part of a share.
            if (intent != ShareIntent.Duplicate) _worker = (_worker + 1) % _loggedIn;
            submit = share.ToSubmit(NameOf(_worker));
            _open[submit] = (share.Job, intent, Stopwatch.GetTimestamp());
        }
        Interlocked.Increment(ref _books.SharesSent);
        _ = WriteAsync(submit);
    }

    private async Task SendAsync(ClientRequest request, CancellationToken cut)
    {
        lock (_gate) _open[request] = (null, ShareIntent.Good, Stopwatch.GetTimestamp());
        await _connection!.SendAsync(request, cut).ConfigureAwait(false);
    }

    private async Task WriteAsync(ClientRequest request)
    {
        try
        {
            if (_connection is { } connection) await connection.SendAsync(request).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException) { } // the reader notices too
    }

    private void End(bool wasCut)
    {
        Miner.Publish(null);
        if (_connection is not null) Interlocked.Decrement(ref _books.Connected);
        if (_loggedIn > 0) Interlocked.Decrement(ref _books.LoggedIn);
        (_early, _newest) = (null, null);
        lock (_gate)
        {
            (_connection, _held, _loggedIn) = (null, null, 0);
            foreach (ClientRequest request in _open.Keys.ToArray())
                Lose(request, wasCut ? ShareOutcome.Cut : ShareOutcome.Lost);
        }
        _subscription = new Subscription(_options.Algorithm);
    }

    private void Lose(ClientRequest request, ShareOutcome outcome)
    {
        if (!_open.Remove(request, out (Job?, ShareIntent Intent, long) sent)) return;
        if (outcome == ShareOutcome.Lost) Interlocked.Increment(ref _books.RepliesLost);
        if (request is Submit) _books.Count(sent.Intent, outcome);
    }

    // Right is what makes a share in the asked time, by a factor of two; only the last step there counts.
    private void WatchConvergence()
    {
        if (_options.ShareInterval is not { } interval || _loggedInAt == 0) return;
        double seconds = _options.Algorithm.ExpectedHashes(_subscription.Target) / _options.ConnectionRate;
        bool isRight = seconds >= interval.TotalSeconds / 2 && seconds <= interval.TotalSeconds * 2;
        _converged = isRight ? _converged ?? Stopwatch.GetElapsedTime(_loggedInAt) : null;
    }

    private string NameOf(int worker) =>
        string.Create(CultureInfo.InvariantCulture, $"{_options.User}.{_number}.{worker + 1}");

    private static string KindOf(Exception e) => e is ConnectionException { Problem: var problem }
        ? problem == ConnectionProblem.Protocol ? e.Message : $"connection {problem.ToString().ToLowerInvariant()}"
        : "connection broken";
}
