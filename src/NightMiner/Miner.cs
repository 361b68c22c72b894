using System.Diagnostics;
using NightMiner.Jobs;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Transport;
using NightMiner.Sessions;
using NightMiner.Workers;

namespace NightMiner;

/// <summary>
/// The whole miner: workers, a pool that it keeps to, and the way of a share from the one to the other. Read its
/// progress from <see cref="Events"/> and <see cref="Snapshot"/>. One instance mines once.
/// </summary>
public sealed class Miner
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(2); // for the last answers, when stopping

    private volatile PoolKeeper? _pool; // set while mining
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
        KeptBlocks = new KeptBlocks(this);
        Jobs = new JobFactory(options.Algorithm);
        Subscription = new Subscription(Jobs, options.DifficultyFactor);
    }

    /// <summary>Mines at a pool with defaults for all else.</summary>
    /// <exception cref="FormatException">The URL is not a pool's; the message says what was expected.</exception>
    public Miner(string url, string user, string password, PowAlgorithm? algorithm = null)
        : this(new MinerOptions
        {
            Pool = Endpoint.Parse(url),
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

    internal KeptBlocks KeptBlocks { get; }

    internal JobFactory Jobs { get; }

    internal Subscription Subscription { get; }

    internal PoolMemories Memories { get; } = new();

    internal Hash256? LastPreviousBlock { get; set; }

    /// <summary>How things stand now.</summary>
    public MinerSnapshot Snapshot() => Ledger.Counts with
    {
        Elapsed = _startedAt == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(_startedAt),
        Hashes = _workers?.Hashes.Total() ?? 0,
        IsLoggedIn = _pool?.Session?.IsLoggedIn ?? false,
        Difficulty = _pool?.Session is null ? null : Subscription.Difficulty,
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
        _pool = new PoolKeeper(this, _stopping.Token);
        _startedAt = Stopwatch.GetTimestamp();
        Events.Publish(new Started(Options.Algorithm.Name, implementation, Options.Threads));

        Task submitting = SubmitAllAsync(workers, closing.Token);
        Task watching = WatchAnswersAsync(closing.Token);
        Task<StopReason> connected = _pool.StayConnectedAsync(closing.Token);
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
        KeptBlocks.GiveUp();
        if (first != workers.Failure) return reason;
        Events.Publish(new KernelFailed((await workers.Failure.ConfigureAwait(false)).Message));
        return StopReason.SelfTestFailed;
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
        bool isWanted = await IsWantedAsync().ConfigureAwait(false);
        IMiningSession? session = _pool?.Session; // before the job is looked at: a share must not reach the next pool
        if (!isWanted)
            Ledger.Unsent(share, ShareUnsent.MiningEnded);
        else if (share.Job.Era.End == JobEnd.Cancelled)
            Ledger.Stale(share);
        else if (share.Job.Era.End == JobEnd.ConnectionLost || session is null)
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

    /// <summary>Waits for the pool's answers to the shares in flight, while it is connected.</summary>
    internal async Task DrainAsync(Task connected, CancellationToken closing)
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
            Ledger.GiveUpOlderThan(AnswerLimit, $"no answer came within {AnswerLimit.TotalSeconds:0} s");
        }
    }

    private static async Task EndOf(Task task, CancellationToken orUntil) =>
        await task.WaitAsync(orUntil).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
