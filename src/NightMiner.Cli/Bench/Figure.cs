namespace NightMiner.Cli.Bench;

/// <summary>One thing to measure: an algorithm on an implementation, with so many threads.</summary>
internal sealed record BenchCase(string Algorithm, string Implementation, int Threads, bool RollsVersions);

/// <summary>What was measured of it.</summary>
/// <param name="Case">What it is a figure of.</param>
/// <param name="HashesPerSecond">Of all threads together.</param>
/// <param name="OpenSslPerThread">The yardstick in the same runs; null where there is none.</param>
internal sealed record Figure(BenchCase Case, double HashesPerSecond, double? OpenSslPerThread)
{
    public double PerThread => HashesPerSecond / Case.Threads;

    /// <summary>How many times the yardstick a thread is; null where there is none.</summary>
    public double? VersusOpenSsl => PerThread / OpenSslPerThread;
}

/// <summary>Where the figures are from.</summary>
/// <param name="Cpu">The CPU's model.</param>
/// <param name="CpuCount">As many threads can run at once.</param>
/// <param name="Runtime">.NET and the system.</param>
internal sealed record Machine(string Cpu, int CpuCount, string Runtime);
