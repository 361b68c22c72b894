using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Nodes.Tests;

/// <summary>
/// A real algorithm that takes its time once it is told to: on regtest every second hash makes a block, and a test
/// wants to do something between two of them.
/// </summary>
internal sealed class SlowAlgorithm(string name) : PowAlgorithm
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly PowAlgorithm _real = Algorithms.Get(name);
    private volatile bool _isSlow;

    public override string Name => name;

    public override Target DifficultyOne => _real.DifficultyOne;

    /// <summary>From now on each hash takes a tenth of a second.</summary>
    public void SlowDown() => _isSlow = true;

    public override void Hash(ReadOnlySpan<byte> header, Span<byte> digest)
    {
        if (_isSlow) Thread.Sleep(Pause);
        _real.Hash(header, digest);
    }
}
