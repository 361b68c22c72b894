using NightMiner.Blocks;

namespace NightMiner.ProofOfWork;

/// <summary>scrypt with N = 1024, r = 1, p = 1 over the header as password and salt: Litecoin, Dogecoin.</summary>
public sealed class Scrypt : PowAlgorithm
{
    /// <summary>Where scrypt coins count difficulty from: 65,536 times Bitcoin's target.</summary>
    public override Target DifficultyOne { get; } =
        new(UInt256.FromBigInteger(Target.DifficultyOne.Value.ToBigInteger() << 16));

    /// <inheritdoc/>
    public override string Name => "scrypt";

    /// <inheritdoc/>
    public override void Hash(ReadOnlySpan<byte> header, Span<byte> digest) => throw new NotImplementedException();
}
