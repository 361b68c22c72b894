using System.Numerics;

namespace NightMiner.Workbench.Swarm;

/// <summary>
/// Counts times in fixed buckets, 16 for each doubling: any number of them in 4 KB, each within 6 % of the truth. For
/// many threads.
/// </summary>
public sealed class LatencyHistogram
{
    private const int StepBits = 4;
    private const int Steps = 1 << StepBits;
    private const int Buckets = Steps * 32; // in microseconds, to beyond an hour

    private readonly long[] _counts = new long[Buckets];
    private long _longest; // in microseconds

    /// <summary>How many times were counted.</summary>
    public long Count
    {
        get
        {
            long sum = 0;
            foreach (ref long count in _counts.AsSpan()) sum += Volatile.Read(ref count);
            return sum;
        }
    }

    /// <summary>The longest time, exactly.</summary>
    public TimeSpan Longest => TimeSpan.FromMicroseconds(Volatile.Read(ref _longest));

    /// <summary>Counts a time.</summary>
    public void Add(TimeSpan time)
    {
        long microseconds = Math.Max(0, (long)time.TotalMicroseconds);
        Interlocked.Increment(ref _counts[BucketOf(microseconds)]);
        for (long longest = Volatile.Read(ref _longest); microseconds > longest;)
        {
            long seen = Interlocked.CompareExchange(ref _longest, microseconds, longest);
            if (seen == longest) break;
            longest = seen;
        }
    }

    /// <summary>The time that so many of a hundred did not exceed; zero where nothing was counted.</summary>
    /// <param name="percent">From 0 to 100.</param>
    public TimeSpan Percentile(double percent)
    {
        long rank = Math.Max(1, (long)Math.Ceiling(Count * percent / 100));
        for (int bucket = 0; bucket < Buckets; bucket++)
        {
            rank -= Volatile.Read(ref _counts[bucket]);
            if (rank > 0) continue;
            TimeSpan edge = TimeSpan.FromMicroseconds(UpperEdge(bucket));
            return edge < Longest ? edge : Longest;
        }
        return Longest;
    }

    private static int BucketOf(long microseconds)
    {
        if (microseconds < 2 * Steps) return (int)microseconds; // exact while the numbers are small
        int shift = BitOperations.Log2((ulong)microseconds) - StepBits;
        return Math.Min(Buckets - 1, (shift * Steps) + (int)(microseconds >> shift));
    }

    private static long UpperEdge(int bucket)
    {
        if (bucket < 2 * Steps) return bucket;
        int shift = (bucket / Steps) - 1;
        return ((long)(bucket - (shift * Steps)) << shift) + (1L << shift) - 1;
    }
}
