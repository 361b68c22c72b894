namespace NightMiner.Pool.Sessions;

/// <summary>What the name tells that a client gives itself in mining.subscribe.</summary>
internal static class Agents
{
    private const double BfgminerLeast = 16;

    private static readonly char[] Ends = [' ', '/', 'V', '-'];

    /// <summary>
    /// Whether public-pool takes it for a CPU miner: the name up to its first space, /, V or - contains cpuminer. So
    /// mycpuminer/1.0 is one, and my-cpuminer is not.
    /// </summary>
    public static bool IsCpuMiner(string? agent) =>
        agent?.Split(Ends)[0].Contains("cpuminer", StringComparison.Ordinal) == true;

    /// <summary>Why the client will have trouble here, and what helps; null where no trouble is known.</summary>
    /// <param name="agent">What the client calls itself.</param>
    /// <param name="algorithm">The pool's algorithm, by name.</param>
    /// <param name="lowest">The lowest difficulty that it may be given.</param>
    public static string? TroubleOf(string? agent, string algorithm, double lowest) =>
        agent?.StartsWith("bfgminer", StringComparison.OrdinalIgnoreCase) == true
            && algorithm == "scrypt" && lowest < BfgminerLeast
            ? $"bfgminer takes scrypt difficulties below {BfgminerLeast} for Bitcoin's, which are 65,536 times harder, "
                + $"and then finds no shares: fix the pool's difficulty at {BfgminerLeast} or more"
            : null;
}
