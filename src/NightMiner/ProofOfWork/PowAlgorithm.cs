
using NightMiner.Hashing;
using NightMiner.Protocol.Blocks;

namespace NightMiner.ProofOfWork;

/// <summary>
/// A proof of work: how a block header becomes the hash that is compared with a target. <see cref="Name"/> and
/// <see cref="Hash"/> are all that a new algorithm needs; override <see cref="CreateScanner"/> when it should be fast.
/// </summary>
public abstract class PowAlgorithm
{
    /// <summary>The name on the command line, in lower case.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Hashes one header. Slow is fine, wrong is not: every share is checked with this before it is sent. Called from
    /// many threads at once.
    /// </summary>
    /// <param name="header">80 bytes, as laid out by <see cref="BlockHeader"/>.</param>
    /// <param name="digest">Receives 32 bytes; read little-endian they are the number compared with the target.</param>
    public abstract void Hash(ReadOnlySpan<byte> header, Span<byte> digest);

    /// <summary>The target of difficulty 1. Scrypt coins count from one 65,536 times easier than Bitcoin's.</summary>
    public virtual Target DifficultyOne => Target.DifficultyOne;

    /// <summary>How many bits of the hash vary. A shorter hash than 256 bits has zeros above them.</summary>
    public virtual int HashBits => 256;

    /// <summary>
    /// How many block versions a scanner likes to be given with each nonce, where a pool lets them be rolled; 1 where
    /// more bring no speed.
    /// </summary>
    public virtual int VersionsAtOnce => 1;

    /// <summary>
    /// Headers whose hash is known, for the self-test before the first share. Empty: the self-test only compares
    /// the scanners with <see cref="Hash"/>.
    /// </summary>
    public virtual IReadOnlyList<KnownHeader> KnownHeaders => [];

    /// <summary>The ways in which this CPU can run the algorithm, slowest first.</summary>
    public virtual IReadOnlyList<PowImplementation> Implementations =>
        [new(Isa.Reference.Name, () => CreateScanner(Isa.Reference))];

    /// <summary>
    /// Makes one thread's engine for an instruction set that this CPU has. The default hashes one nonce at a time.
    /// </summary>
    public virtual NonceScanner CreateScanner(Isa isa) => new ReferenceScanner(this);

    /// <summary>Hashes one header.</summary>
    /// <param name="header">80 bytes.</param>
    public Hash256 HashOf(ReadOnlySpan<byte> header)
    {
        Span<byte> digest = stackalloc byte[Hash256.Size];
        Hash(header, digest);
        return new Hash256(digest);
    }

    /// <summary>Hashes to compute, on average, until one meets the target: 2^HashBits / (target + 1).</summary>
    public double ExpectedHashes(Target target) =>
        Math.Max(1, Math.Pow(2, HashBits) / ((double)target.Value.ToBigInteger() + 1));

    /// <summary>Hashes to compute, on average, for a share of difficulty 1.</summary>
    public double HashesOfOne => ExpectedHashes(DifficultyOne);

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>A header with its proof-of-work hash as people write it, for self-tests.</summary>
/// <param name="Header">160 hex digits.</param>
/// <param name="Hash">64 hex digits, reversed as usually displayed.</param>
public sealed record KnownHeader(string Header, string Hash);

/// <summary>One way to run an algorithm.</summary>
/// <param name="Name">"reference", "openssl", "vector256", ...</param>
/// <param name="CreateScanner">Makes one thread's engine.</param>
public sealed record PowImplementation(string Name, Func<NonceScanner> CreateScanner);
