using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using NightMiner.Hashing;

namespace NightMiner.ProofOfWork;

/// <summary>SHA-256 of SHA-256 of the header: Bitcoin, Namecoin and their kin.</summary>
public sealed class Sha256d : PowAlgorithm
{
    /// <inheritdoc/>
    public override string Name => "sha256d";

    /// <inheritdoc/>
    public override int VersionsAtOnce => 64; // so many share the message schedule of a nonce

    /// <inheritdoc/>
    public override IReadOnlyList<PowImplementation> Implementations =>
        [.. Isa.Available.Select(isa => new PowImplementation(isa.Name, () => CreateScanner(isa)))];

    /// <inheritdoc/>
    public override IReadOnlyList<KnownHeader> KnownHeaders { get; } =
    [
        new( // Bitcoin's genesis block
            "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e"
            + "67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c",
            "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"),
        new( // Bitcoin block 100000
            "0100000050120119172a610421a6c3011dd330d9df07b63616c2cc1f1cd00200000000006657a9252aacd5c0b2940996"
            + "ecff952228c3067cc38d4885efb5a4ac4247e9f337221b4d4c86041b0f2b5710",
            "000000000003ba27aa200b1cecaad478d2b00432346c3f1f3986da1afd33e506"),
    ];

    /// <inheritdoc/>
    public override NonceScanner CreateScanner(Isa isa)
    {
        ArgumentNullException.ThrowIfNull(isa);
        return isa.RequireAvailable().Bits switch
        {
            512 => new Sha256dScanner<Sha256OpsVector512, Vector512<uint>>(this, isa),
            256 => new Sha256dScanner<Sha256OpsVector256, Vector256<uint>>(this, isa),
            128 => new Sha256dScanner<Sha256OpsVector128, Vector128<uint>>(this, isa),
            _ => new ReferenceScanner(this),
        };
    }

    /// <inheritdoc/>
    public override void Hash(ReadOnlySpan<byte> header, Span<byte> digest)
    {
        Span<byte> first = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(header, first);
        SHA256.HashData(first, digest);
    }
}
