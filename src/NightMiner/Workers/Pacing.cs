using System.Diagnostics;

namespace NightMiner.Workers;

/// <summary>
/// Tells a worker how long to rest so that it hashes for a given percentage of the time. What a sleep took too long or
/// was cut short by is made up for by the next one. Pure: it is told the time, it never looks at a clock.
/// </summary>
internal struct Pacing(int percent)
{
    private static readonly long ShortestRest = Stopwatch.Frequency / 1000; // sleeps are in whole milliseconds
    private static readonly long MostCredit = Stopwatch.Frequency / 10;

    private long _owed;

    /// <summary>The rest that is due, after so many more ticks of work; nothing while it would be too short.</summary>
    public TimeSpan RestAfter(long workedTicks)
    {
        if (percent >= 100) return TimeSpan.Zero;
        _owed += workedTicks * (100 - percent) / percent;
        return _owed < ShortestRest ? TimeSpan.Zero : TimeSpan.FromMilliseconds(_owed / ShortestRest);
    }

    /// <summary>Takes how long the rest was. A machine that was asleep gets little credit for it.</summary>
    public void Rested(long ticks) => _owed = Math.Max(_owed - ticks, -MostCredit);
}
