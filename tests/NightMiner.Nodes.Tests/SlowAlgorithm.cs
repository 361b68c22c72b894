using System.Diagnostics;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Nodes.Tests;

/// <summary>
/// A real algorithm that finds little once it is told to: on regtest every second hash makes a block, and a test
/// wants to do something between two of them.
/// </summary>
internal sealed class SlowAlgorithm(string name) : PowAlgorithm
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly PowAlgorithm _real = Algorithms.Get(name);
    private readonly Lock _gate = new();
    private readonly HashSet<string> _hashed = [];
    private long _lastAt;
    private bool _isSlow;

    public override string Name => name;

    public override Target DifficultyOne => _real.DifficultyOne;

    /// <summary>From now on ten hashes a second are real ones; all others meet no target.</summary>
    public void SlowDown()
    {
        lock (_gate) _isSlow = true;
    }

    public override void Hash(ReadOnlySpan<byte> header, Span<byte> digest)
    {
        if (IsReal(header)) _real.Hash(header, digest);
        else digest.Fill(0xff);
    }

    // A header that was hashed is hashed again before its share is sent.
    private bool IsReal(ReadOnlySpan<byte> header)
    {
        lock (_gate)
        {
            if (!_isSlow) return true;
            if (Stopwatch.GetElapsedTime(_lastAt) < Pause) return _hashed.Contains(Convert.ToHexString(header));
            _lastAt = Stopwatch.GetTimestamp();
            _hashed.Add(Convert.ToHexString(header));
            return true;
        }
    }
}
