namespace NightMiner.Pool;

/// <summary>The latest judged shares, and no more than <see cref="Limit"/> of them.</summary>
internal sealed class ShareLog
{
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

    public IReadOnlyList<JudgedShare> ToList()
    {
        lock (_gate) return [.. _shares];
    }
}
