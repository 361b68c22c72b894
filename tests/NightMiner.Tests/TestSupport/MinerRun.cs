using System.Threading.Channels;
using NightMiner.Stratum;

namespace NightMiner.Tests.TestSupport;

/// <summary>A miner that runs, and all the events that came out of it so far.</summary>
internal sealed class MinerRun : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<MinerEvent> _events = [];
    private readonly SemaphoreSlim _more = new(0);
    private readonly Task _collecting;

    private MinerRun(MinerOptions options)
    {
        Miner = new Miner(options);
        ChannelReader<MinerEvent> events = Miner.Events.Subscribe(capacity: 1 << 20);
        _collecting = CollectAsync(events);
        Finished = Miner.RunAsync(_stop.Token);
    }

    public Miner Miner { get; }

    public Task<StopReason> Finished { get; }

    /// <summary>What a test's miner is like unless it says otherwise.</summary>
    public static MinerOptions Defaults(PoolUrl pool) => new()
    {
        Pool = pool, User = "user.worker", Password = "secret", Agent = "NightMiner/test",
        Algorithm = new TinyAlgorithm(),
        Threads = 2, RetryPause = TimeSpan.FromMilliseconds(1), Timeout = ScriptedPool.Patience,
        SubscribesExtranonce = false, // or every script would have to hear it
    };

    public static MinerRun Start(MinerOptions options) => new(options);

    public static MinerRun Start(ScriptedPool pool, Func<MinerOptions, MinerOptions>? change = null) =>
        new((change ?? (options => options))(Defaults(pool.Url)));

    public IReadOnlyList<T> All<T>() where T : MinerEvent
    {
        lock (_events) return [.. _events.OfType<T>()];
    }

    /// <summary>Waits until so many events of a kind have come, and gives the last of them.</summary>
    public async Task<T> SeeAsync<T>(int count = 1) where T : MinerEvent
    {
        using CancellationTokenSource limit = new(ScriptedPool.Patience);
        while (true)
        {
            IReadOnlyList<T> all = All<T>();
            if (all.Count >= count) return all[count - 1];
            if (_collecting.IsCompleted && All<T>().Count < count)
                throw new InvalidOperationException(
                    $"the miner stopped before {count} of {typeof(T).Name}: {Describe()}");
            await Task.WhenAny(_more.WaitAsync(limit.Token), _collecting);
            if (limit.IsCancellationRequested) throw new TimeoutException(
                $"no {count} of {typeof(T).Name}: {Describe()}");
        }
    }

    public void Stop() => _stop.Cancel();

    /// <summary>Stops it, waits for its end and checks that the books are in order.</summary>
    public async Task<MinerSnapshot> StopAsync()
    {
        Stop();
        await Finished.WaitAsync(ScriptedPool.Patience);
        return await EndAsync();
    }

    /// <summary>Waits for its end and checks that the books are in order.</summary>
    public async Task<MinerSnapshot> EndAsync()
    {
        await Finished.WaitAsync(ScriptedPool.Patience);
        await _collecting.WaitAsync(ScriptedPool.Patience);
        MinerSnapshot end = Miner.Snapshot();
        Assert.Equal(end.Found, end.Accepted + end.Rejected + end.Stale + end.Unsent);
        Assert.Equal(0, end.Pending);
        Assert.Equal(
            (end.Found, end.Accepted, end.Rejected, end.Stale, end.Unsent),
            (All<ShareFound>().Count, All<ShareAccepted>().Count, All<ShareRejected>().Count, All<ShareStale>().Count,
                All<ShareUnsent>().Count));
        Stopped stopped = Assert.Single(All<Stopped>());
        Assert.Equal(await Finished, stopped.Reason);
        return end;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task finished = Finished;
        await finished.WaitAsync(ScriptedPool.Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task CollectAsync(ChannelReader<MinerEvent> events)
    {
        await foreach (MinerEvent what in events.ReadAllAsync())
        {
            lock (_events) _events.Add(what);
            _more.Release();
        }
    }

    private string Describe()
    {
        lock (_events) return string.Join("; ", _events.TakeLast(12));
    }
}
