using NightMiner.Pool.Chain;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Pool.Judging;

/// <summary>
/// A job as one connection has it: with the difficulty that held when it was sent, and the shares that came for it.
/// </summary>
internal sealed class SentJob(PoolJob job, Difficulty difficulty)
{
    /// <summary>
    /// How many shares of one job are remembered. After that many the job takes no more: a duplicate could not be told.
    /// </summary>
    public const int ShareLimit = 4096;

    private HashSet<Hash256>? _shares; // their keys: usually the hash, which tells headers apart
    private (DateTimeOffset At, string Why)? _end;

    public string Id => job.Id;

    public PoolJob Job => job;

    /// <summary>It changes only where a pool sends the same job again with another difficulty.</summary>
    public Difficulty Difficulty { get; set; } = difficulty;

    /// <summary>The extranonce1 that held when it was sent; null: the connection's newest.</summary>
    public byte[]? Extranonce1 { get; init; }

    /// <summary>Why no share of it is wanted any more; null while it is valid.</summary>
    public string? Gone { get; private set; }

    /// <summary>Whether half of its shares have come: time for a fresh job, before this one takes no more.</summary>
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

    /// <summary>Says when and why it will end; <see cref="Expire"/> ends it.</summary>
    public void EndAt(DateTimeOffset time, string why) => _end ??= (time, why);

    /// <summary>Ends it if its time has come.</summary>
    public void Expire(DateTimeOffset now)
    {
        if (_end is { } end && end.At <= now) End(end.Why);
    }
}
