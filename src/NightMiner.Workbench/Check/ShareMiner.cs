using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using NightMiner.Hashing;
using NightMiner.Jobs;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Workbench.Check;

/// <summary>What a share should be like.</summary>
internal sealed record ShareWish
{
    /// <summary>Whether its hash meets the difficulty; if not, it misses it by a tenth at least.</summary>
    public bool IsGood { get; init; } = true;

    /// <summary>The block version; null: the job's.</summary>
    public uint? Version { get; init; }

    /// <summary>The block time; null: the job's.</summary>
    public uint? Time { get; init; }

    /// <summary>null: any that was not used before.</summary>
    public byte[]? Extranonce2 { get; init; }

    /// <summary>What else the hash must be like.</summary>
    public Func<ShareText, bool> Suits { get; init; } = _ => true;

    /// <summary>How many good shares it takes to find one that suits, on average.</summary>
    public double Rarity { get; init; } = 1;

    /// <summary>How long to look for it, where that is less than the limit of the run.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.MaxValue;
}

/// <summary>
/// Finds shares with the fastest scanner, within a limit. Any thread may ask; as many mine as there are CPUs.
/// </summary>
internal sealed class ShareMiner(CheckOptions options) : IDisposable
{
    private const double MissFactor = 0.9;   // node-stratum-pool and miningcore forgive a hundredth
    private const uint MissLimit = 1 << 16;  // hashes to find one that misses: of the easiest targets most meet
    private const double SliceSeconds = 0.05;
    private const double SureAfter = 0.3;    // seconds: the first slices are slow

    private readonly SemaphoreSlim _cpus = new(Math.Max(1, Environment.ProcessorCount));
    private readonly Lock _gate = new();
    private readonly Stack<ShareFinder> _idle = new();
    private long _extranonce2 = RandomNumberGenerator.GetInt32(1 << 16); // a resumed session may know those of before

    /// <summary>Finds a share.</summary>
    /// <exception cref="CaseEndedException">It takes longer than the limit; the message says how long.</exception>
    public async Task<ShareText> FindAsync(ReceivedJob job, string worker, ShareWish? wish = null)
    {
        await _cpus.WaitAsync();
        try
        {
            return await Task.Run(() => Find(job, worker, wish ?? new ShareWish()));
        }
        finally
        {
            _cpus.Release();
        }
    }

    /// <summary>Whether a share meets the difficulty of a job, under the extranonce1 of that job.</summary>
    public bool Meets(ReceivedJob job, ShareText share)
    {
        static uint Word(string hex) => uint.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        BlockHeader header = job.HeaderFor(
            Convert.FromHexString(share.Extranonce2), job.Notify.Version, Word(share.Ntime));
        Hash256 hash = options.Algorithm.HashOf((header with { Nonce = Word(share.Nonce) }).ToArray());
        return TargetOf(job).IsMetBy(hash);
    }

    public void Dispose()
    {
        foreach (ShareFinder finder in _idle) finder.Dispose();
        _cpus.Dispose();
    }

    private ShareText Find(ReceivedJob job, string worker, ShareWish wish)
    {
        Difficulty difficulty = job.Difficulty ?? Protocol.Blocks.Difficulty.One;
        Target target = TargetOf(job);
        byte[] extranonce2 = wish.Extranonce2 ?? NextExtranonce2(job.Extranonce2Size);
        BlockHeader header = job.HeaderFor(
            extranonce2, wish.Version ?? job.Notify.Version, wish.Time ?? job.Notify.Time);
        ShareText Text(uint nonce) => new(
            worker, job.Id, Convert.ToHexStringLower(extranonce2), ShareText.Hex(header.Time), ShareText.Hex(nonce))
        {
            IsJobIdNumber = job.Notify.JobId.IsNumber,
        };
        Search search = new(header, difficulty, Text);
        return wish.IsGood ? Mine(search, target, wish) : Miss(search);
    }

    private ShareText Miss(Search search)
    {
        (BlockHeader header, Difficulty difficulty, Func<uint, ShareText> text) = search;
        double limit = MissFactor * difficulty.ToDouble();
        for (uint nonce = 0; nonce < MissLimit; nonce++)
        {
            Hash256 hash = options.Algorithm.HashOf((header with { Nonce = nonce }).ToArray());
            if (Protocol.Blocks.Difficulty.Of(hash, options.Algorithm.DifficultyOne) < limit) return text(nonce);
        }
        throw CaseEndedException.Missing($"nearly every hash meets the difficulty {difficulty}");
    }

    private ShareText Mine(Search search, Target target, ShareWish wish)
    {
        (BlockHeader header, Difficulty difficulty, Func<uint, ShareText> text) = search;
        ShareFinder finder = TakeFinder();
        try
        {
            List<FoundHeader> found = [];
            byte[] bytes = header.ToArray();
            double expected = wish.Rarity * options.Algorithm.ExpectedHashes(target);
            double limit = Math.Min(options.Work.TotalSeconds, wish.Limit.TotalSeconds);
            (double hashes, double elapsed) = (0, 0);
            uint count = (uint)finder.Scanner.Lanes * 16;
            for (ulong first = 0; first <= uint.MaxValue; first += count)
            {
                long startedAt = Stopwatch.GetTimestamp();
                finder.Find(options.Algorithm,
                    new NonceRange { Header = bytes, First = (uint)first, Count = count, Target = target }, found);
                double seconds = Math.Max(1e-6, Stopwatch.GetElapsedTime(startedAt).TotalSeconds);
                foreach (uint nonce in found.Select(one => one.Header.Nonce).Order())
                    if (wish.Suits(text(nonce)))
                        return text(nonce);
                found.Clear();
                (hashes, elapsed) = (hashes + count, elapsed + seconds);
                // Below the limit luck decides; beyond it there is no need to go on once the expected time is sure.
                bool isHopeless = elapsed > SureAfter && expected / hashes * elapsed > limit;
                if (isHopeless || elapsed > limit)
                    throw TooMuch(difficulty, expected, hashes / elapsed);
                if (seconds < SliceSeconds / 2) count *= 2;
            }
            throw TooMuch(difficulty, expected, hashes / elapsed);
        }
        finally
        {
            lock (_gate) _idle.Push(finder);
        }
    }

    private Target TargetOf(ReceivedJob job) =>
        Target.FromDifficulty(job.Difficulty ?? Protocol.Blocks.Difficulty.One, options.Algorithm.DifficultyOne);

    private CaseEndedException TooMuch(Difficulty difficulty, double expected, double rate) =>
        CaseEndedException.Missing(string.Create(CultureInfo.InvariantCulture,
            $"a share of difficulty {difficulty} takes {expected:G3} hashes on average, {expected / rate:0.#} s at "
            + $"{rate:G3} a second: not found within --work {options.Work.TotalSeconds:0.#}"));

    private ShareFinder TakeFinder()
    {
        lock (_gate)
            if (_idle.TryPop(out ShareFinder? finder))
                return finder;
        return new ShareFinder(options.Algorithm.CreateScanner(Isa.Best));
    }

    private byte[] NextExtranonce2(int size)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(counter, Interlocked.Increment(ref _extranonce2));
        byte[] bytes = new byte[size];
        counter[..Math.Min(size, counter.Length)].CopyTo(bytes);
        return bytes;
    }

    // What to hash, and what a nonce of it becomes.
    private readonly record struct Search(BlockHeader Header, Difficulty Difficulty, Func<uint, ShareText> Text);
}
