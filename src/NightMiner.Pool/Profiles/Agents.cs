namespace NightMiner.Pool.Profiles;

/// <summary>What public-pool makes of the name that a client gives itself.</summary>
internal static class Agents
{
    private static readonly char[] Ends = [' ', '/', 'V', '-'];

    /// <summary>
    /// Whether it is a CPU miner: the name up to its first space, /, V or - contains cpuminer. So mycpuminer/1.0 is one
    /// and my-cpuminer is none.
    /// </summary>
    public static bool IsCpuMiner(string? agent) =>
        agent?.Split(Ends)[0].Contains("cpuminer", StringComparison.Ordinal) == true;
}
