using System.Diagnostics;

namespace NightMiner.Sessions;

/// <summary>
/// How much a pool may make us say: a burst, then so much a second. What is beyond is counted and not said, for it
/// would fill terminals and disks. Used by one thread.
/// </summary>
internal sealed class NewsBudget
{
    /// <summary>Said at once.</summary>
    public const int Burst = 50;

    /// <summary>Said each second after the burst.</summary>
    public const int PerSecond = 2;

    private double _left = Burst;
    private long _lastAt = Stopwatch.GetTimestamp();
    private long _withheld;

    /// <summary>Whether one more thing may be said.</summary>
    public bool TryTake()
    {
        long now = Stopwatch.GetTimestamp();
        _left = Math.Min(Burst, _left + PerSecond * Stopwatch.GetElapsedTime(_lastAt, now).TotalSeconds);
        _lastAt = now;
        if (_left < 1)
        {
            _withheld++;
            return false;
        }
        _left--;
        return true;
    }

    /// <summary>How much was withheld since this was asked last.</summary>
    public long TakeWithheld()
    {
        long withheld = _withheld;
        _withheld = 0;
        return withheld;
    }
}
