namespace NightMiner.Pool;

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

/// <summary>What all connections count together.</summary>
internal sealed class PoolCounters
{
    private readonly long[] _counts = new long[Enum.GetValues<Count>().Length];
    private readonly long[] _rejected = new long[Verdict.NotSubscribed - Verdict.Other + 1];

    public long this[Count what] => Interlocked.Read(ref _counts[(int)what]);

    public long Add(Count what) => Interlocked.Increment(ref _counts[(int)what]);

    public void Add(Verdict verdict)
    {
        if (verdict.IsAccepted) Add(Count.Accepted);
        else Interlocked.Increment(ref _rejected[verdict.Code - Verdict.Other]);
    }

    public IReadOnlyDictionary<int, long> RejectedByCode() => _rejected.Index()
        .Where(entry => entry.Item > 0)
        .ToDictionary(entry => Verdict.Other + entry.Index, entry => entry.Item);
}
