namespace NightMiner.Workbench.Faults;

/// <summary>What bad weather does to a connection. The unit is the line.</summary>
public enum FaultKind
{
    /// <summary>A part of the line gets through, then both connections end: half of them with a reset.</summary>
    Cut,
    /// <summary>The line, and all that follows it, comes later.</summary>
    Delay,
    /// <summary>The line comes in two pieces.</summary>
    Split,
    /// <summary>The line waits for the next one and comes in one piece with it.</summary>
    Merge,
    /// <summary>The line ends too early: what follows some byte of it is lost.</summary>
    Truncate,
    /// <summary>The line comes twice.</summary>
    Duplicate,
    /// <summary>One bit of the line is changed; its end is not.</summary>
    Corrupt,
    /// <summary>Nothing gets through in this direction for <see cref="FaultOptions.StallTime"/>.</summary>
    Stall,
}

/// <summary>Which way a line goes.</summary>
public enum FaultDirection
{
    /// <summary>From the miner to the pool.</summary>
    ToPool,
    /// <summary>From the pool to the miner.</summary>
    ToMiner,
}
