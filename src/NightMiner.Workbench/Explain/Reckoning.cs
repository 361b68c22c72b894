using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;

namespace NightMiner.Workbench.Explain;

/// <summary>
/// All that the verdict on a share follows from. The right values make the right verdict; a <see cref="Mistake"/> is
/// another value for one of them.
/// </summary>
public sealed record Reckoning
{
    /// <summary>The job that the share is for.</summary>
    public required Notify Job { get; init; }

    /// <summary>How the header is hashed.</summary>
    public required PowAlgorithm Algorithm { get; init; }

    /// <summary>What stands between coinb1 and coinb2: extranonce1, then extranonce2.</summary>
    public required ReadOnlyMemory<byte> Extranonce { get; init; }

    /// <summary>The block version, rolled or not.</summary>
    public required uint Version { get; init; }

    /// <summary>The block time, in seconds since 1970.</summary>
    public required uint Time { get; init; }

    /// <summary>The nonce.</summary>
    public required uint Nonce { get; init; }

    /// <summary>What the hash must not exceed.</summary>
    public required Target Target { get; init; }

    /// <summary>The target of difficulty 1: what the share's own difficulty is counted from.</summary>
    public required Target DifficultyOne { get; init; }

    /// <summary>Whether the merkle root's bytes are turned round before they go into the header.</summary>
    public bool IsRootReversed { get; init; }

    /// <summary>Whether the hash is read with its first byte as the most significant.</summary>
    public bool IsHashReversed { get; init; }

    /// <summary>What is right for a share: BIP 310 for its version, all else as in the header's layout.</summary>
    /// <param name="terms">The job, under what held when it came.</param>
    /// <param name="share">What was submitted.</param>
    public static Reckoning Of(JobTerms terms, Submit share)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(share);
        uint version = share.VersionBits is { } bits
            ? terms.Notify.Version & ~terms.VersionMask | bits & terms.VersionMask
            : terms.Notify.Version;
        return new Reckoning
        {
            Job = terms.Notify,
            Algorithm = terms.Algorithm,
            Extranonce = (byte[])[.. terms.Extranonce1.Span, .. share.Extranonce2.Span],
            Version = version,
            Time = share.Time,
            Nonce = share.Nonce,
            Target = terms.Target,
            DifficultyOne = terms.Algorithm.DifficultyOne,
        };
    }

    /// <summary>Hashes the header and compares.</summary>
    public Reckoned Reckon()
    {
        byte[] coinbase = [.. Job.Coinbase1.Span, .. Extranonce.Span, .. Job.Coinbase2.Span];
        Hash256 root = MerkleRoot.Fold(DoubleSha256.Hash(coinbase), Job.MerkleBranch);
        if (IsRootReversed) root = Reversed(root);
        BlockHeader header = new(Version, Job.PreviousBlock, root, Time, Job.Bits, Nonce);
        Hash256 hash = Algorithm.HashOf(header.ToArray());
        if (IsHashReversed) hash = Reversed(hash);
        return new Reckoned(header, hash, Difficulty.Of(hash, DifficultyOne), Target.IsMetBy(hash));
    }

    internal static Hash256 Reversed(Hash256 hash)
    {
        byte[] bytes = hash.ToArray();
        Array.Reverse(bytes);
        return new Hash256(bytes);
    }
}

/// <summary>What came out of a <see cref="Reckoning"/>.</summary>
/// <param name="Header">The header that was hashed.</param>
/// <param name="Hash">Its proof-of-work hash.</param>
/// <param name="Difficulty">The difficulty that the hash would just meet.</param>
/// <param name="IsAccepted">Whether the hash meets the target.</param>
public sealed record Reckoned(BlockHeader Header, Hash256 Hash, double Difficulty, bool IsAccepted);
