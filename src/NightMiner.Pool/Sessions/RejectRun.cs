namespace NightMiner.Pool.Sessions;

/// <summary>What to do about a client whose shares are refused one after the other.</summary>
internal enum RejectStep
{
    None,
    CleanJob,
    Reconnect,
    Drop,
}

/// <summary>
/// A run of refused shares, timed from the first of them. ckpool tries a clean job after 60 s and client.reconnect
/// after 120 s, and hangs up after 180 s: each once, and only when one more share is refused.
/// </summary>
internal sealed class RejectRun(TimeSpan patience)
{
    private TimeSpan? _since;
    private int _steps;

    /// <summary>A share was accepted: the run is over.</summary>
    public void Accepted() => (_since, _steps) = (null, 0);

    /// <summary>A share was refused: what to do now.</summary>
    public RejectStep Rejected(TimeSpan now)
    {
        _since ??= now;
        int due = (int)Math.Min((now - _since.Value) / patience, (int)RejectStep.Drop);
        if (due <= _steps) return RejectStep.None;
        _steps = due;
        return (RejectStep)due;
    }
}
