using NightMiner.Cli.CommandLine;
using NightMiner.Hashing;
using NightMiner.ProofOfWork;

namespace NightMiner.Cli.Bench;

/// <summary>What to measure, and how to show it.</summary>
internal sealed record BenchSettings
{
    private const double DefaultSeconds = 3;

    public required IReadOnlyList<PowAlgorithm> Algorithms { get; init; }

    /// <summary>The only instruction set to measure; null for all implementations.</summary>
    public Isa? Isa { get; init; }

    /// <summary>Each of these numbers of threads is measured.</summary>
    public required int[] Threads { get; init; }

    /// <summary>The measuring time of each figure, without warm-up and yardstick.</summary>
    public required TimeSpan Time { get; init; }

    public bool RollsVersions { get; init; }

    public bool IsJson { get; init; }

    /// <summary>Reads the command line and the environment.</summary>
    /// <exception cref="UsageException">A value is wrong.</exception>
    public static BenchSettings From(Arguments arguments)
    {
        PowAlgorithm? algorithm = arguments.Read(BenchSyntax.Algo, ProofOfWork.Algorithms.Get);
        int? threads = arguments.Number(BenchSyntax.Threads, 1, 1024);
        return new BenchSettings
        {
            Algorithms = algorithm is null ? ProofOfWork.Algorithms.All : [algorithm],
            Isa = arguments.Read(BenchSyntax.Isa, Hashing.Isa.Parse),
            Threads = threads is { } only ? [only] : [.. new[] { 1, Environment.ProcessorCount }.Distinct()],
            Time = arguments.Seconds(BenchSyntax.Seconds, 0.1, 86400) ?? TimeSpan.FromSeconds(DefaultSeconds),
            RollsVersions = arguments.IsOn(BenchSyntax.VersionRolling),
            IsJson = arguments.IsOn(BenchSyntax.Json),
        };
    }

    /// <summary>The implementations to measure, in the order of the table.</summary>
    /// <exception cref="UsageException">None is left.</exception>
    public IReadOnlyList<(PowAlgorithm Algorithm, PowImplementation Implementation)> Choose()
    {
        List<(PowAlgorithm, PowImplementation)> chosen = [];
        foreach (PowAlgorithm algorithm in Algorithms)
            foreach (PowImplementation implementation in algorithm.Implementations)
                if (Isa is null || implementation.Name == Isa.Name)
                    chosen.Add((algorithm, implementation));
        return chosen.Count > 0 ? chosen : throw new UsageException(
            $"{string.Join(", ", Algorithms)} has no implementation for {Isa}; see nightminer algos")
        { IsAboutSyntax = false };
    }
}
