using System.Diagnostics;

namespace NightMiner.Jobs;

/// <summary>
/// Chooses how many hashes one slice holds, so that it takes about 20 ms: short enough to change jobs at once, long
/// enough that the rounds between slices cost nothing. Easy targets make slices small by themselves, since the time
/// spent on shares counts too.
/// </summary>
internal struct SliceSizer(int lanes)
{
    private const double SliceSeconds = 0.020;
    private const uint Largest = 1 << 28;

    /// <summary>The hashes in the next slice: a multiple of the lanes.</summary>
    public uint Count { get; private set; } = (uint)lanes;

    /// <summary>
    /// The nonces in the next slice, a multiple of the lanes, where each is hashed with so many block versions.
    /// </summary>
    public readonly uint NoncesFor(int versions) =>
        Math.Max(1, Count / (uint)lanes / (uint)versions) * (uint)lanes;

    /// <summary>Takes how long the last slice took.</summary>
    public void Took(long hashes, long stopwatchTicks)
    {
        double seconds = Math.Max((double)stopwatchTicks / Stopwatch.Frequency, 1e-6);
        double fitting = hashes / seconds * SliceSeconds;
        double next = Math.Clamp(fitting, Count / 4.0, Count * 4.0); // one odd measurement must not throw it off
        uint multiple = Math.Max(1, (uint)(Math.Min(next, Largest) / lanes));
        Count = multiple * (uint)lanes;
    }
}
