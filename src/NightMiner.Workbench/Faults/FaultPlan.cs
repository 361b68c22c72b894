namespace NightMiner.Workbench.Faults;

/// <summary>
/// Which fault befalls which line of one direction of one connection. Nothing but the seed and the kinds decides it,
/// so a plan can be told before, and again afterwards.
/// </summary>
public static class FaultPlan
{
    /// <summary>The faults in the order of their lines, without end.</summary>
    /// <param name="options">The seed, the kinds and how often.</param>
    /// <param name="connection">The connection's number, from 1.</param>
    /// <param name="direction">Which way the lines go: each way has a plan of its own.</param>
    public static IEnumerable<PlannedFault> Of(FaultOptions options, long connection, FaultDirection direction)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return Draw(options, new Random(SeedOf(options.Seed, connection, direction)));
    }

    private static IEnumerable<PlannedFault> Draw(FaultOptions options, Random random)
    {
        for (long line = 0; ;)
        {
            line += random.Next(1, 2 * options.LinesBetween); // LinesBetween on average
            yield return new PlannedFault(line, options.Kinds[random.Next(options.Kinds.Count)], random.NextDouble());
        }
    }

    // Neighbouring seeds and connections must not have related plans (the finalizer of SplitMix64).
    private static int SeedOf(int seed, long connection, FaultDirection direction)
    {
        ulong mixed = ((ulong)(uint)seed << 32) ^ ((ulong)connection << 1) ^ (ulong)direction;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return (int)(mixed ^ (mixed >> 31));
    }
}
