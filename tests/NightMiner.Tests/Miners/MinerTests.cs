using System.Threading.Channels;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;

namespace NightMiner.Tests.Miners;

public sealed class MinerTests
{
    private static readonly Endpoint Nowhere = Endpoint.Parse("127.0.0.1:1");

    [Fact]
    public async Task A_worker_that_dies_stops_the_miner()
    {
        int hashes = 0;
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool, options => options with
        {
            Algorithm = new TinyAlgorithm
            {
                OnHash = () =>
                {
                    if (Interlocked.Increment(ref hashes) == 200_000) throw new InvalidOperationException(
                        "a broken kernel");
                },
            },
        });
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.LogInAsync("100");
        await peer.SayAsync(Lines.SmallNotify("a"));
        await peer.HearSubmitsAsync(_ => false);
        Assert.Equal(StopReason.WorkerFailed, await run.Finished.WaitAsync(ScriptedPool.Patience));
        await run.EndAsync();
        Assert.Contains("a broken kernel", Assert.Single(run.All<KernelFailed>()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kernel_that_fails_its_self_test_never_reaches_a_pool()
    {
        using ScriptedPool pool = new();
        await using MinerRun run =
            MinerRun.Start(pool, options => options with { Algorithm = new WrongAboutGenesis() });
        Assert.Equal(StopReason.SelfTestFailed, await run.Finished.WaitAsync(ScriptedPool.Patience));
        await run.EndAsync();
        Assert.False(Assert.Single(run.All<SelfTested>()).Result.Passed);
        Assert.Empty(run.All<Connecting>());
    }

    [Fact]
    public async Task A_reader_of_events_that_sleeps_blocks_nobody_and_loses_the_oldest()
    {
        using ScriptedPool pool = new();
        Miner miner = new(MinerRun.Defaults(pool.Url) with { Shares = 200 });
        using MinerEventReader asleep = miner.Events.Subscribe(capacity: 10);
        Task<StopReason> running = miner.RunAsync();
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.LogInAsync("0.1");
        await peer.SayAsync(Lines.SmallNotify("a"));
        await peer.HearSubmitsAsync(_ => false);
        Assert.Equal(StopReason.AsAsked, await running.WaitAsync(ScriptedPool.Patience));
        List<MinerEvent> last = [];
        await foreach (MinerEvent what in asleep.ReadAllAsync()) last.Add(what);
        Assert.Equal(10, last.Count);
        Assert.InRange(asleep.Dropped, 400, long.MaxValue); // found and accepted, 200 times
        Assert.IsType<Stopped>(last[^1]);
    }

    [Fact]
    public async Task Every_reader_of_events_gets_them_all_and_a_late_one_an_end()
    {
        Miner miner = new(MinerRun.Defaults(Nowhere) with { Retries = 0 });
        using MinerEventReader first = miner.Events.Subscribe(), second = miner.Events.Subscribe();
        await miner.RunAsync().WaitAsync(ScriptedPool.Patience);
        List<MinerEvent> seen = await first.ReadAllAsync().ToListAsync();
        Assert.Equal(seen, await second.ReadAllAsync().ToListAsync());
        Assert.IsType<Stopped>(seen[^1]);
        Assert.Empty(await miner.Events.Subscribe().ReadAllAsync().ToListAsync());
    }

    [Fact]
    public async Task A_listener_that_throws_is_told_of_once_and_stops_nobody()
    {
        Miner miner = new(MinerRun.Defaults(Nowhere) with { Retries = 1 });
        int calls = 0;
        using MinerEventReader reader = miner.Events.Subscribe();
        miner.Events.Listen(_ =>
        {
            calls++;
            throw new InvalidOperationException("a full disk");
        });
        Assert.Equal(StopReason.NoPool, await miner.RunAsync().WaitAsync(ScriptedPool.Patience));
        List<MinerEvent> seen = await reader.ReadAllAsync().ToListAsync();
        Assert.Equal(1, calls);
        Assert.Equal("InvalidOperationException: a full disk", Assert.Single(seen.OfType<ListenerFailed>()).Reason);
        Assert.IsType<Stopped>(seen[^1]);
    }

    [Fact]
    public async Task Who_no_longer_listens_is_not_called()
    {
        Miner miner = new(MinerRun.Defaults(Nowhere) with { Retries = 0 });
        List<MinerEvent> kept = [], ended = [];
        miner.Events.Listen(kept.Add);
        miner.Events.Listen(ended.Add).Dispose();
        MinerEventReader reader = miner.Events.Subscribe();
        reader.Dispose();
        await miner.RunAsync().WaitAsync(ScriptedPool.Patience);
        Assert.NotEmpty(kept);
        Assert.Empty(ended);
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public async Task A_miner_runs_once()
    {
        Miner miner = new(MinerRun.Defaults(Nowhere) with { Retries = 0 });
        await miner.RunAsync().WaitAsync(ScriptedPool.Patience);
        await Assert.ThrowsAsync<InvalidOperationException>(() => miner.RunAsync());
    }

    [Fact]
    public async Task A_miner_that_is_told_to_stop_before_it_starts_stops()
    {
        Miner miner = new(MinerRun.Defaults(Nowhere));
        Assert.Equal(StopReason.AsAsked,
            await miner.RunAsync(new CancellationToken(canceled: true)).WaitAsync(ScriptedPool.Patience));
    }

    [Fact]
    public async Task A_time_limit_ends_the_mining_as_asked()
    {
        Miner miner = new(MinerRun.Defaults(Nowhere) with
        {
            TimeLimit = TimeSpan.FromMilliseconds(20),
            RetryPause = TimeSpan.FromHours(1),
        });
        Assert.Equal(StopReason.AsAsked, await miner.RunAsync().WaitAsync(ScriptedPool.Patience));
    }

    [Fact]
    public async Task A_snapshot_tells_how_things_stand()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool);
        Assert.Null(run.Miner.Snapshot().Difficulty);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.LogInAsync("0.25");
        await peer.SayAsync(Lines.SmallNotify("a"));
        await peer.HearSubmitsAsync(submits => submits.Count == 3);
        await run.SeeAsync<ShareAccepted>(3);
        MinerSnapshot now = run.Miner.Snapshot();
        Assert.True(now is
        {
            IsLoggedIn: true, Hashes: > 0, HashesPerSecond: > 0, Found: >= 3, Accepted: >= 3,
            BestShare: >= 0.25
        });
        Assert.Equal("0.25", now.Difficulty.ToString());
        Assert.Equal(3, run.All<JobReceived>().Count + 2);
        Assert.True(run.All<JobReceived>()[0].IsNewBlock);
        MinerSnapshot end = await run.StopAsync();
        Assert.False(end.IsLoggedIn);
        Assert.Null(end.Difficulty);
    }

    public static TheoryData<MinerOptions> WrongOptions
    {
        get
        {
            MinerOptions options = MinerRun.Defaults(Nowhere);
            return
            [
                options with { Threads = 0 }, options with { Shares = 0 }, options with { Retries = -1 },
                options with { RetryPause = TimeSpan.FromSeconds(-1) },
                    options with { RetryPause = TimeSpan.FromDays(100) },
                options with { Timeout = TimeSpan.Zero }, options with { Timeout = TimeSpan.FromDays(100) },
                options with { TimeLimit = TimeSpan.Zero }, options with { TimeLimit = TimeSpan.FromDays(100) },
                options with { User = new string('u', 2000) }, options with { Password = new string('p', 2000) },
                options with { Agent = new string('a', 2000) },
            ];
        }
    }

    [Theory, MemberData(nameof(WrongOptions))]
    public void An_option_out_of_range_is_refused_before_anything_runs(MinerOptions options) =>
        Assert.ThrowsAny<ArgumentException>(() => new Miner(options));

    [Fact]
    public void A_user_of_the_url_is_held_to_the_same_limits()
    {
        Assert.Equal("me", new Miner("me:secret@pool", "", "").Options.Login.User);
        Assert.ThrowsAny<ArgumentException>(() => new Miner(new string('u', 2000) + ":x@pool", "", ""));
    }

    [Fact]
    public async Task A_mutated_pool_never_throws_out_of_the_miner()
    {
        Mutations mutations = new(seed: 4711);
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool, options => options with
        {
            // Slow, for some mutation makes every hash a share.
            Threads = 1,
            RetryPause = TimeSpan.FromTicks(1),
            Algorithm = new TinyAlgorithm { OnHash = () => Thread.Sleep(1) },
        });
        for (int sent = 0; sent < 10_000 && !run.Finished.IsCompleted;)
        {
            using ScriptedPeer peer = await pool.AcceptAsync();
            try
            {
                if (sent % 3 != 0) await peer.LogInAsync("1000");
                for (int batch = 0; batch < 4; batch++, sent += 20)
                {
                    await peer.SayAsync(
                        [.. Enumerable.Range(0, 20).SelectMany(_ => mutations.Next().Append((byte)'\n'))]);
                    await peer.DrainAsync(_ => null);
                }
            }
            catch (Exception e) when (e is IOException or InvalidOperationException)
            {
                sent += 20; // the miner has had enough of this connection, as it should
            }
        }
        if (!run.Finished.IsCompleted) await run.StopAsync();
        Assert.Contains(await run.Finished, new[] { StopReason.AsAsked });
        await run.EndAsync();
    }

    private sealed class WrongAboutGenesis : PowAlgorithm
    {
        public override string Name => "wrong";

        public override IReadOnlyList<KnownHeader> KnownHeaders => new Sha256d().KnownHeaders;

        public override void Hash(ReadOnlySpan<byte> header, Span<byte> digest) => digest.Clear();
    }
}
