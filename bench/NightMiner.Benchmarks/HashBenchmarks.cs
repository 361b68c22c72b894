using BenchmarkDotNet.Attributes;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Benchmarks;

/// <summary>The reference hash of each algorithm: what checking one candidate costs.</summary>
[MemoryDiagnoser]
public class HashBenchmarks
{
    private readonly byte[] _header = Samples.Header();
    private readonly byte[] _digest = new byte[Hash256.Size];
    private readonly PowAlgorithm _scrypt = Algorithms.Get("scrypt");
    private readonly PowAlgorithm _sha256d = Algorithms.Get("sha256d");

    [Benchmark]
    public void Scrypt() => _scrypt.Hash(_header, _digest);

    [Benchmark]
    public void Sha256d() => _sha256d.Hash(_header, _digest);
}
