using System.Collections.Concurrent;
using System.Diagnostics;
using NightMiner.TestSupport;

namespace NightMiner.Fuzz.Tests;

/// <summary>A miner at a pool that says anything at all.</summary>
public sealed class SessionTests(ITestOutputHelper output)
{
    private const int Lines = 110_000;
    private const int SpokenOfAConnection = 120; // the burst of the budget, and what the time of a connection allows
    private const int SpokenPerSecond = 10;
    private const long MemoryLimit = 64 << 20;

    [Fact]
    public async Task A_miner_lives_through_a_hundred_thousand_lines_and_keeps_its_books()
    {
        await using HostilePool pool = new(Feed.Seed);
        Miner miner = new(MinerRun.Defaults(pool.Url) with
        {
            Algorithm = new TinyAlgorithm { Versions = 4 },
            Threads = 1,
            FollowsRedirects = false,
            SubscribesExtranonce = true,
        });
        ConcurrentDictionary<Type, long> events = [];
        ConcurrentDictionary<string, long> withheld = [];
        string last = "";
        TaskCompletionSource enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
        miner.Events.Listen(what =>
        {
            long count = events.AddOrUpdate(what.GetType(), 1, (_, before) => before + 1);
            if (what is EventsWithheld left) withheld.AddOrUpdate(left.What, left.Count, (_, sum) => sum + left.Count);
            if (what is not LineReceived { Line: var line }) return;
            last = $"line {count}: {line}";
            if (count == Lines) enough.SetResult();
        });
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long startedAt = Stopwatch.GetTimestamp();
        using CancellationTokenSource stop = new();
        Task<StopReason> running = miner.RunAsync(stop.Token);

        Task first = await Task.WhenAny(enough.Task, running, pool.Failed);
        string? problem = first == enough.Task ? null
            : first.Exception?.ToString() ?? "the miner stopped by itself";
        if (problem is not null) Assert.Fail($"seed {Feed.Seed}, {last}\n{problem}");
        await stop.CancelAsync();
        Assert.Equal(StopReason.AsAsked, await running);

        long Count<T>() => events.GetValueOrDefault(typeof(T));
        // Beyond its budget an event is counted and not told.
        long Reached<T>(string name) => Count<T>() + withheld.GetValueOrDefault(name);
        MinerSnapshot end = miner.Snapshot();
        TimeSpan took = Stopwatch.GetElapsedTime(startedAt);
        output.WriteLine($"{took.TotalSeconds:0} s, {pool.Connections} connections, {end}");
        output.WriteLine(string.Join(", ", events.OrderBy(e => e.Key.Name).Select(e => $"{e.Key.Name} {e.Value}")));
        Assert.Equal(0, end.Pending);
        Assert.Equal(
            (end.Found, end.Accepted, end.Rejected, end.Stale, end.Unsent),
            (Count<ShareFound>(), Count<ShareAccepted>(), Count<ShareRejected>(), Count<ShareStale>(),
                Count<ShareUnsent>()));
        Assert.InRange(Count<ProtocolProblem>() + Count<PoolMessage>(), 1,
            (pool.Connections * SpokenOfAConnection) + ((long)took.TotalSeconds * SpokenPerSecond));
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MemoryLimit);
        foreach ((string kind, long count) in ((string, long)[])
        [
            ("logins", Count<LoggedIn>()), ("jobs", Reached<JobReceived>("jobs")),
            ("difficulties", Reached<DifficultyChanged>("changes of the difficulty")),
            ("extranonces", Reached<ExtranonceChanged>("changes of extranonce1")),
            ("masks", Reached<VersionRollingChanged>("changes of the version mask")),
            ("redirects", Reached<RedirectRefused>("refused redirects")),
            ("accepted", end.Accepted), ("rejected", end.Rejected),
        ])
            Assert.True(count >= 20, $"too little was reached: {count} {kind}");
    }
}
