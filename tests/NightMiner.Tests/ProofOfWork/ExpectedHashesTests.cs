using System.Numerics;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Tests.ProofOfWork;

public class ExpectedHashesTests
{
    [Fact]
    public void A_share_takes_as_many_hashes_as_the_target_is_small()
    {
        Sha256d sha256d = new();
        Assert.Equal(1, sha256d.ExpectedHashes(Target.Easiest), tolerance: 1e-12);
        Assert.Equal(4295032833, sha256d.HashesOfOne, tolerance: 1); // 2^256 / (D1 + 1), not quite 2^32
        Assert.Equal(65537, new Scrypt().HashesOfOne, tolerance: 1);
    }

    [Fact]
    public void A_short_hash_counts_only_the_bits_that_vary()
    {
        HalfHash half = new();
        Target sixteenth = new(UInt256.FromBigInteger(BigInteger.One << 124));
        Assert.Equal(16, half.ExpectedHashes(sixteenth), tolerance: 1e-9);
        Assert.Equal(1, half.ExpectedHashes(Target.DifficultyOne)); // every hash meets it: never less than one
    }

    private sealed class HalfHash : PowAlgorithm
    {
        public override string Name => "half";

        public override int HashBits => 128;

        public override void Hash(ReadOnlySpan<byte> header, Span<byte> digest) => digest.Clear();
    }
}
