namespace NightMiner.Pool.Sessions;

internal enum Count
{
    ConnectionsEver,
    ConnectionsRefused,
    ConnectionsDropped,
    LoginsRefused,
    MalformedLines,
    JobsSent,
    Accepted,
    BlocksFound,
}

/// <summary>What all connections count together. Thread-safe.</summary>
internal sealed class PoolCounters
{
    private readonly long[] _counts = new long[Enum.GetValues<Count>().Length];
    private readonly long[] _rejected = new long[(int)Enum.GetValues<RefusalKind>().Max() + 1];

    public long this[Count what] => Interlocked.Read(ref _counts[(int)what]);

    /// <summary>Counts one more, and gives the new count.</summary>
    public long Add(Count what) => Interlocked.Increment(ref _counts[(int)what]);

    /// <summary>Counts a share.</summary>
    public void Add(Verdict verdict)
    {
        if (verdict.IsAccepted) Add(Count.Accepted);
        else Interlocked.Increment(ref _rejected[(int)verdict.Kind]);
    }

    /// <summary>The shares rejected; only kinds that occurred.</summary>
    public IReadOnlyDictionary<RefusalKind, long> RejectedByKind() => Enum.GetValues<RefusalKind>()
        .Select(kind => (Kind: kind, Count: Interlocked.Read(ref _rejected[(int)kind])))
        .Where(entry => entry.Count > 0)
        .ToDictionary(entry => entry.Kind, entry => entry.Count);
}
