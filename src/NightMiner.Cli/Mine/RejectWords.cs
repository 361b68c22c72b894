using NightMiner.Protocol.Stratum;

namespace NightMiner.Cli.Mine;

/// <summary>A pool's objection in plain words.</summary>
internal static class RejectWords
{
    /// <summary>What it says.</summary>
    public static string Meaning(StratumError error) => error.Text switch
    {
        "inconclusive" or "duplicate-inconclusive" =>
            "the node keeps it, but another block came first, or the node is still catching up",
        "bad-prevblk" or "prev-blk-not-found" or "rejected: bad-prevblk" =>
            "the node does not know the block that it stands on",
        _ => Meaning(error.Reason),
    };

    private static string Meaning(RejectReason reason) => reason switch
    {
        RejectReason.Stale => "the job is unknown to the pool or no longer wanted",
        RejectReason.Duplicate => "the pool has got this share before",
        RejectReason.LowDifficulty => "the hash does not meet the pool's target",
        RejectReason.Unauthorized => "the pool takes the worker as not logged in",
        RejectReason.NotSubscribed => "the pool takes this connection as not subscribed",
        RejectReason.Time => "the share's block time is outside of what the pool takes",
        _ => "the pool does not like something else about it",
    };

    /// <summary>What usually causes it, and what to do.</summary>
    public static string UsualCause(RejectReason reason) => reason switch
    {
        RejectReason.Stale =>
            "now and then is normal: a new block came while it was on its way; often: the way to the pool is slow",
        RejectReason.Duplicate =>
            "usually the pool gave the same extranonce1 to two connections, or again after a reconnect",
        RejectReason.LowDifficulty =>
            "one after a change of difficulty is normal; if all are: is -a the pool's algorithm? -d tests the kernels",
        RejectReason.Unauthorized => "check -u and -p; some pools log workers out after a while",
        RejectReason.NotSubscribed => "usually a pool or a proxy that was restarted: reconnecting helps",
        RejectReason.Time => "usually a job that is too old, or a pool whose clock is wrong",
        _ => "-P shows what was sent and what came back",
    };
}
