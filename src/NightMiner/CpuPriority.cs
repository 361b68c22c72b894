namespace NightMiner;

/// <summary>How far the mining threads stand back when others want the CPU. The numbers are fixed.</summary>
public enum CpuPriority
{
    /// <summary>Only what nobody else wants.</summary>
    Idle = 0,
    /// <summary>Below normal: the user's own work and the miner's talk with the pool go first.</summary>
    Low = 1,
    /// <summary>As the process was started.</summary>
    Normal = 2,
    /// <summary>Above normal; most systems want special rights for it.</summary>
    High = 3,
}
