namespace NightMiner.Workbench.Faults;

/// <summary>The faults that happened: all are counted, the newest are kept.</summary>
internal sealed class FaultLog
{
    public const int Limit = 1000;

    private readonly Lock _gate = new();
    private readonly Queue<InjectedFault> _newest = new();
    private readonly long[] _counts = new long[Enum.GetValues<FaultKind>().Length];

    public long Count
    {
        get { lock (_gate) return _counts.Sum(); }
    }

    public void Add(InjectedFault fault)
    {
        lock (_gate)
        {
            _counts[(int)fault.Fault.Kind]++;
            if (_newest.Count == Limit) _newest.Dequeue();
            _newest.Enqueue(fault);
        }
    }

    public long CountOf(FaultKind kind)
    {
        lock (_gate) return _counts[(int)kind];
    }

    public IReadOnlyList<InjectedFault> ToList()
    {
        lock (_gate) return [.. _newest];
    }
}
