using System.Buffers.Binary;
using System.Numerics;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Workbench.Explain;

/// <summary>The mistakes that are known here, those about the target first.</summary>
public static class Mistakes
{
    private const int ScryptFactor = 65536;

    /// <summary>About what the hash is compared with.</summary>
    public static IReadOnlyList<Mistake> OfTarget { get; } =
    [
        new("difficulty-after", "difficulty", "compares with the difficulty that was set after this job",
            share => WithDifficulty(share, share.DifficultyAfter)),
        new("difficulty-before", "difficulty", "compares with the difficulty that held before this job's",
            share => WithDifficulty(share, share.DifficultyBefore)),
        new("target-too-low", "target", "divides the target by 65536: it counts difficulty as Bitcoin does, where "
            + "scrypt's factor belongs in", share => Scaled(share, 1, ScryptFactor)),
        new("target-too-high", "target", "multiplies the target by 65536: scrypt's factor, once too often",
            share => Scaled(share, ScryptFactor, 1)),
        new("network-target", "target", "compares with the network's target (nbits) instead of the share's",
            share => new CompactBits(share.Terms.Notify.Bits).ToTarget() is { } network
                ? share.Right with { Target = network } : null),
        new("pdiff", "target", "counts difficulty from 2^224 - 1 (pdiff) instead of 0xffff * 2^208 (bdiff)", Pdiff),
        new("tolerance", "target", "takes shares up to 1 % below the difficulty",
            share => share.Right with { Target = Scale(share.Terms.Target, 100, 99) }),
        new("less-one", "target", "takes shares up to 1 below the difficulty", LessOne),
    ];

