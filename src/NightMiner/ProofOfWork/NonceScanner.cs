
using NightMiner.Protocol.Blocks;

namespace NightMiner.ProofOfWork;

/// <summary>
/// One thread's engine: walks nonces and reports those whose hash meets a target. It owns its memory and is used by
/// one thread at a time. Callers check every candidate again with <see cref="PowAlgorithm.Hash"/>.
/// </summary>
public abstract class NonceScanner : IDisposable
{
    /// <summary>How it hashes, for people: "vector512", "openssl", ...</summary>
    public abstract string Name { get; }

    /// <summary>How many nonces are hashed side by side: a range of a multiple of it wastes nothing.</summary>
    public virtual int Lanes => 1;

    /// <summary>
    /// Walks the range and adds every nonce whose hash meets the target to <paramref name="found"/>, in any order.
    /// Reports exactly those that the algorithm's reference finds: none is missed, none comes twice.
    /// </summary>
    public abstract void Scan(in NonceRange range, List<Candidate> found);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the scanner owns beyond managed memory.</summary>
    protected virtual void Dispose(bool disposing) { }
}

/// <summary>What a scanner is asked to walk.</summary>
public readonly ref struct NonceRange
{
    /// <summary>The 80 bytes of a header; its nonce is ignored.</summary>
    public required ReadOnlySpan<byte> Header { get; init; }

    /// <summary>
    /// The block versions to combine with every nonce, in place of the header's own. Empty: the header's version alone.
    /// </summary>
    public ReadOnlySpan<uint> Versions { get; init; }

    /// <summary>The first nonce.</summary>
    public required uint First { get; init; }

    /// <summary>How many nonces; after 0xffffffff comes 0.</summary>
    public required uint Count { get; init; }

    /// <summary>What the hash must meet.</summary>
    public required Target Target { get; init; }
}

/// <summary>A nonce, and the block version it goes with, that a scanner reports.</summary>
public readonly record struct Candidate(uint Version, uint Nonce);
