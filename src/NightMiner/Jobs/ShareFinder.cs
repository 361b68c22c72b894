using System.Buffers.Binary;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Jobs;

/// <summary>
/// One thread's way from a slice of a job to checked shares. Keeps the header of the last extranonce2, so that the
/// merkle root is folded once per 2^32 nonces, and allocates only when a share is found.
/// </summary>
internal sealed class ShareFinder(NonceScanner scanner) : IDisposable
{
    private readonly byte[] _header = new byte[BlockHeader.Size];
    private readonly List<Candidate> _candidates = new(64);
    private byte[] _extranonce2 = [];
    private (Job? Job, ulong Extranonce2, uint TimeOffset) _headerFor;

    public NonceScanner Scanner => scanner;

    /// <summary>Hashes the slice and adds the shares in it.</summary>
    /// <exception cref="InvalidOperationException">The algorithm's own Hash does not confirm a candidate.</exception>
    public void Find(Job job, in Slice slice, List<Share> shares)
    {
        PrepareHeader(job, in slice);
        _candidates.Clear();
        scanner.Scan(
            new NonceRange
            {
                Header = _header, Versions = job.Versions.Span,
                First = slice.FirstNonce, Count = slice.Count, Target = job.Target,
            },
            _candidates);
        if (job.Work.Shares == ShareRule.OneOfASlice && _candidates.Count > 1)
            _candidates.RemoveRange(1, _candidates.Count - 1);
        foreach (Candidate candidate in _candidates) shares.Add(Check(job, candidate));
    }

    public void Dispose() => scanner.Dispose();

    private void PrepareHeader(Job job, in Slice slice)
    {
        if (_headerFor == (job, slice.Extranonce2, slice.TimeOffset)) return;
        _extranonce2 = new byte[job.Extranonce2Size]; // shares keep the old one
        Span<byte> counter = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(counter, slice.Extranonce2);
        counter[..Math.Min(counter.Length, _extranonce2.Length)].CopyTo(_extranonce2);
        BlockHeader header = job.Header(_extranonce2, nonce: 0);
        (header with { Time = job.Time + slice.TimeOffset }).WriteTo(_header);
        _headerFor = (job, slice.Extranonce2, slice.TimeOffset);
    }

    private Share Check(Job job, Candidate candidate)
    {
        Span<byte> header = stackalloc byte[BlockHeader.Size];
        _header.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header, candidate.Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header[BlockHeader.NonceOffset..], candidate.Nonce);
        Hash256 hash = job.Algorithm.HashOf(header);
        return job.Target.IsMetBy(hash)
            ? new Share(job, _extranonce2, BlockHeader.Parse(header), hash)
            : throw new InvalidOperationException(
                $"the {scanner.Name} kernel of {job.Algorithm} reported nonce {candidate.Nonce:x8}, "
                + $"whose hash {hash} misses the target {job.Target}: it does not work on this machine");
    }
}
