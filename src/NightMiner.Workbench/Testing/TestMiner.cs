
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Transport;

namespace NightMiner.Workbench.Testing;

/// <summary>
/// A miner for tests of a pool or of an algorithm: MineAsync runs one to its end, Start leaves it running while the
/// test looks on.
/// </summary>
public sealed class TestMiner : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();

    private TestMiner(MinerOptions options)
    {
        Miner = new Miner(options);
        // Tests want all of it: a queue that drops nothing before the memory is full.
        Events = new EventLog<MinerEvent>(Miner.Events.Subscribe(capacity: 1 << 20));
        Finished = Miner.RunAsync(_stop.Token);
    }

    /// <summary>The miner itself.</summary>
    public Miner Miner { get; }

    /// <summary>All that happens.</summary>
    public EventLog<MinerEvent> Events { get; }

    /// <summary>Ends when the miner has stopped.</summary>
    public Task<StopReason> Finished { get; }

    /// <summary>How a test's miner is unless the test says otherwise: one thread, and it does not try again.</summary>
    public static MinerOptions Defaults(string url, PowAlgorithm? algorithm = null) => new()
    {
        Pool = Endpoint.Parse(url), User = "test", Algorithm = algorithm ?? Algorithms.Get("scrypt"),
        Threads = 1, Retries = 0, RetryPause = TimeSpan.Zero, Timeout = Wait.Patience,
    };

    /// <summary>Starts a miner; disposing it stops it.</summary>
    public static TestMiner Start(MinerOptions options) => new(options);

    /// <summary>
    /// Mines until so many shares are accepted, or something ends it before: then the result says what.
    /// </summary>
    /// <param name="url">The pool's.</param>
    /// <param name="shares">How many shares the pool has to accept.</param>
    /// <param name="algorithm">The proof of work; scrypt unless told.</param>
    /// <param name="limit">How long it may take; a minute unless told.</param>
    /// <exception cref="TimeoutException">It took too long; the message says what came instead.</exception>
    public static Task<MiningResult> MineAsync(
        string url, int shares, PowAlgorithm? algorithm = null, TimeSpan? limit = null) =>
        MineAsync(Defaults(url, algorithm) with { Shares = shares }, limit);

    /// <summary>Mines until a limit of the options is reached, or something ends it before.</summary>
    /// <exception cref="TimeoutException">It took too long; the message says what came instead.</exception>
    public static async Task<MiningResult> MineAsync(MinerOptions options, TimeSpan? limit = null)
    {
        TestMiner miner = new(options);
        await using (miner.ConfigureAwait(false)) return await miner.EndAsync(limit).ConfigureAwait(false);
    }

    /// <summary>Asks it to stop.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Asks it to stop, and waits for its end.</summary>
    /// <exception cref="TimeoutException">It did not stop.</exception>
    public async Task<MiningResult> StopAsync()
    {
        Stop();
        return await EndAsync().ConfigureAwait(false);
    }

    /// <summary>Waits for its end.</summary>
    /// <param name="limit">How long; a minute unless told.</param>
    /// <exception cref="TimeoutException">It took too long; the message says what came instead.</exception>
    public async Task<MiningResult> EndAsync(TimeSpan? limit = null)
    {
        TimeSpan patience = limit ?? 2 * Wait.Patience;
        Task finished = Finished;
        await finished.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!Finished.IsCompleted)
        {
            string wanted = Miner.Options.Shares switch
            {
                1 => "1 accepted share",
                { } shares => $"{shares} accepted shares",
                null => "the miner's end",
            };
            throw new TimeoutException($"waited {patience.TotalSeconds:0.#} s for {wanted} at {Miner.Options.Pool}; "
                + $"there were {Miner.Snapshot().Accepted} accepted. What came last: {Events}");
        }
        StopReason reason = await Finished.ConfigureAwait(false);
        await Events.Ended.ConfigureAwait(false);
        return new MiningResult(reason, Miner.Snapshot(), Events.All<MinerEvent>());
    }

    /// <summary>Stops it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        Task finished = Finished;
        await finished.WaitAsync(Wait.Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }
}
