using System.Diagnostics;

namespace NightMiner.Cli.Mine;

/// <summary>The hash rate of late: over a window, and not diluted by the wait for a first job.</summary>
internal sealed class RateMeter(TimeSpan window)
{
    private readonly Queue<(TimeSpan At, long Hashes)> _samples = new();
    private (TimeSpan At, long Hashes) _last;

    /// <summary>Hashes per second over the window; 0 until there is something to measure.</summary>
    public double Rate { get; private set; }

    /// <summary>Takes a sample.</summary>
    /// <param name="at">When, on any clock.</param>
    /// <param name="hashes">Computed in all.</param>
    public void Add(TimeSpan at, long hashes)
    {
        if (hashes == 0)
        {
            _samples.Clear();
            _samples.Enqueue((at, 0));
            return;
        }
        Debug.Assert(at >= _last.At, "time runs forward");
        _last = (at, hashes);
        _samples.Enqueue(_last);
        while (_samples.Count > 2 && at - _samples.Peek().At > window) _samples.Dequeue();
        (TimeSpan firstAt, long firstHashes) = _samples.Peek();
        if (at > firstAt) Rate = (hashes - firstHashes) / (at - firstAt).TotalSeconds;
    }
}
