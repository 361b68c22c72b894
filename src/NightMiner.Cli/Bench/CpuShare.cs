using System.Diagnostics;
using System.Globalization;

namespace NightMiner.Cli.Bench;

/// <summary>How much of the CPUs the measurements got: less than nearly all means that other work ran too.</summary>
internal sealed class CpuShare
{
    private const double Enough = 0.95; // threads wait for each other now and then

    private TimeSpan _wanted;
    private TimeSpan _used;

    /// <summary>What to tell the user; null where the machine was calm.</summary>
    public string? Warning => _wanted == TimeSpan.Zero || _used / _wanted >= Enough ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"other work took {(1 - (_used / _wanted)) * 100:0} % of the CPUs meanwhile: trust the ratios, not the rates");

    /// <summary>Does something that keeps so many threads busy.</summary>
    public T Watch<T>(int threads, Func<T> work)
    {
        long startedAt = Stopwatch.GetTimestamp();
        TimeSpan before = Environment.CpuUsage.TotalTime;
        T result = work();
        Add(threads, Stopwatch.GetElapsedTime(startedAt), Environment.CpuUsage.TotalTime - before);
        return result;
    }

    /// <summary>Adds what so many threads took, by the clock and of the CPUs.</summary>
    public void Add(int threads, TimeSpan elapsed, TimeSpan used)
    {
        _wanted += elapsed * threads;
        _used += used;
    }
}
