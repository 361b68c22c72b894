using NightMiner.Sessions;

namespace NightMiner;

/// <summary>
/// The events of a miner, for any number of readers. Each reader has a queue of its own that drops its oldest entries
/// when it falls behind: a slow terminal never stops a worker. What a message from the wire can make passes a budget
/// here (see <see cref="EventRule"/>): beyond it events are counted, and the count is told in one event, so that no
/// pool can fill a terminal or a disk. Safe for several threads.
/// </summary>
public sealed class MinerEvents
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Type, EventAccount> _accounts;
    private MinerEventReader[] _readers = [];
    private Action<MinerEvent>[] _listeners = [];
    private bool _completed;

    internal MinerEvents(TimeProvider clock) =>
        _accounts = EventRule.All.ToDictionary(rule => rule.Kind, rule => new EventAccount(rule, clock));

    /// <summary>Starts to collect events; the reader ends when the miner has stopped, or when it is disposed.</summary>
    /// <param name="capacity">How many events may wait before the oldest are dropped.</param>
    public MinerEventReader Subscribe(int capacity = 4096)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        MinerEventReader reader = new(capacity, Remove);
        lock (_gate)
        {
            if (_completed) reader.Complete();
            _readers = [.. _readers, reader];
        }
        return reader;
    }

    /// <summary>
    /// Calls <paramref name="listener"/> with each event to come, on the thread where it happens, often a mining
    /// thread's. No queue drops any, and the miner waits for it: a recorder needs that, a terminal does not. A listener
    /// that throws is not called again, and <see cref="ListenerFailed"/> tells the others.
    /// </summary>
    /// <returns>Disposing it ends the calls.</returns>
    public IDisposable Listen(Action<MinerEvent> listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        Action<MinerEvent> own = listener.Invoke; // another object for each call: the same listener may come twice
        lock (_gate) _listeners = [.. _listeners, own];
        return new Subscription(() => Remove(own));
    }

    /// <summary>Tells an event, or counts it where its kind has used up its budget.</summary>
    internal void Publish(MinerEvent what)
    {
        EventsWithheld? before = null;
        if (_accounts.TryGetValue(what.GetType(), out EventAccount? account))
        {
            lock (_gate)
            {
                if (!account.TryTake())
                {
                    account.Withhold(what);
                    return;
                }
                before = account.TakeWithheld().Count;
            }
        }
        if (before is not null) Tell(before);
        Tell(what);
    }

    /// <summary>Tells what was left out, where there is room again. To be called once a second.</summary>
    /// <param name="isLast">Whether nothing comes after it: then there is room for every count.</param>
    internal void Flush(bool isLast = false)
    {
        foreach (EventAccount account in _accounts.Values)
        {
            (EventsWithheld? Count, MinerEvent? Newest) left;
            lock (_gate)
            {
                if (!account.HasWithheld || !(account.TryTake() || isLast)) continue;
                left = account.TakeWithheld();
            }
            Tell(left.Count!);
            if (left.Newest is not null) Tell(left.Newest); // it is among those counted, and told all the same
        }
    }

    /// <summary>Ends all readers: nothing comes any more.</summary>
    internal void Complete()
    {
        lock (_gate)
        {
            _completed = true;
            foreach (MinerEventReader reader in _readers) reader.Complete();
        }
    }

    private void Tell(MinerEvent what)
    {
        foreach (Action<MinerEvent> listener in Volatile.Read(ref _listeners))
        {
            try
            {
                listener(what);
            }
            catch (Exception e) // whoever listens must not stop the mining
            {
                if (Remove(listener)) Tell(new ListenerFailed($"{e.GetType().Name}: {e.Message}"));
            }
        }
        foreach (MinerEventReader reader in Volatile.Read(ref _readers)) reader.Add(what);
    }

    private bool Remove(Action<MinerEvent> listener)
    {
        lock (_gate)
        {
            int before = _listeners.Length;
            _listeners = [.. _listeners.Where(each => each != listener)];
            return _listeners.Length < before;
        }
    }

    private void Remove(MinerEventReader reader)
    {
        lock (_gate) _readers = [.. _readers.Where(each => each != reader)];
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }

    /// <summary>What one kind of event may still say, and what it was not allowed to.</summary>
    private sealed class EventAccount(EventRule rule, TimeProvider clock)
    {
        private double _left = rule.Burst;
        private long _lastAt = clock.GetTimestamp();
        private long _withheld;
        private MinerEvent? _newest;

        public bool HasWithheld => _withheld > 0;

        /// <summary>Whether one more may be told now.</summary>
        public bool TryTake()
        {
            long now = clock.GetTimestamp();
            _left = Math.Min(rule.Burst, _left + rule.PerSecond * clock.GetElapsedTime(_lastAt, now).TotalSeconds);
            _lastAt = now;
            if (_left < 1) return false;
            _left--;
            return true;
        }

        public void Withhold(MinerEvent news)
        {
            _withheld++;
            if (rule.TellsNewest) _newest = news;
        }

        /// <summary>How many were left out since this was asked last, and the newest of them if it matters.</summary>
        public (EventsWithheld? Count, MinerEvent? Newest) TakeWithheld()
        {
            if (!HasWithheld) return default;
            (EventsWithheld? Count, MinerEvent? Newest) taken = (new EventsWithheld(rule.Name, _withheld), _newest);
            (_withheld, _newest) = (0, null);
            return taken;
        }
    }
}
