using System.Text.Json;
using NightMiner.Blocks;
using NightMiner.Cli;
using NightMiner.Lab.Pools;
using NightMiner.ProofOfWork;

namespace NightMiner.Tests.Cli;

public class SwarmTests
{
    [Fact]
    public async Task It_prints_a_report_for_machines()
    {
        await using StratumPool pool = StratumPool.Start(
            new PoolOptions { Algorithm = new Sha256d(), Difficulty = Difficulty.Parse("0.0000001") });
        (ExitCode code, string text, string error) = await CliRun.ToEndAsync(
            "swarm", pool.Url, "--connections", "3", "--ramp", "0", "--time-limit", "1.5", "--hashrate", "10000",
            "--share-interval", "1", "--max-lost", "0", "--max-errors", "0", "--max-mismatches", "0", "--json");

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
            "swarm", pool.Url, "--connections", "2", "--ramp", "0", "--time-limit", "1", "-p", "x", "-u", "a",
            "--hashrate", "100000000", "--max-p99-submit", "0");

        Assert.Equal(ExitCode.PoolFailed, code);
        Assert.Contains("p99 of the answers to shares is", error, StringComparison.Ordinal);
        Assert.Contains("2 logged in at the end", text, StringComparison.Ordinal);
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
}
