using NightMiner.Protocol.Blocks;

namespace NightMiner;

/// <summary>How things stand at one instant, copied. At the end found = accepted + rejected + stale + unsent.</summary>
public readonly record struct MinerSnapshot
{
    /// <summary>Since the threads started.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Hashes computed.</summary>
    public long Hashes { get; init; }

    /// <summary>Hashes per second, over the whole time.</summary>
    public double HashesPerSecond => Elapsed > TimeSpan.Zero ? Hashes / Elapsed.TotalSeconds : 0;

    /// <summary>Shares that workers found.</summary>
    public long Found { get; init; }

    /// <summary>Shares that the pool accepted.</summary>
    public long Accepted { get; init; }

    /// <summary>Shares that the pool rejected.</summary>
    public long Rejected { get; init; }

    /// <summary>Shares not sent because the pool had moved on.</summary>
    public long Stale { get; init; }

    /// <summary>Shares not sent for another reason, or that no answer came for.</summary>
    public long Unsent { get; init; }

    /// <summary>Shares on their way: sent and not answered, or waiting to be sent.</summary>
    public long Pending => Found - Accepted - Rejected - Stale - Unsent;

    /// <summary>The highest difficulty that a share met.</summary>
    public double BestShare { get; init; }

    /// <summary>The pool's difficulty; null while there is no pool.</summary>
    public Difficulty? Difficulty { get; init; }

    /// <summary>Whether a pool is connected and has accepted the login.</summary>
    public bool IsLoggedIn { get; init; }
}
