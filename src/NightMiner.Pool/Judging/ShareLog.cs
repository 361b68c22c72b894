namespace NightMiner.Pool.Judging;

/// <summary>The newest judged shares, at most <see cref="Limit"/> of them. Thread-safe.</summary>
internal sealed class ShareLog
{
    /// <summary>How many are kept.</summary>
    public const int Limit = 1000;

    private readonly Lock _gate = new();
    private readonly Queue<JudgedShare> _shares = new();

    public void Add(JudgedShare share)
    {
        lock (_gate)
        {
            if (_shares.Count == Limit) _shares.Dequeue();
            _shares.Enqueue(share);
        }
    }

    /// <summary>A copy, the oldest first.</summary>
    public IReadOnlyList<JudgedShare> ToList()
    {
        lock (_gate) return [.. _shares];
    }
}
