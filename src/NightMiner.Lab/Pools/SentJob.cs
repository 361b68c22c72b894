using NightMiner.Blocks;

namespace NightMiner.Lab.Pools;

/// <summary>
/// A job as one connection has it: with the difficulty that held when it was sent, and the shares that came for it.
/// </summary>
internal sealed class SentJob(PoolJob job, Difficulty difficulty, Target target)
{
    /// <summary>So many shares of one job are remembered; beyond, none could be told from a duplicate.</summary>
    public const int ShareLimit = 4096;

    private HashSet<Hash256>? _shares; // by proof of work: the same hash is the same header

    public string Id => job.Id;

    public PoolJob Job => job;

    public Difficulty Difficulty => difficulty;

    public Target Target => target;

    /// <summary>Why no share of it is wanted any more; null while it lives.</summary>
    public string? Gone { get; private set; }

    /// <summary>Whether a fresh job should follow, before this one takes no more.</summary>
    public bool IsHalfUsed => _shares?.Count == ShareLimit / 2;

    public bool Has(Hash256 hash) => _shares?.Contains(hash) == true;

    public void Add(Hash256 hash)
    {
        (_shares ??= []).Add(hash);
        if (_shares.Count == ShareLimit) End($"used up by {ShareLimit} shares");
    }

    public void End(string why)
    {
        Gone ??= why;
        _shares = null;
    }
}
