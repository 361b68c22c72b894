namespace NightMiner;

/// <summary>How far the mining threads stand back when others want the CPU.</summary>
public enum CpuPriority
{
    /// <summary>Only what nobody else wants.</summary>
    Idle,
    /// <summary>Below normal: the user's own work and the miner's talk with the pool go first.</summary>
    Low,
    /// <summary>As the process was started.</summary>
    Normal,
    /// <summary>Above normal; most systems want special rights for it.</summary>
    High,
}
