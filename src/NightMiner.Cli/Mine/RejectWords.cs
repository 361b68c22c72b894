using NightMiner.Protocol.Stratum;

namespace NightMiner.Cli.Mine;

/// <summary>Why a pool refused a share, in plain words.</summary>
internal static class RejectWords
{
    /// <summary>What it says.</summary>
    public static string Meaning(StratumError error) => error.Text switch
    {
        "inconclusive" or "duplicate-inconclusive" =>
            "the node keeps it, but another block came first, or the node is still catching up",
        "bad-prevblk" or "prev-blk-not-found" or "rejected: bad-prevblk" =>
            "the node does not know the block that it builds on",
        _ => Meaning(error.Reason),
    };

    private static string Meaning(RejectReason reason) => reason switch
    {
        RejectReason.Stale => "the job is unknown to the pool or no longer wanted",
        RejectReason.Duplicate => "the pool already has this share",
        RejectReason.LowDifficulty => "the hash does not meet the pool's target",
        RejectReason.Unauthorized => "the pool says that the worker is not logged in",
        RejectReason.NotSubscribed => "the pool says that this connection has not subscribed",
        RejectReason.Time => "the share's block time is outside the range that the pool accepts",
        _ => "the pool objects to something else",
    };

    /// <summary>What usually causes it, and what to do.</summary>
    public static string UsualCause(RejectReason reason) => reason switch
    {
        RejectReason.Stale =>
            "now and then this is normal: a new block came while the share was on its way; if it happens often, "
            + "the connection to the pool is slow",
        RejectReason.Duplicate =>
            "usually the pool gave the same extranonce1 to two connections, or again after a reconnect",
        RejectReason.LowDifficulty =>
            "one after a change of difficulty is normal; if all are refused, check that -a is the pool's algorithm; "
            + "with -d the likely mistake is named, and 'nightminer explain' shows every byte of the share",
        RejectReason.Unauthorized => "check -u and -p; some pools log workers out after a while",
        RejectReason.NotSubscribed => "usually the pool or a proxy was restarted: reconnecting helps",
        RejectReason.Time => "usually the job is too old, or the pool's clock is wrong",
        _ => "-P shows what was sent and what came back",
    };
}
