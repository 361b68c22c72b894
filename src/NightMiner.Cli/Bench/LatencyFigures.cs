namespace NightMiner.Cli.Bench;

/// <summary>How fast the miner reacted in one state; times in milliseconds.</summary>
/// <param name="State">"at rest" or "hashing".</param>
/// <param name="Threads">The mining threads.</param>
/// <param name="Overhead">The part of their time spent outside of the kernel, apart from shares.</param>
/// <param name="Begun">From the job's line readable on the socket to its first nonce taken by a thread.</param>
/// <param name="Written">From a nonce returned by a kernel to its submit line written to the socket.</param>
internal sealed record LatencyFigures(string State, int Threads, double Overhead, Spread Begun, Spread Written);

/// <summary>How measured times spread.</summary>
internal sealed record Spread(int Count, double Median, double P99, double Most)
{
    public static Spread Of(List<double> times)
    {
        if (times.Count == 0) return new Spread(0, 0, 0, 0);
        double[] sorted = [.. times.Order()];
        return new Spread(sorted.Length, At(0.5), At(0.99), sorted[^1]);

        double At(double part) => sorted[Math.Max(0, (int)Math.Ceiling(part * sorted.Length) - 1)];
    }
}
