using System.Buffers.Binary;
using System.Diagnostics;
using NightMiner.Jobs;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Workbench.Swarm;

/// <summary>
/// The hashing of one connection: owes hashes at its rate, and pays them when a kernel comes by. Jobs come from the
/// connection's reader; <see cref="Serve"/> is called by one thread at a time.
/// </summary>
/// <param name="rate">Hashes per second of all workers on the connection.</param>
/// <param name="algorithm">How headers are hashed.</param>
/// <param name="found">Takes each share.</param>
internal sealed class VirtualMiner(double rate, PowAlgorithm algorithm, Action<Share> found)
{
    private const double LongestDebt = 2; // seconds of hashing: what is more is not made up for
    private const int SliceVectors = 16;
    private const uint LongestSlice = 1 << 20;

    private readonly byte[] _header = new byte[BlockHeader.Size];
    private volatile Job? _newest;
    private Job? _headerOf;
    private byte[] _extranonce2 = [];
    private ulong _round; // of extranonce2; never goes back, so that no share comes twice
    private ulong _nonce;
    private double _owed;
    private long _servedAt;

    /// <summary>Takes a job; null where there is nothing to do.</summary>
    public void Publish(Job? job) => _newest = job;

    /// <summary>Computes what is owed, if it is worth it. Returns the hashes computed, and those asked for.</summary>
    public (long Done, double Asked) Serve(NonceScanner scanner, List<Candidate> candidates)
    {
        long now = Stopwatch.GetTimestamp();
        double seconds = _servedAt == 0 ? 0 : (now - _servedAt) / (double)Stopwatch.Frequency;
        _servedAt = now;
        Job? job = _newest;
        if (job is null || job.IsStopped) return (0, 0);
        double asked = rate * seconds;
        _owed = Math.Min(_owed + asked, rate * LongestDebt);
        if (_owed < Math.Min(scanner.Lanes * SliceVectors, Math.Max(scanner.Lanes, rate))) return (0, asked);

        PrepareHeader(job);
        uint count = (uint)Math.Min(Math.Min(_owed, LongestSlice), (1UL << 32) - _nonce);
        candidates.Clear();
        scanner.Scan(new NonceRange { Header = _header, First = (uint)_nonce, Count = count, Target = job.Target },
            candidates);
        _owed -= count;
        _nonce += count;
        foreach (Candidate candidate in candidates) found(ShareOf(job, candidate.Nonce));
        return (count, asked);
    }

    /// <summary>The share's neighbour whose hash misses the target.</summary>
    public Share Spoil(Share share)
    {
        Share other = share;
        do other = ShareOf(share.Job, other.Nonce + 1, other.Extranonce2, other.Header);
        while (share.Job.Target.IsMetBy(other.Hash));
        return other;
    }

    private void PrepareHeader(Job job)
    {
        if (ReferenceEquals(job, _headerOf) && _nonce < 1UL << 32) return;
        _extranonce2 = new byte[job.Extranonce2Size]; // shares keep the old one
        Span<byte> counter = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(counter, _round++);
        counter[..Math.Min(counter.Length, _extranonce2.Length)].CopyTo(_extranonce2);
        job.Header(_extranonce2, nonce: 0).WriteTo(_header);
        (_headerOf, _nonce) = (job, 0);
    }

    private Share ShareOf(Job job, uint nonce) => ShareOf(job, nonce, _extranonce2, BlockHeader.Parse(_header));

    private Share ShareOf(Job job, uint nonce, ReadOnlyMemory<byte> extranonce2, BlockHeader header)
    {
        BlockHeader complete = header with { Nonce = nonce };
        Span<byte> digest = stackalloc byte[Hash256.Size];
        algorithm.Hash(complete.ToArray(), digest);
        return new Share(job, extranonce2, complete, new Hash256(digest));
    }
}
