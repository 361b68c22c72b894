
using NightMiner.Protocol.Stratum;

namespace NightMiner.Workbench.Swarm;

/// <summary>What a share was sent for.</summary>
public enum ShareIntent
{
    /// <summary>It meets its target, and comes in time and once.</summary>
    Good,
    /// <summary>Its hash misses the target.</summary>
    LowDifficulty,
    /// <summary>The pool has it already.</summary>
    Duplicate,
    /// <summary>Its job was cancelled before.</summary>
    Stale,
}

/// <summary>What became of a share.</summary>
public enum ShareOutcome
{
    /// <summary>The pool said yes.</summary>
    Accepted,
    /// <summary>Refused as stale, or its job as unknown.</summary>
    RejectedStale,
    /// <summary>Refused as sent before.</summary>
    RejectedDuplicate,
    /// <summary>Refused for its hash.</summary>
    RejectedLow,
    /// <summary>Refused for something else.</summary>
    RejectedOther,
    /// <summary>Refused as stale, and indeed the job was cancelled while the share was on its way.</summary>
    Crossed,
    /// <summary>No answer came, though the connection was not ended by us.</summary>
    Lost,
    /// <summary>We cut the connection before the answer.</summary>
    Cut,
}

/// <summary>How many shares of an intent ended in an outcome.</summary>
public sealed record ShareTally(ShareIntent Intent, ShareOutcome Outcome, long Count)
{
    /// <summary>Whether that is what a correct pool does.</summary>
    public bool IsAsIntended => Outcome is ShareOutcome.Crossed or ShareOutcome.Cut || Outcome == Intent switch
    {
        ShareIntent.Good => ShareOutcome.Accepted,
        ShareIntent.LowDifficulty => ShareOutcome.RejectedLow,
        ShareIntent.Duplicate => ShareOutcome.RejectedDuplicate,
        _ => ShareOutcome.RejectedStale,
    };

    internal static ShareOutcome OutcomeOf(Reply reply) => reply.IsYes ? ShareOutcome.Accepted
        : reply.Error?.Reason switch
        {
            RejectReason.Stale => ShareOutcome.RejectedStale,
            RejectReason.Duplicate => ShareOutcome.RejectedDuplicate,
            RejectReason.LowDifficulty => ShareOutcome.RejectedLow,
            _ => ShareOutcome.RejectedOther,
        };
}
