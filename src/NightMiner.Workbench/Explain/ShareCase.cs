
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;

namespace NightMiner.Workbench.Explain;

/// <summary>A share with what a pool or a miner may have confused: the jobs and difficulties around its own.</summary>
public sealed record ShareCase
{
    /// <summary>The job that the share names, under what held when it came.</summary>
    public required JobTerms Terms { get; init; }

    /// <summary>What was submitted.</summary>
    public required Submit Share { get; init; }

    /// <summary>The job before; null where it is not known.</summary>
    public JobTerms? JobBefore { get; init; }

    /// <summary>The job after; null where there was none yet.</summary>
    public JobTerms? JobAfter { get; init; }

    /// <summary>The last other difficulty before the job's; null where it is not known.</summary>
    public Difficulty? DifficultyBefore { get; init; }

    /// <summary>The last other difficulty set after the job and before the share; null where there was none.</summary>
    public Difficulty? DifficultyAfter { get; init; }

    /// <summary>What the pool said.</summary>
    public Ruling Ruling { get; init; } = Ruling.Unknown;

    /// <summary>What is right.</summary>
    public Reckoning Right => Reckoning.Of(Terms, Share);
}

/// <summary>What a pool said to a share.</summary>
/// <param name="IsAccepted">Its verdict; null where none is known.</param>
/// <param name="Error">Its objection, where it gave one.</param>
public sealed record Ruling(bool? IsAccepted, StratumError? Error = null)
{
    /// <summary>Nothing that is known of.</summary>
    public static Ruling Unknown { get; } = new(IsAccepted: null);

    /// <summary>Yes.</summary>
    public static Ruling Accepted { get; } = new(true);

    /// <summary>No, with the objection, where there was one.</summary>
    public static Ruling Rejected(StratumError? error = null) => new(false, error);
}
