using System.Diagnostics;
using System.Globalization;
using NightMiner.TestSupport;
using NightMiner.Workbench.Faults;

namespace NightMiner.Slow.Tests;

/// <summary>Alone in the process: what other tests hold in memory must not count here.</summary>
[CollectionDefinition(nameof(SoakTests), DisableParallelization = true)]
public sealed class SoakAlone;

[Collection(nameof(SoakTests))]
public sealed class SoakTests(ITestOutputHelper output)
{
    // A leak of one connection's buffers, events or jobs in each session or fault would be many times as much.
    private const long MemoryBound = 2 << 20;
    private const int HandleBound = 16;
    private const int FaultsPerSession = 25;

    // The adapter takes a process that ends after a minute without a word for one that crashed.
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(30);

    private static readonly FaultKind[][] Weathers =
    [
        [FaultKind.Cut, FaultKind.Delay, FaultKind.Split, FaultKind.Merge],
        [FaultKind.Cut, FaultKind.Duplicate, FaultKind.Split],
        [FaultKind.Cut, FaultKind.Corrupt, FaultKind.Truncate],
        Enum.GetValues<FaultKind>(),
    ];

    /// <summary>NIGHTMINER_SOAK_SECONDS makes it longer; without, it is a few sessions.</summary>
    [Fact]
    public async Task Memory_and_handles_stay_flat_in_bad_weather()
    {
        TimeSpan time = double.TryParse(Environment.GetEnvironmentVariable("NIGHTMINER_SOAK_SECONDS"),
            NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.Zero;
        long faults = 0;
        int session = 0;
        for (; session < 4; session++) await WeatherAsync(session); // until caches and pools have their size
        Figures before = Measure("start", faults);
        long start = Stopwatch.GetTimestamp(), toldAt = start;
        for (; session < 16 || Stopwatch.GetElapsedTime(start) < time; session++)
        {
            faults += await WeatherAsync(session);
            if (Stopwatch.GetElapsedTime(toldAt) < SignOfLife) continue;
            Measure("so far", faults);
            toldAt = Stopwatch.GetTimestamp();
        }
        Figures after = Measure("end", faults);
        Assert.InRange(after.Managed - before.Managed, long.MinValue, MemoryBound);
        Assert.InRange(after.Handles - before.Handles, int.MinValue, HandleBound);
    }

    private static async Task<long> WeatherAsync(int number)
    {
        WeatherSession session = new(seed: 1000 + number, Weathers[number % Weathers.Length]);
        await session.RunAsync(FaultsPerSession);
        return session.Faults;
    }

    private Figures Measure(string when, long faults)
    {
        using Process process = Process.GetCurrentProcess();
        Figures now = new(GC.GetTotalMemory(forceFullCollection: true), process.WorkingSet64, process.HandleCount);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{when}: managed {now.Managed >> 10} KiB, working set {now.WorkingSet >> 20} MiB, "
            + $"{now.Handles} handles, {faults} faults since the start"));
        return now;
    }

    private readonly record struct Figures(long Managed, long WorkingSet, int Handles);
}
