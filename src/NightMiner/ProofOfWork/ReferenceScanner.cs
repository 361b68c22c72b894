using System.Buffers.Binary;
using NightMiner.Protocol.Blocks;

namespace NightMiner.ProofOfWork;

/// <summary>The slow and right way: one nonce at a time through a function that hashes one header.</summary>
internal sealed class ReferenceScanner(HeaderHash hash, string name = "reference") : NonceScanner
{
    public ReferenceScanner(PowAlgorithm algorithm)
        : this(algorithm.Hash)
    {
    }

    public override string Name => name;

    /// <summary>Whether it hashes with the algorithm's own Hash, so that a fault in it is a fault of that.</summary>
    public bool Calls(PowAlgorithm algorithm) => hash.Equals((HeaderHash)algorithm.Hash);

    public override void Scan(in NonceRange range, List<Candidate> found)
    {
        Span<byte> header = stackalloc byte[BlockHeader.Size];
        range.Header.CopyTo(header);
        if (range.Versions.IsEmpty)
        {
            ScanVersion(header, in range, found);
            return;
        }
        foreach (uint version in range.Versions)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(header, version);
            ScanVersion(header, in range, found);
        }
    }

    private void ScanVersion(Span<byte> header, in NonceRange range, List<Candidate> found)
    {
        Span<byte> digest = stackalloc byte[Hash256.Size];
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(header);
        for (uint i = 0; i < range.Count; i++)
        {
            uint nonce = range.First + i;
            BinaryPrimitives.WriteUInt32LittleEndian(header[BlockHeader.NonceOffset..], nonce);
            hash(header, digest);
            if (range.Target.IsMetBy(new Hash256(digest))) found.Add(new Candidate(version, nonce));
        }
    }
}

/// <summary>What <see cref="PowAlgorithm.Hash"/> does: 80 bytes in, 32 out.</summary>
internal delegate void HeaderHash(ReadOnlySpan<byte> header, Span<byte> digest);
