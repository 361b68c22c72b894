namespace NightMiner.Jobs;

/// <summary>Whether jobs became worthless, and why.</summary>
internal enum JobEnd
{
    /// <summary>They are not worthless: their shares still count.</summary>
    None,
    /// <summary>The pool moved on: a new block, or clean_jobs.</summary>
    Cancelled,
    /// <summary>The connection that they belong to is gone.</summary>
    ConnectionLost,
}

/// <summary>The jobs between two clean ones, or of one connection: they end together, with one write.</summary>
internal sealed class JobEra
{
    private volatile JobEnd _end;

    public JobEnd End => _end;

    public void Close(JobEnd reason)
    {
        if (_end == JobEnd.None) _end = reason;
    }
}
