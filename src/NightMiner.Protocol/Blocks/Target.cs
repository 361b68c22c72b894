using System.Numerics;

namespace NightMiner.Protocol.Blocks;

/// <summary>The number that a proof-of-work hash must not exceed.</summary>
public readonly record struct Target(UInt256 Value)
{
    /// <summary>Difficulty 1 of Bitcoin: 0xFFFF · 2^208. Every pool in the field divides this number.</summary>
    public static Target DifficultyOne { get; } = new(UInt256.FromBigInteger(new BigInteger(0xffff) << 208));

    /// <summary>The easiest target: every hash meets it.</summary>
    public static Target Easiest { get; } = new(UInt256.MaxValue);

    /// <summary>
    /// floor(<paramref name="difficultyOne"/> / <paramref name="difficulty"/>), exactly, and at most 2^256 − 1.
    /// Scrypt's difficulty one is 65,536 times Bitcoin's: take it from the algorithm.
    /// </summary>
    public static Target FromDifficulty(Difficulty difficulty, Target difficultyOne) =>
        new(UInt256.FromBigInteger(difficulty.Divide(difficultyOne.Value.ToBigInteger())));

    /// <summary>Whether the hash, as a number, is lower than or equal to this target.</summary>
    public bool IsMetBy(Hash256 hash) => hash.Number <= Value;

    /// <summary>64 hex digits, the most significant first.</summary>
    public override string ToString() => Value.ToString();
}
