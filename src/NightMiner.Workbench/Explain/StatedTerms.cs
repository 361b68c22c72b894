
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Addresses;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Workbench.Explain;

/// <summary>What somebody says of a job besides the lines of its connection; it wins over those.</summary>
/// <param name="Algorithm">How headers are hashed: no line says that.</param>
public sealed record StatedTerms(PowAlgorithm Algorithm)
{
    /// <summary>The pool's part of the coinbase; null: as the pool said.</summary>
    public ReadOnlyMemory<byte>? Extranonce1 { get; init; }

    /// <summary>The size of the miner's part, in bytes; null: as the pool said.</summary>
    public int? Extranonce2Size { get; init; }

    /// <summary>The difficulty of the job; null: as the pool said, or 1.</summary>
    public Difficulty? Difficulty { get; init; }

    /// <summary>The version bits that may be rolled; null: as the pool said, or the usual ones.</summary>
    public uint? VersionMask { get; init; }

    /// <summary>The networks whose addresses are shown; empty: the main ones of the algorithm.</summary>
    public IReadOnlyList<CoinNetwork> Networks { get; init; } = [];
}
