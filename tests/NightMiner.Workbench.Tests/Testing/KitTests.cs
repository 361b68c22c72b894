using System.Threading.Channels;
using NightMiner.Pool;
using NightMiner.ProofOfWork;
using NightMiner.TestSupport;
using NightMiner.Workbench.Testing;

namespace NightMiner.Workbench.Tests.Testing;

public sealed class KitTests
{
    [Fact]
    public async Task A_miner_is_run_for_its_shares_in_one_line()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        EventLog<PoolEvent> log = new(pool.Events);
        MiningResult result = await TestMiner.MineAsync(pool.Url, shares: 3, Algorithms.Get("sha256d"));
        Assert.Equal((StopReason.AsAsked, 3L), (result.Reason, result.Summary.Accepted));
        Assert.Empty(result.Problems);
        Assert.Contains(result.Sent, line => line.Contains("mining.subscribe", StringComparison.Ordinal));
        Assert.True((await log.SeeAsync<ShareJudged>(count: 3)).Share.Verdict.IsAccepted);
    }

    [Theory]
    [InlineData(0, "the self-test failed: the Hash of young failed: NotSupportedException: round 2 is not written")]
    [InlineData(500, "the Hash of young failed: NotSupportedException: round 2 is not written")]
    public async Task A_hash_that_throws_is_a_problem_in_the_result(int goodFor, string expected)
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        MiningResult result = await TestMiner.MineAsync(pool.Url, shares: 1, new YoungAlgorithm(goodFor));
        Assert.Equal(expected, Assert.Single(result.Problems));
    }

    [Fact]
    public async Task What_was_awaited_and_what_came_instead_is_told()
    {
        using ScriptedPool pool = new();
        await using TestMiner miner = TestMiner.Start(TestMiner.Defaults($"{pool.Url}") with { Shares = 1 });
        using ScriptedPeer peer = await pool.AcceptAsync(); // who says nothing
        await miner.Events.SeeAsync<Connecting>();
        TimeoutException e = await Assert.ThrowsAsync<TimeoutException>(() => miner.EndAsync(TimeSpan.Zero));
        Assert.Contains("waited 0 s for 1 accepted share at stratum+tcp://", e.Message, StringComparison.Ordinal);
        Assert.Contains("there were 0 accepted. What came last: SelfTested", e.Message, StringComparison.Ordinal);
        Assert.Contains("Connecting { ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_can_no_more_come_is_not_waited_for()
    {
        Channel<string> events = Channel.CreateUnbounded<string>();
        EventLog<string> log = new(events.Reader);
        events.Writer.TryWrite("one");
        events.Writer.Complete();
        Assert.Equal("one", await log.SeeAsync<string>());
        TimeoutException e = await Assert.ThrowsAsync<TimeoutException>(() => log.SeeAsync<string>(count: 2));
        Assert.Equal("waited until the end for 2 of String: there were 1. What came last: one", e.Message);
    }

    [Fact]
    public async Task A_condition_that_does_not_come_is_told()
    {
        TimeoutException e = await Assert.ThrowsAsync<TimeoutException>(() =>
            Wait.UntilAsync(() => false, "the moon", () => "the sun", TimeSpan.Zero));
        Assert.Equal("waited 0 s for the moon; instead: the sun", e.Message);
    }

    private sealed class YoungAlgorithm(int goodFor) : PowAlgorithm
    {
        private int _count;

        public override string Name => "young";

        public override void Hash(ReadOnlySpan<byte> header, Span<byte> digest)
        {
            if (Interlocked.Increment(ref _count) > goodFor)
                throw new NotSupportedException("round 2 is not written");
            digest.Fill(0xff);
        }
    }
}
