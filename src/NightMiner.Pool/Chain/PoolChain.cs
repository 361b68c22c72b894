using System.Numerics;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Pool.Chain;

/// <summary>
/// The block chain that a pool mines on, and the job that all connections are to have. A made-up chain behaves like a
/// real network: its target follows the work that was done for the last block, so that some dozens of shares
/// find the next block.
/// </summary>
internal sealed class PoolChain
{
    private const int SharesPerBlock = 48;
    private const int FirstSharesPerBlock = 4096; // hard, until the pool has seen how fast its miners are

    // Regtest's: every second hash.
    private static readonly Target EasiestNetwork = new CompactBits(0x207fffff).ToTarget()!.Value;

    private readonly Lock _gate = new();
    private readonly PoolOptions _options;
    private readonly TemplateFactory _factory;
    private readonly double _startDifficulty;
    private double _work; // accepted since the last block, in units of difficulty 1
    private long _blockAt;
    private long _templateAt;
    private uint _lastNumber;
    private volatile PoolJob _current;

    /// <param name="options">What was chosen.</param>
    /// <param name="startDifficulty">The difficulty of the first shares.</param>
    /// <param name="first">The first work of the pool's source; null where the chain is made up.</param>
    public PoolChain(PoolOptions options, Difficulty startDifficulty, IGivenWork? first = null)
    {
        _options = options;
        _factory = new TemplateFactory(options);
        _startDifficulty = startDifficulty.ToDouble();
        _blockAt = _templateAt = options.Clock.GetTimestamp();
        _current = NewJob(first?.ToTemplate(1)
            ?? _factory.First(NetworkBits(FirstSharesPerBlock * _startDifficulty)));
    }

    /// <summary>The newest job.</summary>
    public PoolJob Current => _current;

    /// <summary>Whether it is time that somebody else finds a block.</summary>
    public bool IsBlockDue => IsDue(_options.BlockTime, ref _blockAt);

    /// <summary>Whether it is time that other transactions come.</summary>
    public bool IsRefreshDue => IsDue(_options.RefreshTime, ref _templateAt);

    /// <summary>A job of the newest template, with a number that no job has had.</summary>
    public PoolJob NewJob() => NewJob(Current.Template);

    /// <summary>Counts the work of an accepted share.</summary>
    public void CountWork(Difficulty difficulty)
    {
        lock (_gate) _work += difficulty.ToDouble();
    }

    /// <summary>Somebody else found a block.</summary>
    public void Advance()
    {
        lock (_gate) Advance(null);
    }

    /// <summary>A share became a block; false where another block of its height came first.</summary>
    public bool TryExtend(PoolTemplate from, Hash256 block)
    {
        lock (_gate)
        {
            if (from.Height != Current.Template.Height) return false;
            Advance(block);
            return true;
        }
    }

    /// <summary>Takes given work; true where it builds on another block than the template before.</summary>
    public bool Take(IGivenWork work)
    {
        lock (_gate)
        {
            PoolTemplate last = Current.Template;
            _current = NewJob(work.ToTemplate(last.Sequence + 1));
            return _current.Template.PreviousBlock != last.PreviousBlock;
        }
    }

    /// <summary>Other transactions for the same block.</summary>
    public void Refresh()
    {
        lock (_gate)
        {
            _templateAt = _options.Clock.GetTimestamp();
            _current = NewJob(_factory.Refresh(Current.Template));
        }
    }

    private void Advance(Hash256? block)
    {
        long now = _options.Clock.GetTimestamp();
        TimeSpan elapsed = _options.Clock.GetElapsedTime(_blockAt, now);
        double intervals = Math.Max(1, elapsed / _options.ShareInterval); // one lucky share at once proves no speed
        double difficulty = _work > 0 ? SharesPerBlock * _work / intervals : FirstSharesPerBlock * _startDifficulty;
        _current = NewJob(_factory.Advance(Current.Template, block, NetworkBits(difficulty)));
        _blockAt = _templateAt = now;
        _work = 0;
    }

    private CompactBits NetworkBits(double difficulty)
    {
        BigInteger one = _options.Algorithm.DifficultyOne.Value.ToBigInteger();
        BigInteger number = BigInteger.Max(1, new BigInteger(Math.Min((double)one / difficulty, double.MaxValue)));
        Target target = new(UInt256.FromBigInteger(number));
        return CompactBits.FromTarget(target.Value <= EasiestNetwork.Value ? target : EasiestNetwork);
    }

    private PoolJob NewJob(PoolTemplate template) =>
        new(Interlocked.Increment(ref _lastNumber), template, _options);

    private bool IsDue(TimeSpan period, ref long since) => period != Timeout.InfiniteTimeSpan
        && _options.Clock.GetElapsedTime(Interlocked.Read(ref since)) >= period;
}
