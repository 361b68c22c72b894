using System.Diagnostics;

namespace NightMiner.Workbench.Recording;

/// <summary>When the lines of a recording are due.</summary>
/// <param name="speed">How many times faster than recorded; null: at once.</param>
/// <param name="zero">The time in the recording that now stands for.</param>
internal sealed class Pace(double? speed, TimeSpan zero)
{
    private readonly long _startedAt = Stopwatch.GetTimestamp();

    /// <summary>Whether the clock decides; else only the order of the lines.</summary>
    public bool HasClock => speed is not null;

    /// <summary>Waits until a line is due.</summary>
    public async Task WaitAsync(RecordedLine line, CancellationToken stop)
    {
        if (speed is not { } times) return;
        TimeSpan left = (line.Time - zero) / times - Stopwatch.GetElapsedTime(_startedAt);
        if (left > TimeSpan.Zero) await Task.Delay(left, stop).ConfigureAwait(false);
    }
}
