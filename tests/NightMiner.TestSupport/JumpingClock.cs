namespace NightMiner.TestSupport;

/// <summary>
/// A clock for code that waits: it stands still until somebody wants to wait, then jumps to the end of that wait. So
/// nothing waits for real, and what it shows is the sum of all pauses. Timers that repeat never fire.
/// </summary>
internal sealed class JumpingClock : TimeProvider
{
    private readonly Lock _gate = new();
    private DateTimeOffset _now = DateTimeOffset.UtcNow;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timer timer = new(callback, state);
        if (period != Timeout.InfiniteTimeSpan || dueTime == Timeout.InfiniteTimeSpan) return timer;
        lock (_gate) _now += dueTime;
        ThreadPool.UnsafeQueueUserWorkItem(one => one.Fire(), timer, preferLocal: false);
        return timer;
    }

    private sealed class Timer(TimerCallback callback, object? state) : ITimer
    {
        private volatile bool _isDisposed;

        public void Fire()
        {
            if (!_isDisposed) callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod) =>
            throw new NotSupportedException("a timer of this clock is not changed");

        public void Dispose() => _isDisposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
