using NightMiner.Pool.Chain;
using NightMiner.Pool.Messages;

namespace NightMiner.Pool.Judging;

/// <summary>What came out of judging a share, as far as the judge got with it.</summary>
/// <param name="Refusal">What is wrong with it; null for an accepted share.</param>
internal sealed record Judgement(Refusal? Refusal)
{
    /// <summary>The verdict in the pool's own words.</summary>
    public Verdict Verdict => Refusal is { } refusal ? new Verdict(refusal.Kind, refusal.Text) : Verdict.Accepted;

    /// <summary>What is wrong with it.</summary>
    public RefusalKind Kind => Refusal?.Kind ?? RefusalKind.None;

    /// <summary>The job, where it was found.</summary>
    public SentJob? Job { get; init; }

    /// <summary>The 80 bytes that were hashed; empty where it did not come to that.</summary>
    public byte[] Header { get; init; } = [];

    /// <summary>The coinbase transaction of a block; empty for any other share.</summary>
    public byte[] Coinbase { get; init; } = [];

    /// <summary>The highest difficulty that the hash meets; null where it did not come to hashing.</summary>
    public double? Difficulty { get; init; }

    /// <summary>Whether the hash meets the network's target.</summary>
    public bool IsBlock { get; init; }

    /// <summary>The block that the share is, of the job that it belongs to.</summary>
    public FoundBlock BlockOf(JudgedShare share) => new(share, Job!.Job.Template, Coinbase);
}
