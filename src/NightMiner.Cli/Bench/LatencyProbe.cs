using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using NightMiner.Hashing;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Cli.Bench;

/// <summary>
/// An algorithm like another, whose scanners note when they are called and when they are done. So the miner is measured
/// as it is, without a single hook in it. Jobs are told apart by their block time.
/// </summary>
internal sealed class LatencyProbe(PowAlgorithm inner) : PowAlgorithm
{
    private const int TimeOffset = 68; // of the block time in a header
    private long _scanTicks, _pauseTicks;

    public override string Name => inner.Name;

    public override Target DifficultyOne => inner.DifficultyOne;

    public override int HashBits => inner.HashBits;

    public override IReadOnlyList<KnownHeader> KnownHeaders => inner.KnownHeaders;

    /// <summary>When the first nonce of each job was taken, in ticks of the stopwatch.</summary>
    public ConcurrentDictionary<uint, long> Begun { get; } = new();

    /// <summary>When the scan that found a nonce returned it, by the clock: events carry that one too.</summary>
    public ConcurrentDictionary<(uint Time, uint Nonce), DateTime> Found { get; } = new();

    /// <summary>The part of the workers' time that was spent outside of the kernel.</summary>
    public double Overhead => (double)_pauseTicks / Math.Max(1, _scanTicks + _pauseTicks);

    public override void Hash(ReadOnlySpan<byte> header, Span<byte> digest) => inner.Hash(header, digest);

    public override NonceScanner CreateScanner(Isa isa) => new Scanner(this, inner.CreateScanner(isa));

    private sealed class Scanner(LatencyProbe probe, NonceScanner inner) : NonceScanner
    {
        private uint _time;
        private long _endedAt;
        private bool _hasFound;

        public override string Name => inner.Name;

        public override int Lanes => inner.Lanes;

        public override void Scan(in NonceRange range, List<Candidate> found)
        {
            long begunAt = Stopwatch.GetTimestamp();
            int known = found.Count;
            uint time = BinaryPrimitives.ReadUInt32LittleEndian(range.Header[TimeOffset..]);
            bool isPlain = time == _time && !_hasFound;
            if (time != _time) probe.Begun.TryAdd(_time = time, begunAt);
            inner.Scan(in range, found);
            long endedAt = Stopwatch.GetTimestamp();
            for (int i = known; i < found.Count; i++) probe.Found[(time, found[i].Nonce)] = DateTime.UtcNow;
            _hasFound = found.Count > known;
            if (isPlain) // between two slices of one job nothing but the miner's own work takes time
            {
                Interlocked.Add(ref probe._scanTicks, endedAt - begunAt);
                Interlocked.Add(ref probe._pauseTicks, begunAt - _endedAt);
            }
            _endedAt = endedAt;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
