
using NightMiner.Hashing;
using NightMiner.Pool;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;
using NightMiner.Workbench.Recording;
using NightMiner.Workbench.Testing;

namespace NightMiner.Workbench.Tests.Recording;

/// <summary>The recordings of the repository: our miner does again what it did.</summary>
public sealed class RecordingsTests
{
    [Theory]
    [InlineData("embedded-pool")]
    [InlineData("odd-pool")]
    [InlineData("lost-connection")]
    public async Task The_miner_does_the_same_again(string name)
    {
        await using ReplayPool pool = ReplayPool.Start(
            await Recordings.LoadAsync(name), new ReplayOptions { Speed = null });
        MiningResult result = await TestMiner.MineAsync(OptionsFor(pool));
        Assert.Equal((StopReason.AsAsked, 3), (result.Reason, (int)result.Summary.Accepted));
        ReplayReport report = await pool.Finished.WaitAsync(ScriptedPool.Patience);
        Assert.Empty(report.Comparison.Differences);
    }

    [Fact]
    public async Task At_a_pace_shares_are_answered_as_they_come()
    {
        SessionRecording recording = await Recordings.LoadAsync("lost-connection");
        await using ReplayPool pool = ReplayPool.Start(recording, new ReplayOptions { Speed = 2 });
        MiningResult result = await TestMiner.MineAsync(OptionsFor(pool));
        ReplayReport report = await pool.Finished.WaitAsync(ScriptedPool.Patience);
        Assert.Equal(3, result.Summary.Accepted);
        Assert.Equal([1, 2], report.Seen.Connections);
    }

    [Fact]
    public async Task A_miner_that_does_otherwise_is_told()
    {
        SessionRecording recording = await Recordings.LoadAsync("embedded-pool");
        await using ReplayPool pool = ReplayPool.Start(recording, new ReplayOptions { Speed = null });
        await TestMiner.MineAsync(OptionsFor(pool) with { User = "somebody" });
        ReplayReport report = await pool.Finished.WaitAsync(ScriptedPool.Patience);
        Assert.False(report.IsSame);
        Assert.Contains(report.Comparison.Differences, difference => difference.What.Contains(
            "params[0] is \"user.worker\" in A, \"somebody\" in B", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_recorded_miner_says_the_same_to_the_recorded_pool()
    {
        SessionRecording recording = await Recordings.LoadAsync("odd-pool");
        await using ReplayPool pool = ReplayPool.Start(recording, new ReplayOptions { Speed = null });
        ReplayReport miner = await ReplayMiner.PlayAsync(
            recording, Endpoint.Parse(pool.Url), new ReplayOptions { Speed = null });
        ReplayReport other = await pool.Finished.WaitAsync(ScriptedPool.Patience);
        Assert.Empty(miner.Comparison.Differences);
        Assert.Empty(other.Comparison.Differences);
        Assert.True(miner.IsSame && other.IsSame);
        Assert.Equal(recording.Lines.Count(line => !line.IsEnd), other.Seen.Lines.Count(line => !line.IsEnd));
    }

    [Fact]
    public async Task A_pool_that_answers_otherwise_is_told_and_gets_the_login_of_the_options()
    {
        await using StratumPool pool = StratumPool.Start(new PoolOptions
        {
            Algorithm = Algorithms.Get("sha256d"), Difficulty = Difficulty.From(1), Password = "right", LogLines = true,
        });
        EventLog<PoolEvent> log = new(pool.Events);
        ReplayReport report = await ReplayMiner.PlayAsync(
            await Recordings.LoadAsync("embedded-pool"), Endpoint.Parse(pool.Url),
            new ReplayOptions { Speed = null, User = "al\"ice", Password = "right" });
        Assert.Equal("al\"ice", (await log.SeeAsync<ClientLoggedIn>()).Worker);
        SessionDifference difference = Assert.Single(report.Comparison.Differences);
        Assert.Equal("the reply to mining.submit #1", difference.Message);
        Assert.Contains("result is true in A, null in B", difference.What, StringComparison.Ordinal);
        Assert.Equal(3, pool.Shares.Count);
    }

    [Fact]
    public async Task A_pool_that_is_not_there_is_a_problem_of_the_report()
    {
        int port;
        using (ScriptedPool gone = new()) port = gone.Url.Port;
        ReplayReport report = await ReplayMiner.PlayAsync(
            Recordings.Of(">{}"), Endpoint.Parse($"127.0.0.1:{port}"), new ReplayOptions { Speed = null });
        Assert.Contains("connection refused", Assert.Single(report.Problems), StringComparison.Ordinal);
        Assert.False(report.IsSame);
    }

    private static MinerOptions OptionsFor(ReplayPool pool) =>
        TestMiner.Defaults(pool.Url, Algorithms.Get("sha256d")) with
        {
            User = "user.worker",
            Agent = "NightMiner/0.1.0",
            Shares = 3,
            Isa = Isa.Parse("reference"),
            Retries = 1,
            SubscribesExtranonce = false,
            RollsVersions = false, // the recorded miner did neither
        };
}
