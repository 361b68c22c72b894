using System.Text.Json;
using NightMiner.Cli.Bench;
using NightMiner.ProofOfWork;
using NightMiner.TestSupport;

namespace NightMiner.Cli.Tests;

/// <summary>`bench --latency`: that it measures and what it prints; never how fast it was.</summary>
public sealed class LatencyTests
{
    private static readonly LatencySettings Settings = new() { Algorithm = Algorithms.Get("scrypt") };

    private static readonly LatencyFigures[] Figures =
    [
        new("at rest", 1, 0.01, new Spread(200, 0.1234, 0.5, 1.75), new Spread(187, 0.0625, 0.25, 2)),
        new("hashing", 16, 0.000123, new Spread(200, 10.5, 20.75, 24), new Spread(0, 0, 0, 0)),
    ];

    [Fact]
    public void The_table_is_as_approved() => Approved.Verify("Latency", LatencyText.Table(Settings, Figures));

    [Fact]
    public void The_json_is_as_approved() => Approved.Verify("Latency.json", LatencyText.Json(Settings, Figures));

    [Fact]
    public void A_spread_names_times_that_were_measured()
    {
        Assert.Equal(new Spread(100, 50, 99, 100), Spread.Of([.. Enumerable.Range(1, 100).Select(i => (double)i)]));
        Assert.Equal(new Spread(1, 7, 7, 7), Spread.Of([7]));
        Assert.Equal(new Spread(0, 0, 0, 0), Spread.Of([]));
    }

    [Fact]
    public async Task Every_job_is_seen_to_begin_in_both_states()
    {
        (ExitCode code, string text, string error) =
            await CliRun.ToEndAsync("bench", "--latency", "--json", "--seconds", "0.5", "-t", "2", "-a", "sha256d");
        Assert.Empty(error);
        Assert.Equal(ExitCode.Done, code);
        JsonElement[] states = [.. Lines.Json(text).GetProperty("latency").EnumerateArray()];
        Assert.Equal(["atRest", "hashing"], states.Select(state => state.GetProperty("state").GetString()));
        foreach (JsonElement state in states)
        {
            JsonElement begun = state.GetProperty("readableToFirstNonceMs");
            Assert.True(begun.GetProperty("samples").GetInt32() > 0);
            Assert.True(begun.GetProperty("p50").GetDouble() > 0);
        }
    }

    [Fact]
    public async Task Version_rolling_does_not_go_with_it()
    {
        (ExitCode code, _, string error) = await CliRun.ToEndAsync("bench", "--latency", "--version-rolling");
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Contains("either --latency or --version-rolling", error, StringComparison.Ordinal);
    }
}
