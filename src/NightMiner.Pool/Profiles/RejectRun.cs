namespace NightMiner.Pool.Profiles;

/// <summary>What to do about a client that is refused share after share.</summary>
internal enum RejectStep
{
    None,
    CleanJob,
    Reconnect,
    Drop,
}

/// <summary>
/// How long nothing but refused shares came, counted from the first of them. ckpool tries a clean job after 60 s,
/// client.reconnect after 120 s and hangs up after 180 s, each once and only when a further share is refused.
/// </summary>
internal sealed class RejectRun(TimeSpan patience)
{
    private TimeSpan? _since;
    private int _steps;

    public void Accepted() => (_since, _steps) = (null, 0);

    public RejectStep Rejected(TimeSpan now)
    {
        _since ??= now;
        int due = (int)Math.Min((now - _since.Value) / patience, (int)RejectStep.Drop);
        if (due <= _steps) return RejectStep.None;
        _steps = due;
        return (RejectStep)due;
    }
}
