namespace NightMiner.Workers;

/// <summary>How much of the CPUs the workers may take.</summary>
internal sealed record CpuUse
{
    /// <summary>Worker k runs on the k-th of these, round robin; empty: wherever the system puts it.</summary>
    public IReadOnlyList<int> Affinity { get; init; } = [];

    /// <summary>Who goes first when others want the CPU.</summary>
    public CpuPriority Priority { get; init; } = CpuPriority.Low;

    /// <summary>How much of the time they hash, in percent.</summary>
    public int Throttle { get; init; } = 100;
}
