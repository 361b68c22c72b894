
using NightMiner.Pool;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Transport;
using NightMiner.Workbench.Faults;

namespace NightMiner.TestSupport;

/// <summary>A miner at the embedded pool through bad weather, and what must hold however bad it is.</summary>
internal sealed class WeatherSession(int seed, params FaultKind[] kinds)
{
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromMilliseconds(200);
    private static readonly Difficulty Easy = Difficulty.Parse("0.25"); // a share in a thousand hashes

    // With none of these, each line arrives as it was: then no share may be wrong.
    private static readonly FaultKind[] Harmful = [FaultKind.Corrupt, FaultKind.Truncate, FaultKind.Duplicate];

    private readonly List<JudgedShare> _wrong = [];
    private int _judged;

    /// <summary>How many faults there really were.</summary>
    public long Faults { get; private set; }

    /// <summary>Runs until there were so many faults, then through the calm that follows.</summary>
    public async Task RunAsync(int faults)
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet with
        {
            Algorithm = new TinyAlgorithm(),
            Difficulty = Easy,
            Seed = seed,
        });
        Task judging = JudgeAsync(pool);
        await using FaultProxy proxy = FaultProxy.Start(new FaultOptions
        {
            Pool = Endpoint.Parse(pool.Url), Seed = seed, Kinds = kinds, LinesBetween = 4,
            DelayTime = TimeSpan.FromMilliseconds(4), StallTime = SilenceLimit,
        });
        try
        {
            await MineAsync(pool, proxy, faults);
            Faults = proxy.FaultCount;
            await pool.DisposeAsync();
            await judging;
            Assert.Empty(_wrong);
            Assert.InRange(pool.Snapshot().RejectedByCode.GetValueOrDefault(Verdict.Duplicate), 0,
                proxy.CountOf(FaultKind.Duplicate));
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"seed {seed}, kinds {string.Join(", ", kinds)}:\n"
                + string.Join('\n', proxy.Faults.TakeLast(40)), e);
        }
    }

    private static async Task MineAsync(StratumPool pool, FaultProxy proxy, int faults)
    {
        proxy.IsCalm = true; // a login that is refused the very first time ends the mining, as it should
        await using MinerRun run = MinerRun.Start(MinerRun.Defaults(Endpoint.Parse(proxy.Url)) with
        {
            Threads = 1,
            Timeout = SilenceLimit,
        });
        await run.SeeAsync<LoggedIn>();
        proxy.IsCalm = false;
        await TestPool.Until(() => proxy.FaultCount >= faults || run.Finished.IsCompleted);

        proxy.IsCalm = true;
        int logins = run.All<LoggedIn>().Count; // before: the miner may be back at once
        proxy.DropConnections(); // what was garbled before may garble a connection to its end
        await run.SeeAsync<LoggedIn>(logins + 1);
        int accepted = run.All<ShareAccepted>().Count;
        await run.SeeAsync<ShareAccepted>(accepted + 3);
        MinerSnapshot end = await run.StopAsync(); // checks that each share ended in one count
        Assert.Equal(StopReason.AsAsked, await run.Finished);
        Assert.Empty(run.All<KernelFailed>());
        Assert.True(end.Accepted > 0);
        CheckCourse(run.All<MinerEvent>());
    }

    // Each end of a connection is followed by the pause that was announced and the next attempt, and on no connection
    // is a share sent twice.
    private static void CheckCourse(IReadOnlyList<MinerEvent> events)
    {
        HashSet<string> sent = [];
        MinerEvent[] course = [.. events.Where(e => e is Connecting or Disconnected or Reconnecting or Stopped)];
        Assert.All(course.Zip(course.Skip(1)), pair => Assert.True(
            pair is (Connecting, Disconnected or Stopped) or (Disconnected, Reconnecting)
                or (Reconnecting, Connecting or Stopped),
            $"{pair.First} and then {pair.Second}"));
        foreach (MinerEvent happened in events)
        {
            if (happened is Connecting) sent.Clear();
            if (happened is LineSent { Line: var line } && Request.Parse(line) is { Method: "mining.submit" } submit)
                Assert.True(sent.Add(submit.Key), $"sent twice: {line}");
        }
    }

    // Keeps the pool lively: jobs are renewed and cancelled as shares come, so that silence stays silence.
    private async Task JudgeAsync(StratumPool pool)
    {
        bool isHarmless = !kinds.Intersect(Harmful).Any();
        await foreach (PoolEvent happened in pool.Events.ReadAllAsync())
        {
            if (happened is not ShareJudged { Share: var share }) continue;
            if (++_judged % 50 == 0) pool.AnnounceBlock();
            else if (_judged % 10 == 0) pool.RefreshJob();
            bool isLate = share.Verdict.Kind == RefusalKind.StaleJob;
            if (isHarmless && !share.Verdict.IsAccepted && !isLate) _wrong.Add(share);
        }
    }
}
