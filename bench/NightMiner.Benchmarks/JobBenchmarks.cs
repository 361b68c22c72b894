using BenchmarkDotNet.Attributes;
using NightMiner.Jobs;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;

namespace NightMiner.Benchmarks;

/// <summary>What happens once per job or per extranonce2, between a notify and the first nonce.</summary>
[MemoryDiagnoser]
public class JobBenchmarks
{
    private static readonly Difficulty SomeDifficulty = Difficulty.Parse("16384.5");

    private readonly List<Share> _shares = [];
    private readonly Subscription _subscription = Samples.Subscription();
    private readonly Notify _notify = Samples.Notify();
    private Job _job = null!;
    private ShareFinder _finder = null!;
    private byte[] _extranonce2 = [];
    private ulong _counter;

    [GlobalSetup]
    public void Create()
    {
        _job = _subscription.CreateJob(_notify);
        _extranonce2 = new byte[_job.Extranonce2Size];
        _finder = new ShareFinder(new NoScanner());
    }

    [GlobalCleanup]
    public void Free() => _finder.Dispose();

    /// <summary>Twelve hashes up the merkle tree, and the header's fields.</summary>
    [Benchmark]
    public BlockHeader Header() => _job.Header(_extranonce2, nonce: 0);

    /// <summary>A slice with an extranonce2 of its own, through a scanner that does nothing.</summary>
    [Benchmark]
    public void FindInNewExtranonce2() => _finder.Find(_job, new Slice(++_counter, 0, 0, 1), _shares);

    /// <summary>What the worker adds to the scanner in a usual slice.</summary>
    [Benchmark]
    public void FindInSameExtranonce2() => _finder.Find(_job, new Slice(_counter, 0, 0, 1), _shares);

    [Benchmark]
    public Job CreateJob() => _subscription.CreateJob(_notify);

    [Benchmark]
    public Target TargetFromDifficulty() => Target.FromDifficulty(SomeDifficulty, Target.DifficultyOne);

    private sealed class NoScanner : NonceScanner
    {
        public override string Name => "none";

        public override void Scan(in NonceRange range, List<Candidate> found) { }
    }
}
