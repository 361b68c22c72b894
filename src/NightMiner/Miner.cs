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

    private readonly JobSlot _slot = new();
    private readonly SessionContext _context;
    private readonly ShareSender _sender;
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
        Events = new MinerEvents(TimeProvider.System);
        ShareLedger shares = new(Events.Publish);
        _sender = new ShareSender(shares, options.Shares);
        JobFactory jobs = new(options.Algorithm);
        _context = new SessionContext(options, jobs, shares, _slot.Publish, Events.Publish);
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

    internal ShareLedger Shares => _context.Shares;

    /// <summary>How things stand now.</summary>
    public MinerSnapshot Snapshot() => _context.Shares.Counts with
    {
        Elapsed = _startedAt == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(_startedAt),
        Hashes = _workers?.Hashes.Total() ?? 0,
        IsLoggedIn = _sender.Session?.IsLoggedIn ?? false,
        Difficulty = _sender.Session?.Difficulty,
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
            Events.Flush(isLast: true);
            Events.Publish(new Stopped(reason, Snapshot()));
            Events.Complete();
        }
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
        ShareLedger shares = _context.Shares;
        using CancellationTokenSource closing = new(); // ends the conversation, some time after the mining
        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (Options.TimeLimit is { } limit) stopping.CancelAfter(limit);
        shares.Accepted = () =>
        {
            if (shares.Counts.Accepted >= Options.Shares) stopping.Cancel();
        };
        using WorkerPool workers = new(
            _slot, Options.Threads, CreateScanner, CpuUse, reason => Events.Publish(new CpuUseRefused(reason)))
        {
            Found = shares.Found,
        };
        _workers = workers;
        SessionFactories sessions = Options.Sessions.For(_context);
        PoolKeeper pool = new(_context, sessions, _sender, stopping.Token);
        _startedAt = Stopwatch.GetTimestamp();
        Events.Publish(new Started(Options.Algorithm.Name, implementation, Options.Threads));

        Task sending = SendAllAsync(_sender, workers, stopping.Token, closing.Token);
        Task watching = TickAsync(closing.Token);
        Task<StopReason> connected = pool.StayConnectedAsync(closing.Token);
        Task stopped = Task.Delay(Timeout.Infinite, stopping.Token);
        Task first = await Task.WhenAny(connected, stopped, workers.Failure).ConfigureAwait(false);

        shares.Accepted = null;
        await stopping.CancelAsync().ConfigureAwait(false);
        closing.CancelAfter(DrainLimit);
        await Task.Run(workers.Stop, CancellationToken.None).ConfigureAwait(false);
        await sending.ConfigureAwait(false);
        await shares.DrainAsync(connected, closing.Token).ConfigureAwait(false);
        await closing.CancelAsync().ConfigureAwait(false);
        await watching.ConfigureAwait(false);
        StopReason reason = await connected.ConfigureAwait(false);
        sessions.End();
        if (first != workers.Failure) return reason;
        Events.Publish(new KernelFailed((await workers.Failure.ConfigureAwait(false)).Message));
        return StopReason.WorkerFailed;
    }

    // Each second: shares that wait too long are given up, and what the event budget left out is told.
    private async Task TickAsync(CancellationToken closing)
    {
        while (!closing.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _context.Shares.GiveUpOlderThan(AnswerLimit, $"no answer came within {AnswerLimit.TotalSeconds:0} s");
            Events.Flush();
        }
    }

    private static async Task SendAllAsync(
        ShareSender sender, WorkerPool workers, CancellationToken stopping, CancellationToken closing)
    {
        try
        {
            await sender.SendAllAsync(workers.Shares, stopping, closing).ConfigureAwait(false);
        }
        catch (Exception e) // nothing should come here; but if it did, workers would wait for room for ever
        {
            workers.Abandon(e);
        }
    }
}
