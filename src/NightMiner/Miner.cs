using System.Diagnostics;
using System.Threading.Channels;
using NightMiner.Blocks;
using NightMiner.Jobs;
using NightMiner.ProofOfWork;
using NightMiner.Stratum;
using NightMiner.Workers;

namespace NightMiner;

/// <summary>
/// The whole miner: connects to a pool, publishes its jobs to the workers, submits their shares, reconnects. Read its
/// progress from <see cref="Events"/> and <see cref="Snapshot"/>. One instance mines once.
/// </summary>
public sealed class Miner
{
    private static readonly TimeSpan DialLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(2); // for the last answers, when stopping

    private volatile IWorkSession? _session;
    private CancellationTokenSource _stopping = null!; // set while mining; asks for the end
    private WorkerPool? _workers;
    private long _startedAt;
    private int _isUsed;

    /// <summary>Mines as the options say.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public Miner(MinerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        Options.Check();
        Events = new MinerEvents();
        Ledger = new ShareLedger(Events);
        Subscription = new Subscription(options.Algorithm);
    }

    /// <summary>Mines at a pool with defaults for all else.</summary>
    /// <exception cref="FormatException">The URL is not a pool's; the message says what was expected.</exception>
    public Miner(string url, string user, string password, PowAlgorithm? algorithm = null)
        : this(new MinerOptions
        {
            Pool = PoolUrl.Parse(url),
            User = user,
            Password = password,
            Algorithm = algorithm ?? Algorithms.Get("scrypt"),
        })
    {
    }

    /// <summary>What this miner was told.</summary>
    public MinerOptions Options { get; }

    /// <summary>All that happens, as it happens.</summary>
    public MinerEvents Events { get; }

    internal ShareLedger Ledger { get; }

    internal Subscription Subscription { get; }

    internal Hash256? LastPreviousBlock { get; set; }

    /// <summary>How things stand now.</summary>
    public MinerSnapshot Snapshot() => Ledger.Counts with
    {
        Elapsed = _startedAt == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(_startedAt),
        Hashes = _workers?.Hashes.Total() ?? 0,
        IsLoggedIn = _session?.IsLoggedIn ?? false,
        Difficulty = _session is null ? null : Subscription.Difficulty,
    };

    /// <summary>Mines on this thread until something stops it for good.</summary>
    public StopReason ServeForever() => RunAsync().GetAwaiter().GetResult();

    /// <summary>
    /// Checks the kernel, then mines until <paramref name="stop"/> is cancelled, a limit is reached, the pool refuses
    /// the login, or the retries are used up. Then waits briefly for the pool's last answers.
    /// </summary>
    /// <returns>Why it stopped. Nothing that comes from the network is thrown.</returns>
    /// <exception cref="InvalidOperationException">This instance has been run before.</exception>
    public async Task<StopReason> RunAsync(CancellationToken stop = default)
    {
        if (Interlocked.Exchange(ref _isUsed, 1) != 0) throw new InvalidOperationException(
            "a miner runs once: make another");
        StopReason reason = StopReason.SelfTestFailed;
        try
        {
            SelfTestResult test = await Task.Run(TestKernel, CancellationToken.None).ConfigureAwait(false);
            Events.Publish(new SelfTested(test));
            if (test.Passed) reason = await MineAsync(test.Implementation, stop).ConfigureAwait(false);
            return reason;
        }
        finally
        {
            Events.Publish(new Stopped(reason, Snapshot()));
            Events.Complete();
        }
    }

    internal void Publish(Job? job) => _workers!.Jobs.Publish(job);

    /// <summary>To be called with each accepted share, so that a limit ends the mining.</summary>
    internal void CheckLimit()
    {
        if (Ledger.Counts.Accepted >= Options.Shares) _stopping.Cancel();
    }

    private SelfTestResult TestKernel()
    {
        string implementation = Options.Isa.Name;
        try
        {
            using (NonceScanner probe = CreateScanner()) implementation = probe.Name;
            return SelfTest.Run(Options.Algorithm, new PowImplementation(implementation, CreateScanner));
        }
        catch (Exception e) // an algorithm of the user's own may throw anything
        {
            return new SelfTestResult(Options.Algorithm.Name, implementation, e.Message, TimeSpan.Zero);
        }
    }

    private CpuUse CpuUse => new()
    {
        Affinity = Options.CpuAffinity, Priority = Options.CpuPriority, Throttle = Options.Throttle,
    };

    private NonceScanner CreateScanner() => Options.Algorithm.CreateScanner(Options.Isa);

    private async Task<StopReason> MineAsync(string implementation, CancellationToken stop)
    {
        using CancellationTokenSource closing = new(); // ends the conversation, some time after the mining
        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (Options.TimeLimit is { } limit) stopping.CancelAfter(limit);
        _stopping = stopping;
        using WorkerPool workers = new(
            Options.Threads, CreateScanner, CpuUse, reason => Events.Publish(new CpuUseRefused(reason)))
        {
            Found = Ledger.Found,
        };
        _workers = workers;
        _startedAt = Stopwatch.GetTimestamp();
        Events.Publish(new Started(Options.Algorithm.Name, implementation, Options.Threads));

        Task submitting = SubmitAllAsync(workers, closing.Token);
        Task watching = WatchAnswersAsync(closing.Token);
        Task<StopReason> connected = StayConnectedAsync(closing.Token);
        Task stopped = Task.Delay(Timeout.Infinite, _stopping.Token);
        Task first = await Task.WhenAny(connected, stopped, workers.Failure).ConfigureAwait(false);

        await _stopping.CancelAsync().ConfigureAwait(false);
        closing.CancelAfter(DrainLimit);
        await Task.Run(workers.Stop, CancellationToken.None).ConfigureAwait(false);
        await submitting.ConfigureAwait(false);
        await DrainAsync(connected, closing.Token).ConfigureAwait(false);
        await closing.CancelAsync().ConfigureAwait(false);
        await watching.ConfigureAwait(false);
        StopReason reason = await connected.ConfigureAwait(false);
        if (first != workers.Failure) return reason;
        Events.Publish(new KernelFailed((await workers.Failure.ConfigureAwait(false)).Message));
        return StopReason.SelfTestFailed;
    }

    // Reconnect is this loop: a login resets the count of attempts, each failure makes the pause longer.
    private async Task<StopReason> StayConnectedAsync(CancellationToken closing)
    {
        bool hasLoggedIn = false;
        PoolLogin pool = Options.Login;
        for (int attempt = 1; ; attempt++)
        {
            Disconnected end = await MineAtPoolAsync(pool, closing).ConfigureAwait(false);
            IWorkSession? session = _session;
            _session = null;
            if (closing.IsCancellationRequested || _stopping.IsCancellationRequested) return StopReason.AsAsked;
            if (session?.Refusal is { } refusal)
            {
                if (!hasLoggedIn)
                {
                    Events.Publish(new LoginRefused(pool.User, refusal) { IsNode = pool.Url.IsNode });
                    return StopReason.LoginRefused;
                }
                // It was good before: the pool has a problem, and may get over it.
                end = new Disconnected(ConnectionProblem.Closed, $"the pool refuses the login this time: {refusal}");
            }
            Events.Publish(end);
            if (session?.IsLoggedIn == true) (hasLoggedIn, attempt) = (true, 1);
            if (attempt > Options.Retries) return StopReason.NoPool;

            TimeSpan pause = RetryPause(Options.RetryPause, attempt, Random.Shared.NextDouble());
            Events.Publish(new Reconnecting(pause, attempt));
            await Task.Delay(pause, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stopping.IsCancellationRequested) return StopReason.AsAsked;
        }
    }

    // From the connection made to the connection lost; every way it can end is news, none an exception.
    private async Task<Disconnected> MineAtPoolAsync(PoolLogin pool, CancellationToken closing)
    {
        Events.Publish(new Connecting(pool.Url));
        try
        {
            await using IWorkSession session =
                await IWorkSession.OpenAsync(this, pool, DialLimit, _stopping.Token).ConfigureAwait(false);
            _session = session;
            await session.TalkAsync(closing).ConfigureAwait(false);
            return new Disconnected(ConnectionProblem.Closed, "the pool closed the connection");
        }
        catch (StratumException e)
        {
            return new Disconnected(e.Problem, e.Message);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return new Disconnected(ConnectionProblem.Broken, $"the connection broke: {e.Message}");
        }
        finally
        {
            Publish(null);
            Subscription.LoseConnection();
            Ledger.GiveUpOlderThan(TimeSpan.Zero, "the connection ended before the pool answered");
        }
    }

    /// <summary>
    /// Twice as long with each attempt, up to a minute; a thousand miners must not come back at once.
    /// </summary>
    internal static TimeSpan RetryPause(TimeSpan first, int attempt, double luck)
    {
        TimeSpan longest = first > MinerOptions.LongestRetryPause ? first : MinerOptions.LongestRetryPause;
        double grown = Math.Min(first.TotalSeconds * Math.Pow(2, Math.Min(attempt, 30) - 1), longest.TotalSeconds);
        return TimeSpan.FromSeconds(grown * (0.75 + 0.5 * luck));
    }

    private async Task SubmitAllAsync(WorkerPool workers, CancellationToken closing)
    {
        try
        {
            await foreach (Share share in workers.Shares.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
                await SettleAsync(share, closing).ConfigureAwait(false);
        }
        catch (Exception e) // nothing should come here; but if it did, workers would wait for room for ever
        {
            workers.Abandon(e);
        }
    }

    private async Task SettleAsync(Share share, CancellationToken closing)
    {
        if (!await IsWantedAsync().ConfigureAwait(false))
            Ledger.Unsent(share, ShareUnsent.MiningEnded);
        else if (share.Job.Era.End == JobEnd.Cancelled)
            Ledger.Stale(share);
        else if (share.Job.Era.End == JobEnd.ConnectionLost || _session is not { } session)
            Ledger.Unsent(share, "the connection is gone");
        else
            await session.SubmitAsync(share, closing).ConfigureAwait(false);
    }

    // With a limit on accepted shares, no more are sent than could all be accepted without exceeding it.
    private async Task<bool> IsWantedAsync()
    {
        if (Options.Shares is not { } limit) return true;
        while (true)
        {
            Task settled = Ledger.NextSettled;
            if (Ledger.AcceptedOrInFlight < limit) return true;
            if (_stopping.IsCancellationRequested) return false;
            await EndOf(settled, _stopping.Token).ConfigureAwait(false);
        }
    }

    // The pool may still be answering shares when the mining has ended.
    private async Task DrainAsync(Task connected, CancellationToken closing)
    {
        while (true)
        {
            Task settled = Ledger.NextSettled;
            if (Ledger.InFlight == 0 || closing.IsCancellationRequested || connected.IsCompleted) return;
            await EndOf(Task.WhenAny(settled, connected), closing).ConfigureAwait(false);
        }
    }

    private async Task WatchAnswersAsync(CancellationToken closing)
    {
        while (!closing.IsCancellationRequested)
        {
            await EndOf(Task.Delay(TimeSpan.FromSeconds(1), closing), closing).ConfigureAwait(false);
            Ledger.GiveUpOlderThan(AnswerLimit, $"the pool did not answer within {AnswerLimit.TotalSeconds:0} s");
        }
    }

    private static async Task EndOf(Task task, CancellationToken orUntil) =>
        await task.WaitAsync(orUntil).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
