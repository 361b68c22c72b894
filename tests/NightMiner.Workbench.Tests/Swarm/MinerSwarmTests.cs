
using NightMiner.Hashing;
using NightMiner.Pool;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;
using NightMiner.Workbench.Swarm;

namespace NightMiner.Workbench.Tests.Swarm;

/// <summary>A swarm at the embedded pool, whose own books must agree with the swarm's.</summary>
public class MinerSwarmTests
{
    private static readonly TinyAlgorithm Tiny = new();

    [Fact]
    public async Task Each_share_is_judged_as_intended()
    {
        await using StratumPool pool = StartPool(blockTime: 0.5);
        SwarmReport report = await new MinerSwarm(Options(pool) with
        {
            Workers = 3,
            Bad = 0.1,
            Stale = 0.2,
            Duplicate = 0.1,
        }).RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(20, report.LoggedIn);
        Assert.Equal(20, report.ConnectionsMade);
        Assert.Equal(60, report.Authorize.Count);
        Assert.Empty(report.Errors);
        Assert.Equal(0, report.RepliesLost);
        Assert.Equal(0, report.Mismatches);
        Assert.Equal(report.SharesSent, report.Shares.Sum(tally => tally.Count));
        foreach (ShareIntent intent in Enum.GetValues<ShareIntent>())
            Assert.Contains(report.Shares, tally => tally.Intent == intent);
        PoolSnapshot seen = pool.Snapshot();
        Assert.Equal(seen.Accepted, Count(report, ShareOutcome.Accepted));
        Assert.Equal(seen.RejectedByCode.Values.Sum(), report.SharesSent - seen.Accepted);
        Assert.Equal(seen.RejectedByCode[22], Count(report, ShareOutcome.RejectedDuplicate));
        Assert.Equal(seen.RejectedByCode[23], Count(report, ShareOutcome.RejectedLow));
        Assert.Equal(
            seen.RejectedByCode[21], Count(report, ShareOutcome.RejectedStale) + Count(report, ShareOutcome.Crossed));
    }

    [Fact]
    public async Task After_a_storm_all_come_back()
    {
        await using StratumPool pool = StartPool();
        SwarmReport report = await new MinerSwarm(Options(pool) with { Storm = TimeSpan.FromSeconds(1) })
            .RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(20, report.LoggedIn);
        Assert.InRange(report.ConnectionsMade, 40, 80);
        Assert.Equal(0, report.RepliesLost); // what is cut by us is not lost
        Assert.Equal(0, report.Mismatches);
        Assert.Empty(report.Errors);
    }

    [Fact]
    public async Task A_connection_that_the_pool_ends_comes_back()
    {
        await using StratumPool pool = StartPool();
        MinerSwarm swarm = new(Options(pool) with { Ramp = TimeSpan.Zero, Duration = TimeSpan.FromSeconds(4) });
        Task<SwarmReport> running = swarm.RunAsync(TestContext.Current.CancellationToken);
        while (swarm.Report().LoggedIn < 20) await Task.Delay(5, TestContext.Current.CancellationToken);
        pool.DropConnections();
        SwarmReport report = await running;

        Assert.Equal(20, report.LoggedIn);
        Assert.Equal(40, report.ConnectionsMade);
        Assert.Equal(20, report.ErrorCount); // it was not we who ended them
    }

    [Fact]
    public async Task Replies_that_never_come_are_lost()
    {
        using ScriptedPool pool = new();
        using CancellationTokenSource stop = new();
        Task<SwarmReport> running = new MinerSwarm(new SwarmOptions
        {
            Pool = pool.Url, Algorithm = Tiny, Connections = 1, Ramp = TimeSpan.Zero, Hashrate = 20_000,
            ReplyLimit = TimeSpan.FromSeconds(1),
        }).RunAsync(stop.Token);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.LogInAsync();
        await peer.SayAsync(Lines.SmallNotify("a"));
        List<Request> submits = await peer.HearSubmitsAsync(all => all.Count == 3, answer: _ => null);
        await stop.CancelAsync();
        SwarmReport report = await running;

        Assert.Equal(3, submits.Count);
        Assert.InRange(report.RepliesLost, 3, report.SharesSent);
        Assert.Equal(report.RepliesLost, Count(report, ShareOutcome.Lost));
        Assert.Equal(report.RepliesLost, report.Mismatches);
    }

