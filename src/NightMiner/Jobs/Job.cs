using System.Diagnostics;
using NightMiner.Hashing;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;

namespace NightMiner.Jobs;

/// <summary>
/// Something to hash: what the pool just said (a notify) under what it said before (extranonce1, difficulty). Its facts
/// never change; only <see cref="Stop"/> and the count of hashes move. Safe for many threads.
/// </summary>
public sealed class Job
{
    private readonly Notify _notify;
    private readonly long _receivedAt = Stopwatch.GetTimestamp();
    private volatile bool _stopped;
    private long _hashes;
    private long _miningTicks;

    internal Job(Notify notify, Subscription subscription, SearchSpace space, JobEra era)
    {
        _notify = notify;
        Algorithm = subscription.Algorithm;
        Difficulty = subscription.Difficulty;
        Target = subscription.Target;
        Coinbase = new Coinbase(notify.Coinbase1, subscription.Extranonce1, notify.Coinbase2);
        Extranonce2Size = subscription.Extranonce2Size;
        VersionMask = subscription.VersionMask;
        Versions = RollVersions();
        TakesOneShareOfASlice = subscription.TakesOneShareOfASlice;
        Space = space;
        Era = era;
    }

    private Job(Job other, uint? versionMask)
    {
        (_notify, _receivedAt, Algorithm, Difficulty, Target, Coinbase, Extranonce2Size, Space, Era) =
            (other._notify, other._receivedAt, other.Algorithm, other.Difficulty, other.Target, other.Coinbase,
                other.Extranonce2Size, other.Space, other.Era);
        VersionMask = versionMask;
        Versions = RollVersions();
    }

    /// <summary>The pool's name for the job.</summary>
    public JobId Id => _notify.JobId;

    /// <summary>The block to build on.</summary>
    public Hash256 PreviousBlock => _notify.PreviousBlock;

    /// <summary>The coinbase in its parts.</summary>
    public Coinbase Coinbase { get; }

    /// <summary>The pool's part of the coinbase when the job came.</summary>
    public ReadOnlyMemory<byte> Extranonce1 => Coinbase.Extranonce1;

    /// <summary>How many bytes of the coinbase we vary: 0 to 32.</summary>
    public int Extranonce2Size { get; }

    /// <summary>What the coinbase's hash is folded with.</summary>
    public IReadOnlyList<Hash256> MerkleBranch => _notify.MerkleBranch;

    /// <summary>The block version.</summary>
    public uint Version => _notify.Version;

    /// <summary>The bits of the version that the pool lets us roll; null where rolling was not agreed on.</summary>
    public uint? VersionMask { get; }

    /// <summary>The network's target in compact form (nbits).</summary>
    public CompactBits Bits => new(_notify.Bits);

    /// <summary>The block time (ntime), in seconds since 1970.</summary>
    public uint Time => _notify.Time;

    /// <summary>The pool's difficulty when the job came.</summary>
    public Difficulty Difficulty { get; }

    /// <summary>What the hash of a share must meet.</summary>
    public Target Target { get; }

    /// <summary>How a header of this job is hashed.</summary>
    public PowAlgorithm Algorithm { get; }

    /// <summary>Whether <see cref="Stop"/> was called, or the pool moved on, or the connection is gone.</summary>
    public bool IsStopped => _stopped || Era.End != JobEnd.None;

    /// <summary>Hashes per second that <see cref="Mine"/> has computed so far, while it ran.</summary>
    public double Hashrate =>
        Volatile.Read(ref _miningTicks) is > 0 and var ticks
            ? Volatile.Read(ref _hashes) / ((double)ticks / Stopwatch.Frequency)
            : 0;

    /// <summary>The versions to hash with every nonce; empty: the job's own alone.</summary>
    internal ReadOnlyMemory<uint> Versions { get; }

    /// <summary>How many hashes there are for each nonce.</summary>
    internal int VersionCount => Math.Max(1, Versions.Length);
    internal bool TakesOneShareOfASlice { get; }

    internal SearchSpace Space { get; }

    internal JobEra Era { get; }

    /// <summary>Whole seconds since the job came: by so much a header's time may run ahead.</summary>
    internal uint SecondsOld => (uint)Stopwatch.GetElapsedTime(_receivedAt).TotalSeconds;

