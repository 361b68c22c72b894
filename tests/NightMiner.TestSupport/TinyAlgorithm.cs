using System.Security.Cryptography;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;

namespace NightMiner.TestSupport;

/// <summary>One SHA-256, with a difficulty 1 that about every 2^12th hash meets: shares come in milliseconds.</summary>
internal sealed class TinyAlgorithm : PowAlgorithm
{
    public override string Name => "tiny";

    public override Target DifficultyOne { get; } =
        new(UInt256.FromBigInteger(UInt256.MaxValue.ToBigInteger() >> 12));

    /// <summary>How many block versions it wants; 1: no version rolling is asked for.</summary>
    public int Versions { get; init; } = 1;

    public override int VersionsAtOnce => Versions;

    /// <summary>Called with each header; may throw, as a broken kernel may.</summary>
    public Action? OnHash { get; init; }

    public override void Hash(ReadOnlySpan<byte> header, Span<byte> digest)
    {
        OnHash?.Invoke();
        SHA256.HashData(header, digest);
    }
}