    /// <summary>About what is hashed.</summary>
    public static IReadOnlyList<Mistake> OfHeader { get; } =
    [
        new("other-algorithm", "algorithm", "hashes with another algorithm", OtherAlgorithm),
        new("previous-block-as-sent", "previous block",
            "takes the previous block's hash as it is sent, without turning its 4-byte words back",
            share => WithPreviousBlock(share, turnsWords: true)),
        new("previous-block-reversed", "previous block",
            "puts the previous block's hash in the order of people into the header",
            share => WithPreviousBlock(share, turnsWords: false)),
        new("merkle-root-reversed", "merkle root", "turns the merkle root round before it goes into the header",
            share => share.Right with { IsRootReversed = true }),
        new("merkle-branch-reversed", "merkle branch", "turns the hashes of the merkle branch round", ReversedBranch),
        new("extranonce-order", "coinbase", "puts extranonce2 before extranonce1", share => WithExtranonce(
            share, [.. share.Share.Extranonce2.Span, .. share.Terms.Extranonce1.Span])),
        new("extranonce2-reversed", "coinbase", "turns the bytes of extranonce2 round", share => WithExtranonce(
            share, [.. share.Terms.Extranonce1.Span, .. share.Share.Extranonce2.ToArray().Reverse()])),
        new("extranonce2-4-bytes", "coinbase", "makes extranonce2 4 bytes long, whatever was agreed",
            share => WithSize(share, 4)),
        new("extranonce2-8-bytes", "coinbase", "makes extranonce2 8 bytes long, whatever was agreed",
            share => WithSize(share, 8)),
        new("job-before", "job", "takes the job before the one that the share names",
            share => WithJob(share, share.JobBefore)),
        new("job-after", "job", "takes the job after the one that the share names",
            share => WithJob(share, share.JobAfter)),
        new("version-not-rolled", "version", "leaves the share's version bits out",
            share => WithVersion(share, share.Terms.Notify.Version)),
        new("version-xor", "version", "XORs the share's version bits into the version, where BIP 310 replaces them",
            share => WithVersion(share, share.Terms.Notify.Version ^ (share.Share.VersionBits ?? 0))),
        new("nonce-reversed", "nonce", "turns the bytes of the nonce round",
            share => share.Right with { Nonce = BinaryPrimitives.ReverseEndianness(share.Share.Nonce) }),
        new("time-reversed", "time", "turns the bytes of ntime round",
            share => share.Right with { Time = BinaryPrimitives.ReverseEndianness(share.Share.Time) }),
        new("hash-big-endian", "hash", "reads the hash with its first byte as the most significant",
            share => share.Right with { IsHashReversed = true }),
        new("time-of-job", "time", "takes the job's ntime, where the share brings one of its own",
            share => share.Right with { Time = share.Terms.Notify.Time }),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Mistake> All { get; } = [.. OfTarget, .. OfHeader];

    private static Reckoning? WithDifficulty(ShareCase share, Difficulty? difficulty) => difficulty is { } other
        ? share.Right with { Target = Target.FromDifficulty(other, share.Terms.Algorithm.DifficultyOne) }
        : null;

    // Who counts difficulty from another number names another difficulty for the share, too.
    private static Reckoning Scaled(ShareCase share, BigInteger times, BigInteger over)
    {
        Reckoning right = share.Right;
        return right with
        {
            Target = Scale(right.Target, times, over),
            DifficultyOne = Scale(right.DifficultyOne, times, over),
        };
    }

    private static Target Scale(Target target, BigInteger times, BigInteger over) =>
        new(UInt256.FromBigInteger(target.Value.ToBigInteger() * times / over));

    private static Reckoning Pdiff(ShareCase share)
    {
        Reckoning right = share.Right;
        // The algorithm's own factor stays: only 0xffff becomes 0xffff.ffff…
        BigInteger factor = right.DifficultyOne.Value.ToBigInteger() / Target.DifficultyOne.Value.ToBigInteger();
        Target one = new(UInt256.FromBigInteger(((BigInteger.One << 224) - 1) * BigInteger.Max(factor, 1)));
        return right with { Target = Target.FromDifficulty(share.Terms.Difficulty, one), DifficultyOne = one };
    }

    private static Reckoning? LessOne(ShareCase share)
    {
        double less = share.Terms.Difficulty.ToDouble() - 1;
        bool isShown = less is > 0 and < double.PositiveInfinity; // below, such a pool takes everything
        return isShown ? WithDifficulty(share, Difficulty.From(less)) : null;
    }

    private static Reckoning? OtherAlgorithm(ShareCase share)
    {
        string other = share.Terms.Algorithm.Name == "scrypt" ? "sha256d" : "scrypt";
        return Algorithms.All.FirstOrDefault(one => one.Name == other) is { } algorithm
            ? Reckoning.Of(share.Terms with { Algorithm = algorithm }, share.Share)
            : null;
    }

    private static Reckoning WithPreviousBlock(ShareCase share, bool turnsWords)
    {
        Hash256 right = share.Terms.Notify.PreviousBlock;
        byte[] bytes = turnsWords ? right.ToStratumBytes() : right.ToArray();
        if (!turnsWords) Array.Reverse(bytes);
        return share.Right with { Job = share.Terms.Notify with { PreviousBlock = new Hash256(bytes) } };
    }

    private static Reckoning ReversedBranch(ShareCase share) => share.Right with
    {
        Job = share.Terms.Notify with
        {
            MerkleBranch = [.. share.Terms.Notify.MerkleBranch.Select(Reckoning.Reversed)],
        },
    };

    private static Reckoning WithExtranonce(ShareCase share, byte[] extranonce) =>
        share.Right with { Extranonce = extranonce };

    private static Reckoning WithSize(ShareCase share, int size)
    {
        byte[] extranonce2 = new byte[size];
        ReadOnlySpan<byte> sent = share.Share.Extranonce2.Span;
        sent[..Math.Min(size, sent.Length)].CopyTo(extranonce2);
        return WithExtranonce(share, [.. share.Terms.Extranonce1.Span, .. extranonce2]);
    }

    // The share stays, and so does the difficulty: that would be a mistake of its own.
    private static Reckoning? WithJob(ShareCase share, JobTerms? other) =>
        other is null ? null : Reckoning.Of(other, share.Share) with { Target = share.Terms.Target };

    private static Reckoning? WithVersion(ShareCase share, uint version) =>
        share.Share.VersionBits is null ? null : share.Right with { Version = version };
}
