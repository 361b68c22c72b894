using System.Runtime.CompilerServices;

namespace NightMiner.Protocol.Blocks;

/// <summary>
/// Everything that the headers of one job are made of, whatever brought it: a mining.notify under what the pool said
/// before, a node's block template, or a job of Stratum V2. Immutable. Two of them are equal only where they are the
/// same object; <see cref="HasSameHeadersAs"/> compares what they say.
/// </summary>
public sealed record Work
{
    /// <summary>The block to build on, in the order of its computation.</summary>
    public required Hash256 PreviousBlock { get; init; }

    /// <summary>The coinbase in its parts, with the extranonce1 that belongs to it.</summary>
    public required Coinbase Coinbase { get; init; }

    /// <summary>How many bytes between the coinbase's parts the miner chooses, in bytes.</summary>
    public required int Extranonce2Size { get; init; }

    /// <summary>What the coinbase's hash is folded with, from the lowest level of the tree up.</summary>
    public required IReadOnlyList<Hash256> MerkleBranch { get; init; }

    /// <summary>The block version.</summary>
    public required uint Version { get; init; }

    /// <summary>
    /// The bits of the version that the miner may roll (BIP 310), of those that BIP 320 leaves to miners; null where
    /// rolling was not agreed on.
    /// </summary>
    public uint? VersionMask { get; init; }

    /// <summary>The network's target in compact form (nbits).</summary>
    public required CompactBits Bits { get; init; }

    /// <summary>The earliest block time (ntime), in seconds since 1970.</summary>
    public required uint Time { get; init; }

    /// <summary>What the hash of a share must meet.</summary>
    public required Target Target { get; init; }

    /// <summary>The same as a difficulty in the units of the algorithm, as the pool said it.</summary>
    public required Difficulty Difficulty { get; init; }

    /// <summary>Which of several shares that are found together are of use.</summary>
    public ShareRule Shares { get; init; }

    /// <summary>The merkle root, in header order, for an extranonce2.</summary>
    /// <param name="extranonce2">Exactly <see cref="Extranonce2Size"/> bytes.</param>
    /// <exception cref="ArgumentException">The length is wrong.</exception>
    public Hash256 MerkleRoot(ReadOnlySpan<byte> extranonce2)
    {
        if (extranonce2.Length != Extranonce2Size) throw new ArgumentException(
            $"expected {Extranonce2Size} bytes, got {extranonce2.Length}", nameof(extranonce2));
        return Blocks.MerkleRoot.Fold(Coinbase.Hash(extranonce2), MerkleBranch);
    }

    /// <summary>The header for an extranonce2; time and version are those of the work.</summary>
    /// <param name="extranonce2">Exactly <see cref="Extranonce2Size"/> bytes.</param>
    /// <param name="nonce">The nonce.</param>
    /// <exception cref="ArgumentException">The length is wrong.</exception>
    public BlockHeader Header(ReadOnlySpan<byte> extranonce2, uint nonce) =>
        new(Version, PreviousBlock, MerkleRoot(extranonce2), Time, Bits.Value, nonce);

    /// <summary>
    /// Whether both make the very same headers, so that one walk through the search space serves both. Target and mask
    /// make no difference, nor do the bits of the version that miners may roll.
    /// </summary>
    public bool HasSameHeadersAs(Work other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return PreviousBlock == other.PreviousBlock && ((Version ^ other.Version) & ~RolledVersions.Bits) == 0
            && Bits == other.Bits && Time == other.Time && Extranonce2Size == other.Extranonce2Size
            && Coinbase == other.Coinbase && MerkleBranch.SequenceEqual(other.MerkleBranch);
    }

    /// <summary>Whether both are the same object.</summary>
    public bool Equals(Work? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
}

/// <summary>Which of several shares that one slice of the search brought are handed in. More rules may come.</summary>
public enum ShareRule
{
    /// <summary>All of them: each is work that the pool pays.</summary>
    Every = 0,

    /// <summary>One: to a node each is a block, and a second one would only be its rival.</summary>
    OneOfASlice = 1,
}
