using System.Threading.Channels;

namespace NightMiner;

/// <summary>Reads the events of a miner, one after the other. Used by one reader at a time.</summary>
public sealed class MinerEventReader : ChannelReader<MinerEvent>, IDisposable
{
    private readonly Channel<MinerEvent> _queue;
    private readonly Action<MinerEventReader> _ended;
    private long _dropped;

    internal MinerEventReader(int capacity, Action<MinerEventReader> ended)
    {
        _ended = ended;
        _queue = Channel.CreateBounded<MinerEvent>(
            new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref _dropped));
    }

    /// <summary>How many events were dropped so far, since they waited too long to be read.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <inheritdoc/>
    public override Task Completion => _queue.Reader.Completion;

    /// <inheritdoc/>
    public override bool TryRead(out MinerEvent item) => _queue.Reader.TryRead(out item!);

    /// <inheritdoc/>
    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) =>
        _queue.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Collects no more events; those that wait can still be read.</summary>
    public void Dispose()
    {
        _ended(this);
        Complete();
    }

    internal void Add(MinerEvent what) => _queue.Writer.TryWrite(what);

    internal void Complete() => _queue.Writer.TryComplete();
}
