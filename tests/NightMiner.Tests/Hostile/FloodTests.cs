using System.Diagnostics;
using NightMiner.Sessions;
using NightMiner.TestSupport;

namespace NightMiner.Tests.Hostile;

/// <summary>A pool that repeats one message without end: the events stay few, and the miner goes on.</summary>
public sealed class FloodTests
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(1);

    public static TheoryData<string> Kinds => [.. FloodLines.Kinds];

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_flood_of_any_message_makes_few_events(string kind)
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool, options => options with
        {
            Threads = 1,
            Algorithm = new TinyAlgorithm { Versions = 4 },
        });
        using ScriptedPeer peer = await pool.AcceptAsync();
        await LogInAsync(peer);
        long startedAt = Stopwatch.GetTimestamp();
        int sent = 0;
        while (Stopwatch.GetElapsedTime(startedAt) < Length)
        {
            await peer.SayAsync(Enumerable.Range(sent, 100).Select(n => FloodLines.Line(kind, 100 + n)));
            sent += 100;
            await peer.DrainAsync();
        }
        double seconds = Stopwatch.GetElapsedTime(startedAt).TotalSeconds + 1;

        MinerEvent[] told = [.. run.All<MinerEvent>().Where(
            e => e is not (LineSent or LineReceived or ShareFound or ShareAccepted or ShareStale or ShareUnsent))];
        foreach (EventRule rule in EventRule.All)
        {
            int count = told.Count(e => e.GetType() == rule.Kind);
            double most = rule.Burst + 2 * rule.PerSecond * seconds + 2;
            Assert.InRange(count, 0, most);
            Assert.True(most < sent, "the flood was too thin to prove anything");
        }
        Assert.InRange(told.Count(e => EventRule.All.All(rule => rule.Kind != e.GetType())), 0, 30);

        await peer.SayAsync(Lines.SetDifficulty("1"), Lines.SmallNotify("after", 1 << 20, clean: true));
        await peer.HearSubmitsAsync(submits => submits.Exists(submit => submit.JobId == "after"));
        run.Stop();
        await peer.HearSubmitsAsync(_ => false);
        await run.EndAsync();
    }

    private static async Task LogInAsync(ScriptedPeer peer)
    {
        Request configure = await peer.ExpectAsync("mining.configure");
        await peer.SayAsync($$"""
            {"id":{{configure.Id}},"result":{"version-rolling":true,"version-rolling.mask":"1fffe000"},"error":null}
            """);
        await peer.LogInAsync();
    }
}
