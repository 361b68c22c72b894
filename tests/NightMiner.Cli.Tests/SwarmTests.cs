using System.Text.Json;
using NightMiner.Cli.Swarm;
using NightMiner.Pool;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Transport;
using NightMiner.Workbench.Swarm;
using NightMiner.Workbench.Testing;

namespace NightMiner.Cli.Tests;

public class SwarmTests
{
    [Fact]
    public async Task It_prints_a_report_for_machines()
    {
        await using StratumPool pool = StratumPool.Start(
            new PoolOptions { Algorithm = new Sha256d(), Difficulty = Difficulty.Parse("0.0000001") });
        (ExitCode code, string text, string error) = await CliRun.ToEndAsync(
            "swarm", pool.Url, "-a", "sha256d", "--connections", "3", "--ramp", "0", "--time-limit", "1.5",
            "--hashrate", "10000", "--share-interval", "1", "--max-lost", "0", "--max-errors", "0",
            "--max-mismatches", "0", "--json");

        Assert.Equal((ExitCode.Done, ""), (code, error));
        JsonElement report = JsonDocument.Parse(text).RootElement;
        Assert.Equal(3, report.GetProperty("loggedIn").GetInt32());
        Assert.True(report.GetProperty("sharesSent").GetInt32() > 0);
        Assert.Equal(0, report.GetProperty("mismatches").GetInt32());
        Assert.Equal(3, report.GetProperty("milliseconds").GetProperty("subscribe").GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_missed_bound_sets_the_exit_code()
    {
        await using StratumPool pool = StratumPool.Start(new PoolOptions { Algorithm = new Sha256d() });
        (ExitCode code, string text, string error) = await CliRun.ToEndAsync(
            "swarm", pool.Url, "-a", "sha256d", "--connections", "2", "--ramp", "0", "--time-limit", "1", "-u", "a",
            "-p", "x", "--hashrate", "100000000", "--max-p99-submit", "0");

        Assert.Equal(ExitCode.PoolFailed, code);
        Assert.Contains("p99 of the answers to shares is", error, StringComparison.Ordinal);
        Assert.Contains("2 logged in at the end", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pool_that_died_is_told_and_sets_the_exit_code()
    {
        StratumPool pool = StratumPool.Start(new PoolOptions { Algorithm = new Sha256d() });
        EventLog<PoolEvent> log = new(pool.Events);
        CliRun run = CliRun.Start(["swarm", pool.Url, "-a", "sha256d", "--connections", "2", "--ramp", "0",
            "--time-limit", "3", "--hashrate", "0", "--max-lost", "0"]);
        await log.SeeAsync<ClientLoggedIn>();
        await pool.DisposeAsync();

        Assert.Equal(ExitCode.PoolFailed, await run.Finished);
        Assert.Contains("0 logged in at the end", run.Out, StringComparison.Ordinal);
        Assert.Contains("nobody was logged in at the end: has the pool gone", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pool_and_swarm_have_the_same_algorithm_where_none_is_named()
    {
        await using StratumPool pool = StratumPool.Start(new PoolOptions { Difficulty = Difficulty.Parse("0.0001") });
        (ExitCode code, string text, string error) = await CliRun.ToEndAsync("swarm", pool.Url, "--connections", "2",
            "--ramp", "0", "--time-limit", "2", "--max-p99-submit", "1e6", "--max-mismatches", "0");
        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.Contains("good           accepted", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0, 0, "no share was sent")]
    [InlineData(1, 1, 19, "nearly all good shares are refused for their hash: is -a right?")]
    [InlineData(1, 10, 10, null)]
    [InlineData(0, 0, 0, null)]
    public void A_load_that_tells_nothing_is_hinted_at(int loggedIn, int accepted, int low, string? hint)
    {
        string? given = SwarmText.Hint(Empty() with
        {
            LoggedIn = loggedIn,
            SharesSent = accepted + low,
            Shares = [new ShareTally(ShareIntent.Good, ShareOutcome.Accepted, accepted),
                new ShareTally(ShareIntent.Good, ShareOutcome.RejectedLow, low),
                new ShareTally(ShareIntent.LowDifficulty, ShareOutcome.RejectedLow, 1000)],
        });
        if (hint is null) Assert.Null(given);
        else Assert.Contains(hint, given, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, "no share was sent")]
    [InlineData(0, 3, "more than 1 % of the shares were never answered")]
    [InlineData(98, 2, "more than 1 % of the shares were never answered")]
    [InlineData(99, 1, null)]
    [InlineData(1, 0, null)]
    public void A_share_that_is_never_answered_is_slower_than_any_bound(int answered, int lost, string? sentence)
    {
        SwarmReport report = Empty() with
        {
            SharesSent = answered + lost,
            Shares = [new ShareTally(ShareIntent.Good, ShareOutcome.Accepted, answered),
                new ShareTally(ShareIntent.Good, ShareOutcome.Lost, lost)],
        };
        for (int i = 0; i < answered; i++) report.Submit.Add(TimeSpan.FromMilliseconds(1));
        SwarmLimits limits = new(SubmitP99: TimeSpan.FromMilliseconds(50), null, null, null);

        string[] missed = [.. limits.MissedBy(report)];
        if (sentence is null) Assert.Empty(missed);
        else Assert.Contains(sentence, Assert.Single(missed), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("swarm needs a pool", "swarm")]
    [InlineData("is not on this machine", "swarm", "pool.example:3333")]
    [InlineData("expected a number from 0 to 100", "swarm", "localhost:1", "--bad", "101")]
    [InlineData("1 at most together", "swarm", "localhost:1", "--bad", "60", "--stale", "60")]
    [InlineData("is one word too many", "swarm", "localhost:1", "localhost:2")]
    public async Task A_wrong_word_is_explained(string expected, params string[] words)
    {
        (ExitCode code, _, string error) = await CliRun.ToEndAsync(words);
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    private static SwarmReport Empty() =>
        new MinerSwarm(new SwarmOptions { Pool = Endpoint.Parse("127.0.0.1:1") }).Report();
}