    /// <summary>The merkle root, in header order, for an extranonce2.</summary>
    /// <param name="extranonce2">Exactly <see cref="Extranonce2Size"/> bytes.</param>
    /// <exception cref="ArgumentException">The length is wrong.</exception>
    public Hash256 MerkleRoot(ReadOnlySpan<byte> extranonce2)
    {
        if (extranonce2.Length != Extranonce2Size) throw new ArgumentException(
            $"expected {Extranonce2Size} bytes, got {extranonce2.Length}", nameof(extranonce2));
        return Protocol.Blocks.MerkleRoot.Fold(Coinbase.Hash(extranonce2), MerkleBranch);
    }

    /// <summary>The header for an extranonce2; time and version are the job's.</summary>
    /// <param name="extranonce2">Exactly <see cref="Extranonce2Size"/> bytes.</param>
    /// <param name="nonce">The nonce.</param>
    /// <exception cref="ArgumentException">The length is wrong.</exception>
    public BlockHeader Header(ReadOnlySpan<byte> extranonce2, uint nonce) =>
        new(Version, PreviousBlock, MerkleRoot(extranonce2), Time, _notify.Bits, nonce);

    /// <summary>
    /// Mines on the calling thread, yielding shares until <see cref="Stop"/>. It walks the nonces
    /// <paramref name="nonceStart"/>, + <paramref name="nonceStride"/>, … below 2^32 of extranonce2 0, then those of 1,
    /// and so on: start k of n threads at k with stride n, and no header is hashed twice.
    /// </summary>
    /// <param name="nonceStart">The first nonce of each extranonce2.</param>
    /// <param name="nonceStride">The distance between nonces; 1 uses the fastest scanner there is.</param>
    public IEnumerable<Share> Mine(uint nonceStart = 0, uint nonceStride = 1)
    {
        ArgumentOutOfRangeException.ThrowIfZero(nonceStride);
        return MineCore(nonceStart, nonceStride);
    }

    /// <summary>Ends <see cref="Mine"/>, from any thread.</summary>
    public void Stop() => _stopped = true;

    /// <inheritdoc/>
    public override string ToString() => $"Job {Id}";

    /// <summary>
    /// The same job under another mask. It shares the search space: each nonce is still walked once, with one set of
    /// versions or the other.
    /// </summary>
    internal Job WithVersionMask(uint? mask) => new(this, mask);

    // 64 of the 65,536 versions are enough: so many share a message schedule, more would bring no speed, and what a
    // faster walk through the nonces uses up, extranonce2 has in plenty.
    private uint[] RollVersions() =>
        VersionMask is { } mask ? RolledVersions.For(Version, mask, Algorithm.VersionsAtOnce) : [];

    private IEnumerable<Share> MineCore(uint nonceStart, uint nonceStride)
    {
        using ShareFinder finder = nonceStride == 1
            ? new ShareFinder(Algorithm.CreateScanner(Isa.Best))
            : new ShareFinder(new ReferenceScanner(Algorithm));
        SliceSizer slices = new(finder.Scanner.Lanes);
        List<Share> shares = [];
        ulong extranonce2Count = Extranonce2Size >= 8 ? ulong.MaxValue : 1UL << (8 * Extranonce2Size);
        for (ulong extranonce2 = 0; extranonce2 < extranonce2Count; extranonce2++)
        {
            uint count; // strides above 1 are for hand-made threading: one nonce a call, through the reference
            for (ulong nonce = nonceStart; nonce <= uint.MaxValue; nonce += nonceStride == 1 ? count : nonceStride)
            {
                if (IsStopped) yield break;
                count = nonceStride == 1 ? (uint)Math.Min(slices.NoncesFor(VersionCount), (1UL << 32) - nonce) : 1;
                long startedAt = Stopwatch.GetTimestamp();
                finder.Find(this, new Slice(extranonce2, 0, (uint)nonce, count), shares);
                long ticks = Stopwatch.GetTimestamp() - startedAt;
                slices.Took((long)count * VersionCount, ticks);
                Interlocked.Add(ref _hashes, (long)count * VersionCount);
                Interlocked.Add(ref _miningTicks, ticks);
                foreach (Share share in shares) yield return share;
                shares.Clear();
            }
        }
    }
}
