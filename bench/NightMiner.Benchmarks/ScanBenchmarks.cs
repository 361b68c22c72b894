using BenchmarkDotNet.Attributes;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Benchmarks;

/// <summary>
/// One slice through each implementation of each algorithm. Rates for comparisons come from `nightminer bench`, which
/// has a yardstick; this shows what one call costs and that it allocates nothing.
/// </summary>
[MemoryDiagnoser]
public class ScanBenchmarks
{
    private static readonly Target Never = new(default);

    private readonly List<Candidate> _found = [];
    private readonly byte[] _header = Samples.Header();
    private NonceScanner _scanner = null!;
    private uint _nonce;

    /// <summary>Algorithm and implementation.</summary>
    [ParamsSource(nameof(Names))]
    public string Kernel { get; set; } = "";

    /// <summary>How many batches of the scanner's lanes a call hashes.</summary>
    [Params(1, 16)]
    public int Batches { get; set; }

    public static IEnumerable<string> Names => All().Select(one => one.Name);

    [GlobalSetup]
    public void Create() => _scanner = All().Single(one => one.Name == Kernel).Implementation.CreateScanner();

    [GlobalCleanup]
    public void Free() => _scanner.Dispose();

    [Benchmark]
    public void Scan()
    {
        uint count = (uint)(Batches * _scanner.Lanes);
        _scanner.Scan(new NonceRange { Header = _header, First = _nonce, Count = count, Target = Never }, _found);
        _nonce += count;
    }

    private static IEnumerable<(string Name, PowImplementation Implementation)> All() =>
        Algorithms.All.SelectMany(algorithm => algorithm.Implementations.Select(
            implementation => ($"{algorithm.Name}/{implementation.Name}", implementation)));
}
