using NightMiner.Protocol.Blocks;

namespace NightMiner.Pool.Judging;

/// <summary>What a connection has agreed on with the pool: all that its shares are judged by.</summary>
internal sealed class SessionState(byte[] extranonce1, int jobsKept = JobBook.LivingLimit)
{
    private const int SeenLimit = 16 * SentJob.ShareLimit;

    private readonly HashSet<Hash256> _seen = [];

    /// <summary>This connection's part of the coinbase, in jobs to come.</summary>
    public byte[] Extranonce1 { get; private set; } = extranonce1;

    public bool IsSubscribed { get; set; }

    /// <summary>Whether the client asked to be told of another extranonce1.</summary>
    public bool FollowsExtranonce { get; set; }

    /// <summary>The names logged in.</summary>
    public HashSet<string> Workers { get; } = new(StringComparer.Ordinal);

    /// <summary>The version bits that the miner may roll (BIP 310); null where rolling was not agreed on.</summary>
    public uint? RollingMask { get; set; }

    public JobBook Jobs { get; } = new(jobsKept);

    /// <summary>The difficulty that the client was told last; null before the first time.</summary>
    public Difficulty? Told { get; private set; }

    /// <summary>The difficulty that it was told before that one.</summary>
    public Difficulty? ToldBefore { get; private set; }

    /// <summary>The client is told this difficulty.</summary>
    public void Tell(Difficulty difficulty)
    {
        if (Told != difficulty) (ToldBefore, Told) = (Told, difficulty);
    }

    /// <summary>
    /// Takes another extranonce1: the same with its first byte counted up. No other connection has it, as long as the
    /// numbers of all connections leave that byte at zero.
    /// </summary>
    public void MoveExtranonce1()
    {
        byte[] next = [.. Extranonce1];
        next[0]++;
        Extranonce1 = next;
    }

    /// <summary>Remembers a share by its key; false where it was remembered already.</summary>
    public bool Remember(Hash256 share)
    {
        if (_seen.Count == SeenLimit) _seen.Clear();
        return _seen.Add(share);
    }

    /// <summary>There is a new block: all jobs end, and all shares are forgotten.</summary>
    public void EndJobs(DateTimeOffset? at)
    {
        Jobs.EndAll(at);
        _seen.Clear();
    }
}
