using System.Diagnostics;
using NightMiner.Jobs;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Workbench.Swarm;

/// <summary>
/// The hashing of one connection. It owes hashes at its rate, and computes them when a kernel thread comes by. Jobs
/// come from the connection's reader; <see cref="Serve"/> is called by one thread at a time.
/// </summary>
/// <param name="rate">Hashes per second of all workers on the connection together.</param>
/// <param name="found">Takes each share, on the thread that calls <see cref="Serve"/>.</param>
internal sealed class VirtualMiner(double rate, Action<Share> found)
{
    private const double LongestDebt = 2; // seconds of hashing; a longer delay is not made up for
    private const int SliceVectors = 16;
    private const uint LongestSlice = 1 << 20;

    private readonly List<Share> _shares = [];
    private volatile Job? _newest;
    private Job? _job;
    private ulong _extranonce2; // only grows, whatever the job, so that no share comes twice
    private ulong _nonce;
    private double _owed;
    private long _servedAt;

    /// <summary>Takes the job to hash from now on; null where there is none.</summary>
    public void Publish(Job? job) => _newest = job;

    /// <summary>
    /// Computes the hashes that are owed, as soon as they are enough for a few vectors. Returns how many were computed,
    /// and how many more became due since the last call.
    /// </summary>
    public (long Done, double Asked) Serve(ShareFinder finder)
    {
        long now = Stopwatch.GetTimestamp();
        double seconds = _servedAt == 0 ? 0 : (now - _servedAt) / (double)Stopwatch.Frequency;
        _servedAt = now;
        Job? job = _newest;
        if (job is null || job.IsStopped) return (0, 0);
        double asked = rate * seconds;
        _owed = Math.Min(_owed + asked, rate * LongestDebt);
        int lanes = finder.Scanner.Lanes;
        if (_owed < Math.Min(lanes * SliceVectors, Math.Max(lanes, rate))) return (0, asked);

        if (!ReferenceEquals(job, _job) || _nonce == 1UL << 32)
            (_job, _extranonce2, _nonce) = (job, _extranonce2 + 1, 0);
        uint count = (uint)Math.Min(Math.Min(_owed, LongestSlice), (1UL << 32) - _nonce);
        Slice slice = new(_extranonce2, TimeOffset: 0, (uint)_nonce, count);
        _owed -= count; // first: a slice that fails must not be tried again and again
        _nonce += count;
        _shares.Clear();
        finder.Find(job, in slice, _shares);
        foreach (Share share in _shares) found(share);
        return (count, asked);
    }

    /// <summary>The share with the next nonce whose hash misses the target: a pool must refuse it.</summary>
    public static Share Spoil(Share share)
    {
        BlockHeader header = share.Header;
        while (true)
        {
            header = header with { Nonce = header.Nonce + 1 };
            Hash256 hash = share.Job.Algorithm.HashOf(header.ToArray());
            if (!share.Job.Target.IsMetBy(hash)) return share with { Header = header, Hash = hash };
        }
    }
}
