using System.Diagnostics;
using NightMiner.Sessions;
using NightMiner.TestSupport;

namespace NightMiner.Cli.Tests;

/// <summary>A pool that repeats its messages without end: what the program writes stays short.</summary>
public sealed class FloodTests
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task A_flood_of_any_message_makes_a_short_log()
    {
        using ScriptedPool pool = new();
        using CancellationTokenSource stop = new();
        CliRun run = CliRun.Start(
            ["-o", pool.Url.ToString(), "-u", "me", "-a", "sha256d", "-t", "1", "--isa", "reference"],
            stop: stop.Token);
        using ScriptedPeer peer = await pool.AcceptAsync();
        Request configure = await peer.ExpectAsync("mining.configure");
        await peer.SayAsync($$"""
            {"id":{{configure.Id}},"result":{"version-rolling":true,"version-rolling.mask":"1fffe000"},"error":null}
            """);
        await peer.LogInAsync("1000000");
        long startedAt = Stopwatch.GetTimestamp();
        int sent = 0;
        while (Stopwatch.GetElapsedTime(startedAt) < Length)
            foreach (string kind in FloodLines.Kinds)
            {
                await peer.SayAsync(Enumerable.Range(sent, 100).Select(n => FloodLines.Line(kind, 100 + n)));
                sent += 100;
                await peer.DrainAsync();
            }
        await stop.CancelAsync();
        await run.Finished.WaitAsync(ScriptedPool.Patience);

        double seconds = Stopwatch.GetElapsedTime(startedAt).TotalSeconds + 1;
        double most = 50 + EventRule.All.Sum(rule => rule.Burst + 2 * rule.PerSecond * seconds + 2);
        string[] lines = run.Out.Split('\n');
        Assert.True(sent > 4 * most, "the flood was too thin to prove anything");
        Assert.InRange(lines.Length, 10, most);
        Assert.InRange(run.Out.Length, 0, 160 * most);
        Assert.Contains(lines, line => line.Contains("says too much", StringComparison.Ordinal));
    }
}
