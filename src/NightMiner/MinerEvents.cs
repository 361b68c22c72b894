using System.Threading.Channels;

namespace NightMiner;

/// <summary>
/// The events of a miner, for any number of readers. Each reader has a queue of its own that drops its oldest entries
/// when it falls behind: a slow terminal never stops a worker.
/// </summary>
public sealed class MinerEvents
{
    private readonly object _gate = new();
    private Channel<MinerEvent>[] _readers = [];
    private Action<MinerEvent>[] _listeners = [];
    private bool _completed;

    /// <summary>Starts to collect events; the reader ends when the miner has stopped.</summary>
    /// <param name="capacity">How many events may wait before the oldest are dropped.</param>
    public ChannelReader<MinerEvent> Subscribe(int capacity = 4096)
    {
        Channel<MinerEvent> queue = Channel.CreateBounded<MinerEvent>(new BoundedChannelOptions(capacity)
        {
            FullMode = BoundedChannelFullMode.DropOldest,
            SingleReader = true,
        });
        lock (_gate)
        {
            if (_completed) queue.Writer.Complete();
            _readers = [.. _readers, queue];
        }
        return queue.Reader;
    }

    /// <summary>
    /// Calls <paramref name="listener"/> with each event to come, on the thread where it happens, often a mining
    /// thread's. It misses none, must not throw, and the miner waits for it: a recorder needs that, a terminal does
    /// not.
    /// </summary>
    public void Listen(Action<MinerEvent> listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        lock (_gate) _listeners = [.. _listeners, listener];
    }

    internal void Publish(MinerEvent what)
    {
        foreach (Action<MinerEvent> listener in Volatile.Read(ref _listeners)) listener(what);
        foreach (Channel<MinerEvent> reader in Volatile.Read(ref _readers)) reader.Writer.TryWrite(what);
    }

    internal void Complete()
    {
        lock (_gate)
        {
            _completed = true;
            foreach (Channel<MinerEvent> reader in _readers) reader.Writer.TryComplete();
        }
    }
}
