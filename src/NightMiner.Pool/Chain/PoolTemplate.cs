using NightMiner.Protocol.Blocks;

namespace NightMiner.Pool.Chain;

/// <summary>What a pool is to build: everything of a block but its coinbase and its nonce.</summary>
/// <param name="Sequence">Counts the templates of this pool from 1.</param>
/// <param name="Height">The block's height.</param>
/// <param name="PreviousBlock">The block to build on.</param>
internal sealed record PoolTemplate(long Sequence, long Height, Hash256 PreviousBlock)
{
    /// <summary>The hashes that lead from the coinbase to the merkle root.</summary>
    public required IReadOnlyList<Hash256> MerkleBranch { get; init; }

    /// <summary>The network's target in compact form.</summary>
    public required CompactBits Bits { get; init; }

    /// <summary>The earliest ntime, in seconds since 1970.</summary>
    public required uint Time { get; init; }

    /// <summary>BIP 9: the top bits 001. The bits of BIP 320 are 0, so that rolling by XOR and by OR agree.</summary>
    public uint Version { get; init; } = 0x20000000;

    /// <summary>
    /// The block's made-up transactions beside the coinbase, in their order; null where the work came from a source.
    /// </summary>
    public IReadOnlyList<byte[]>? Transactions { get; init; }

    /// <summary>The work that it was made from; null where it is made up.</summary>
    public IGivenWork? Given { get; init; }

    /// <summary>The network's target.</summary>
    public Target NetworkTarget => Bits.ToTarget()
        ?? throw new InvalidOperationException($"{Bits} is not the compact form of a target");
}
