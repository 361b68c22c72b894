
using NightMiner.Jobs;

namespace NightMiner.Workers;

/// <summary>The newest job: one writer, many readers. A worker notices a change by one reference compare.</summary>
internal sealed class JobSlot
{
    private readonly object _changed = new();
    private volatile Job? _newest;

    public Job? Newest => _newest;

    /// <summary>Puts a job in, or null when there is nothing to do.</summary>
    public void Publish(Job? job)
    {
        lock (_changed)
        {
            _newest = job;
            Monitor.PulseAll(_changed);
        }
    }

    /// <summary>
    /// Sleeps until the slot holds something other than <paramref name="known"/>, or the time is over.
    /// </summary>
    public void WaitForOther(Job? known, TimeSpan limit)
    {
        lock (_changed)
        {
            if (ReferenceEquals(_newest, known)) Monitor.Wait(_changed, limit);
        }
    }
}
