using System.Text.Json;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;

namespace NightMiner.Cli.Tests;

/// <summary>The figures that the pool prints at its end are those that its miners have.</summary>
public sealed class PoolSummaryTests
{
    [Fact]
    public async Task The_summary_counts_every_share_that_the_miner_counts()
    {
        using CancellationTokenSource stop = new();
        CliRun pool = CliRun.Start(
            ["pool", "--listen", "127.0.0.1:0", "-a", "sha256d", "--difficulty", "0.00000001", "--json"],
            stop: stop.Token);
        await pool.SeeAsync("\"listening\"");
        using JsonDocument listening = JsonDocument.Parse(pool.Out.Split('\n')[0]);
        string url = listening.RootElement.GetProperty("url").GetString()!;
        await using MinerRun miner = MinerRun.Start(
            MinerRun.Defaults(Endpoint.Parse(url)) with { Algorithm = Algorithms.Get("sha256d") });
        await miner.SeeAsync<ShareAccepted>(300);

        await stop.CancelAsync(); // while shares come by the thousand
        Assert.Equal(ExitCode.Done, await pool.Finished);
        await miner.SeeAsync<Disconnected>();
        MinerSnapshot end = await miner.StopAsync();

        string[] lines = pool.Out.TrimEnd('\n').Split('\n');
        using JsonDocument summary = JsonDocument.Parse(lines[^1]);
        Assert.Equal("summary", summary.RootElement.GetProperty("event").GetString());
        Assert.Equal(end.Accepted, summary.RootElement.GetProperty("accepted").GetInt64());
        Assert.Equal(end.Accepted, lines.Count(line => line.Contains("\"accepted\":true", StringComparison.Ordinal)
            && line.Contains("\"shareJudged\"", StringComparison.Ordinal)));
    }
}
