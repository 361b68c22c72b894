using NightMiner.Protocol.Blocks;

namespace NightMiner.Pool;

/// <summary>
/// A job as one connection has it: with the difficulty that held when it was sent, and the shares that came for it.
/// </summary>
internal sealed class SentJob(PoolJob job, Difficulty difficulty)
{
    /// <summary>So many shares of one job are remembered; beyond, none could be told from a duplicate.</summary>
    public const int ShareLimit = 4096;

    private HashSet<Hash256>? _shares; // by what tells them apart: usually the hash, so that it is the same header
    private (DateTimeOffset At, string Why)? _end;

    public string Id => job.Id;

    public PoolJob Job => job;

    /// <summary>Changes only where a pool sends the same job again with another one.</summary>
    public Difficulty Difficulty { get; set; } = difficulty;

    /// <summary>The extranonce1 that held when it was sent; null: the connection's.</summary>
    public byte[]? Extranonce1 { get; init; }

    /// <summary>Why no share of it is wanted any more; null while it lives.</summary>
    public string? Gone { get; private set; }

    /// <summary>Whether a fresh job should follow, before this one takes no more.</summary>
    public bool IsHalfUsed => _shares?.Count == ShareLimit / 2;

    public bool Has(Hash256 share) => _shares?.Contains(share) == true;

    public void Add(Hash256 share)
    {
        (_shares ??= []).Add(share);
        if (_shares.Count == ShareLimit) End($"used up by {ShareLimit} shares");
    }

    public void End(string why)
    {
        Gone ??= why;
        _shares = null;
    }

    /// <summary>It ends then, for all who <see cref="Expire"/> it first.</summary>
    public void EndAt(DateTimeOffset time, string why) => _end ??= (time, why);

    /// <summary>Ends it if its time has come.</summary>
    public void Expire(DateTimeOffset now)
    {
        if (_end is { } end && end.At <= now) End(end.Why);
    }
}
