using NightMiner.Protocol.Transport;
using NightMiner.Workbench.Testing;

namespace NightMiner.TestSupport;

/// <summary>A miner that runs, and all the events that came out of it so far.</summary>
internal sealed class MinerRun : IAsyncDisposable
{
    private readonly TestMiner _run;

    private MinerRun(MinerOptions options) => _run = TestMiner.Start(options);

    public Miner Miner => _run.Miner;

    public Task<StopReason> Finished => _run.Finished;

    /// <summary>What a test's miner is like unless it says otherwise.</summary>
    public static MinerOptions Defaults(Endpoint pool) => new()
    {
        Pool = pool, User = "user.worker", Password = "secret", Agent = "NightMiner/test",
        Algorithm = new TinyAlgorithm(),
        Threads = 2, RetryPause = TimeSpan.FromMilliseconds(1), Timeout = ScriptedPool.Patience,
        SubscribesExtranonce = false, // or every script would have to hear it
    };

    public static MinerRun Start(MinerOptions options) => new(options);

    public static MinerRun Start(ScriptedPool pool, Func<MinerOptions, MinerOptions>? change = null) =>
        new((change ?? (options => options))(Defaults(pool.Url)));

    public IReadOnlyList<T> All<T>() where T : MinerEvent => _run.Events.All<T>();

    /// <summary>Waits until so many events of a kind have come, and gives the last of them.</summary>
    public Task<T> SeeAsync<T>(int count = 1) where T : MinerEvent => _run.Events.SeeAsync<T>(count);

    public void Stop() => _run.Stop();

    /// <summary>Stops it, waits for its end and checks that the books are in order.</summary>
    public async Task<MinerSnapshot> StopAsync()
    {
        await _run.StopAsync();
        return await EndAsync();
    }

    /// <summary>Waits for its end and checks that the books are in order.</summary>
    public async Task<MinerSnapshot> EndAsync()
    {
        (StopReason reason, MinerSnapshot end, _) = await _run.EndAsync();
        Assert.Equal(end.Found, end.Accepted + end.Rejected + end.Stale + end.Unsent);
        Assert.Equal(0, end.Pending);
        Assert.Equal(
            (end.Found, end.Accepted, end.Rejected, end.Stale, end.Unsent),
            (All<ShareFound>().Count, All<ShareAccepted>().Count, All<ShareRejected>().Count, All<ShareStale>().Count,
                All<ShareUnsent>().Count));
        Stopped stopped = Assert.Single(All<Stopped>());
        Assert.Equal(reason, stopped.Reason);
        return end;
    }

    public ValueTask DisposeAsync() => _run.DisposeAsync();
}
