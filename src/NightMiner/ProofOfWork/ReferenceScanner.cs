using System.Buffers.Binary;
using NightMiner.Blocks;

namespace NightMiner.ProofOfWork;

/// <summary>The slow and right way: one nonce at a time through the algorithm's own Hash.</summary>
internal sealed class ReferenceScanner(PowAlgorithm algorithm, string name = "reference") : NonceScanner
{
    public override string Name => name;

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
            algorithm.Hash(header, digest);
            if (range.Target.IsMetBy(new Hash256(digest))) found.Add(new Candidate(version, nonce));
        }
    }
}
