using System.Threading.Channels;

namespace NightMiner.Workbench.Testing;

/// <summary>
/// Keeps all events of a miner or of a pool, and waits for those to come. Make it before they begin:
/// new EventLog&lt;PoolEvent&gt;(pool.Events).
/// </summary>
/// <typeparam name="TEvent">MinerEvent or PoolEvent.</typeparam>
public sealed class EventLog<TEvent> where TEvent : class
{
    private const int Shown = 12;

    private readonly List<TEvent> _events = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Collects from now on.</summary>
    public EventLog(ChannelReader<TEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        Ended = CollectAsync(events);
    }

    /// <summary>Ends when no more events can come.</summary>
    public Task Ended { get; }

    /// <summary>The events of a kind so far, in order.</summary>
    public IReadOnlyList<T> All<T>() where T : TEvent
    {
        lock (_events) return [.. _events.OfType<T>()];
    }

    /// <summary>Waits until so many events of a kind have come.</summary>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="limit">How long to wait; 30 seconds unless told.</param>
    /// <returns>The last of them.</returns>
    /// <exception cref="TimeoutException">They did not come in time, or can't come any more; the message says what came
    /// instead.</exception>
    public async Task<T> SeeAsync<T>(int count = 1, TimeSpan? limit = null) where T : TEvent
    {
        TimeSpan patience = limit ?? Wait.Patience;
        using CancellationTokenSource over = new(patience);
        while (true)
        {
            Task more;
            bool isOver = over.IsCancellationRequested || Ended.IsCompleted;
            lock (_events)
            {
                if (_events.OfType<T>().Skip(count - 1).FirstOrDefault() is { } found) return found;
                more = _more.Task;
            }
            if (isOver) throw new TimeoutException(
                $"waited {(Ended.IsCompleted ? "until the end" : $"{patience.TotalSeconds:0.#} s")} for {count} of "
                + $"{typeof(T).Name}: there were {All<T>().Count}. What came last: {this}");
            Task any = Task.WhenAny(more, Ended);
            await any.WaitAsync(over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The newest events, for messages.</summary>
    public override string ToString()
    {
        lock (_events) return _events.Count == 0 ? "nothing" : string.Join("; ", _events.TakeLast(Shown));
    }

    private async Task CollectAsync(ChannelReader<TEvent> events)
    {
        await foreach (TEvent happened in events.ReadAllAsync().ConfigureAwait(false))
        {
            TaskCompletionSource before;
            lock (_events)
            {
                _events.Add(happened);
                before = _more;
                _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            before.SetResult();
        }
    }
}
