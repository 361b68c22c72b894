using NightMiner.Cli.CommandLine;
using NightMiner.Hashing;
using NightMiner.ProofOfWork;

namespace NightMiner.Cli.Bench;

/// <summary>What `bench --latency` measures, and how it shows it.</summary>
internal sealed record LatencySettings
{
    /// <summary>The pause between two jobs, in milliseconds: out of step with slices, which take 20.</summary>
    public static readonly (int Shortest, int Longest) Pause = (30, 55);

    private const int DefaultJobs = 200;
    private static readonly TimeSpan AveragePause = TimeSpan.FromMilliseconds((Pause.Shortest + Pause.Longest) / 2.0);

    public required PowAlgorithm Algorithm { get; init; }

    public Isa Isa { get; init; } = Isa.Best;

    /// <summary>The mining threads when all hash.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>How many jobs are sent in each state.</summary>
    public int Jobs { get; init; } = DefaultJobs;

    public bool IsJson { get; init; }

    /// <summary>Reads the command line and the environment.</summary>
    /// <exception cref="UsageException">A value is wrong.</exception>
    public static LatencySettings From(Arguments arguments)
    {
        if (arguments.IsOn(BenchSyntax.VersionRolling)) throw new UsageException(
            "either --latency or --version-rolling: the latency is that of the miner, whatever it hashes");
        TimeSpan? time = arguments.Seconds(BenchSyntax.Seconds, 0.1, 86400);
        return new LatencySettings
        {
            Algorithm = arguments.Read(BenchSyntax.Algo, Algorithms.Get) ?? Algorithms.Get("scrypt"),
            Isa = arguments.Read(BenchSyntax.Isa, Isa.Parse) ?? Isa.Best,
            Threads = arguments.Number(BenchSyntax.Threads, 1, 1024) ?? Environment.ProcessorCount,
            Jobs = time is { } limit ? 1 + (int)(limit / AveragePause) : DefaultJobs,
            IsJson = arguments.IsOn(BenchSyntax.Json),
        };
    }
}
