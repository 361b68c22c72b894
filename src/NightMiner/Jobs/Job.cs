using System.Diagnostics;
using NightMiner.Hashing;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;

namespace NightMiner.Jobs;

/// <summary>
/// Something to hash: the work that a pool or a node gave, under the name that it is known by there. Its facts never
/// change; only <see cref="Stop"/> and the count of hashes move. Safe for many threads.
/// </summary>
public sealed class Job
{
    private readonly JobLife _life;
    private long _hashes;
    private long _miningTicks;

    internal Job(JobId id, Work work, PowAlgorithm algorithm, JobLife life)
    {
        (Id, Work, Algorithm, _life) = (id, work, algorithm, life);
        // 64 of the 65,536 versions are enough: so many share a message schedule, more would bring no speed, and what
        // a faster walk through the nonces uses up, extranonce2 has in plenty.
        Versions = work.VersionMask is { } mask
            ? RolledVersions.For(work.Version, mask, algorithm.VersionsAtOnce)
            : Array.Empty<uint>();
    }

    /// <summary>The pool's name for the job.</summary>
    public JobId Id { get; }

    /// <summary>What its headers are made of.</summary>
    public Work Work { get; }

    /// <summary>Whether it builds on another block than the job before it.</summary>
    public bool IsNewBlock { get; internal init; }

    /// <summary>The block to build on.</summary>
    public Hash256 PreviousBlock => Work.PreviousBlock;

    /// <summary>The coinbase in its parts.</summary>
    public Coinbase Coinbase => Work.Coinbase;

    /// <summary>The pool's part of the coinbase when the job came.</summary>
    public ReadOnlyMemory<byte> Extranonce1 => Work.Coinbase.Extranonce1;

    /// <summary>How many bytes of the coinbase the miner varies: 0 to 32.</summary>
    public int Extranonce2Size => Work.Extranonce2Size;

    /// <summary>What the coinbase's hash is folded with.</summary>
    public IReadOnlyList<Hash256> MerkleBranch => Work.MerkleBranch;

    /// <summary>The block version.</summary>
    public uint Version => Work.Version;

    /// <summary>The bits of the version that the pool lets us roll; null where rolling was not agreed on.</summary>
    public uint? VersionMask => Work.VersionMask;

    /// <summary>The network's target in compact form (nbits).</summary>
    public CompactBits Bits => Work.Bits;

    /// <summary>The block time (ntime), in seconds since 1970.</summary>
    public uint Time => Work.Time;

    /// <summary>The pool's difficulty when the job came.</summary>
    public Difficulty Difficulty => Work.Difficulty;

    /// <summary>What the hash of a share must meet.</summary>
    public Target Target => Work.Target;

    /// <summary>How a header of this job is hashed.</summary>
    public PowAlgorithm Algorithm { get; }

    /// <summary>Whether <see cref="Stop"/> was called, or the pool moved on, or the connection is gone.</summary>
    public bool IsStopped => _life.IsStopped;

    /// <summary>Hashes per second that <see cref="Mine"/> has computed so far, while it ran.</summary>
    public double Hashrate =>
        Volatile.Read(ref _miningTicks) is > 0 and var ticks
            ? Volatile.Read(ref _hashes) / ((double)ticks / Stopwatch.Frequency)
            : 0;

    /// <summary>The versions to hash with every nonce; empty: the job's own alone.</summary>
    internal ReadOnlyMemory<uint> Versions { get; }

    /// <summary>How many hashes there are for each nonce.</summary>
    internal int VersionCount => Math.Max(1, Versions.Length);

    internal SearchSpace Space => _life.Space;

    internal JobEra Era => _life.Era;

    /// <summary>Whole seconds since the job came: by so much a header's time may run ahead.</summary>
    internal uint SecondsOld => (uint)_life.Age.TotalSeconds;

    /// <summary>The merkle root, in header order, for an extranonce2.</summary>
    /// <param name="extranonce2">Exactly <see cref="Extranonce2Size"/> bytes.</param>
    /// <exception cref="ArgumentException">The length is wrong.</exception>
    public Hash256 MerkleRoot(ReadOnlySpan<byte> extranonce2) => Work.MerkleRoot(extranonce2);

    /// <summary>The header for an extranonce2; time and version are the job's.</summary>
    /// <param name="extranonce2">Exactly <see cref="Extranonce2Size"/> bytes.</param>
    /// <param name="nonce">The nonce.</param>
    /// <exception cref="ArgumentException">The length is wrong.</exception>
    public BlockHeader Header(ReadOnlySpan<byte> extranonce2, uint nonce) => Work.Header(extranonce2, nonce);

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
    public void Stop() => _life.Stop();

    /// <inheritdoc/>
    public override string ToString() => $"Job {Id}";

    /// <summary>
    /// The same job under another mask. It shares the search space and the end: each nonce is still walked once, with
    /// one set of versions or the other, and whatever stops the one stops the other.
    /// </summary>
    internal Job WithVersionMask(uint? mask) =>
        new(Id, Work with { VersionMask = mask & RolledVersions.Bits }, Algorithm, _life);

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

/// <summary>
/// What moves about a job while its facts stand still: how far its search space was walked, and whether it has ended.
/// A job and its copies under another version mask share one.
/// </summary>
internal sealed class JobLife(SearchSpace space, JobEra era)
{
    private readonly long _receivedAt = Stopwatch.GetTimestamp();
    private volatile bool _isStopped;

    public SearchSpace Space => space;

    public JobEra Era => era;

    /// <summary>How long ago the job came.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(_receivedAt);

    /// <summary>Whether its user stopped it, the pool moved on, or the connection is gone.</summary>
    public bool IsStopped => _isStopped || era.End != JobEnd.None;

    public void Stop() => _isStopped = true;
}

/// <summary>The jobs between two clean ones, or of one connection: they end together, with one write.</summary>
internal sealed class JobEra
{
    private volatile JobEnd _end;

    public JobEnd End => _end;

    public void Close(JobEnd reason)
    {
        if (_end == JobEnd.None) _end = reason;
    }
}

/// <summary>Whether jobs became worthless, and why.</summary>
internal enum JobEnd
{
    /// <summary>They are not worthless: their shares still count.</summary>
    None,
    /// <summary>The pool moved on: a new block, or clean_jobs.</summary>
    Cancelled,
    /// <summary>The connection that they belong to is gone.</summary>
    ConnectionLost,
}
