using System.Diagnostics;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Cli.Bench;

/// <summary>
/// A scanner, driven as the miner drives it: slices of about 20 ms of ever new nonces under a target that is hardly
/// ever met.
/// </summary>
internal sealed class ScannerLoad(PowAlgorithm algorithm, NonceScanner scanner, bool rollsVersions) : ILoad
{
    private const double SliceSeconds = 0.020;
    private const int RolledVersions = 64;
    private const uint BlockVersion = 0x20000000;
    private const int RolledBits = 13; // BIP 320 leaves bits 13 to 28 to miners

    private static readonly Difficulty Hard = Difficulty.From(1e9);

    private readonly Target _target = Target.FromDifficulty(Hard, algorithm.DifficultyOne);
    private readonly byte[] _header = AnyHeader();
    private readonly uint[] _versions = rollsVersions
        ? [.. Enumerable.Range(0, RolledVersions).Select(i => BlockVersion | (uint)(i << RolledBits))]
        : [];
    private readonly List<Candidate> _found = [];
    private uint _batches = 1; // in a slice
    private uint _nonce = (uint)Random.Shared.Next();

    private uint HashesPerNonce => Math.Max(1, (uint)_versions.Length);

    public double Run(TimeSpan time, CancellationToken stop)
    {
        long startedAt = Stopwatch.GetTimestamp();
        double hashes = 0;
        double elapsed;
        do
        {
            long sliceAt = Stopwatch.GetTimestamp();
            uint count = _batches * (uint)scanner.Lanes;
            Scan(count);
            hashes += (double)count * HashesPerNonce;
            Fit(Stopwatch.GetElapsedTime(sliceAt).TotalSeconds);
            elapsed = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
        }
        while (elapsed < time.TotalSeconds && !stop.IsCancellationRequested);
        return hashes / elapsed;
    }

    public void WarmUp(TimeSpan time, CancellationToken stop)
    {
        long startedAt = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(startedAt) < time / 2 && !stop.IsCancellationRequested)
            Scan((uint)scanner.Lanes);
        Run(time / 2, stop); // which also finds the size of a slice
    }

    public void Dispose() => scanner.Dispose();

    private void Scan(uint count)
    {
        _found.Clear();
        scanner.Scan(
            new NonceRange { Header = _header, Versions = _versions, First = _nonce, Count = count, Target = _target },
            _found);
        _nonce += count;
    }

    // By at most 4 at a time, as the miner does: one odd measurement must not throw it off.
    private void Fit(double seconds)
    {
        double factor = Math.Clamp(SliceSeconds / Math.Max(seconds, 1e-6), 0.25, 4);
        _batches = (uint)Math.Clamp(_batches * factor, 1, (1 << 28) / scanner.Lanes);
    }

    private static byte[] AnyHeader()
    {
        byte[] header = new byte[BlockHeader.Size];
        for (int i = 0; i < header.Length; i++) header[i] = (byte)((i * 37) + 11);
        return header;
    }
}