    [Fact]
    public async Task A_pool_that_accepts_what_it_must_not_is_caught()
    {
        using ScriptedPool pool = new();
        using CancellationTokenSource stop = new();
        Task<SwarmReport> running = new MinerSwarm(new SwarmOptions
        {
            Pool = pool.Url, Algorithm = Tiny, Connections = 1, Ramp = TimeSpan.Zero, Hashrate = 20_000, Duplicate = 1,
        }).RunAsync(stop.Token);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.LogInAsync();
        await peer.SayAsync(Lines.SmallNotify("a"));
        List<Request> submits = await peer.HearSubmitsAsync(all => all.Count == 4);
        Task<List<Request>> rest = peer.HearSubmitsAsync(_ => false);
        await stop.CancelAsync();
        SwarmReport report = await running;
        submits.AddRange(await rest);

        Assert.Equal(submits.Count / 2, submits.Select(submit => submit.Key).Distinct().Count());
        Assert.Equal(submits.Count / 2, report.Mismatches);
        Assert.Equal(0, report.RepliesLost);
    }

    [Fact]
    public async Task Nobody_there_ends_the_run_early()
    {
        SwarmReport report = await new MinerSwarm(new SwarmOptions
        {
            Pool = Endpoint.Parse("127.0.0.1:1"), Connections = 2, Duration = TimeSpan.FromHours(1),
        }).RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, report.ConnectionsMade);
        Assert.NotEmpty(report.Errors);
    }

    [Theory]
    [InlineData(false, "hashing failed: the Hash of failing failed: IOException: out of luck")]
    [InlineData(true, "a hashing thread failed: no memory")]
    public async Task A_hashing_thread_that_fails_is_a_figure_in_the_report(bool atOnce, string expected)
    {
        await using StratumPool pool = StartPool();
        SwarmReport report = await new MinerSwarm(Options(pool) with
        {
            Algorithm = new FailingAlgorithm(atOnce),
            Duration = TimeSpan.FromSeconds(1),
        }).RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(20, report.LoggedIn);
        Assert.Contains(expected, report.Errors);
    }

    [Fact]
    public void Impossible_options_are_refused()
    {
        SwarmOptions options = new() { Pool = Endpoint.Parse("127.0.0.1:1") };
        Assert.Throws<ArgumentOutOfRangeException>(() => new MinerSwarm(options with { Connections = 0 }));
        Assert.Throws<ArgumentException>(() => new MinerSwarm(options with { Bad = 0.6, Stale = 0.6 }));
    }

    private static long Count(SwarmReport report, ShareOutcome outcome) =>
        report.Shares.Where(tally => tally.Outcome == outcome).Sum(tally => tally.Count);

    private static StratumPool StartPool(double blockTime = 3600) => StratumPool.Start(new PoolOptions
    {
        Algorithm = Tiny, Difficulty = Difficulty.One, BlockTime = TimeSpan.FromSeconds(blockTime),
    });

    private static SwarmOptions Options(StratumPool pool) => new()
    {
        Pool = Endpoint.Parse(pool.Url), Algorithm = Tiny, Connections = 20, Ramp = TimeSpan.FromSeconds(0.2),
        Duration = TimeSpan.FromSeconds(3), Hashrate = 8_000,
    };

    private sealed class FailingAlgorithm(bool atOnce) : PowAlgorithm
    {
        private int _count;

        public override string Name => "failing";

        public override void Hash(ReadOnlySpan<byte> header, Span<byte> digest)
        {
            if (Interlocked.Increment(ref _count) > 1000) throw new IOException("out of luck");
            digest.Fill(0xff);
        }

        public override NonceScanner CreateScanner(Isa isa) =>
            atOnce ? throw new InvalidOperationException("no memory") : base.CreateScanner(isa);
    }
}
