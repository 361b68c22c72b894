namespace NightMiner.Workers;

/// <summary>Counts hashes: each worker in a cache line of its own, so that counting costs them nothing.</summary>
internal readonly struct HashCounter(int workers)
{
    private const int Stride = 128 / sizeof(long); // two lines: CPUs fetch them in pairs
    private readonly long[] _counts = new long[(workers + 1) * Stride];

    public void Add(int worker, long hashes)
    {
        ref long count = ref _counts[(worker + 1) * Stride];
        Volatile.Write(ref count, count + hashes); // one writer each: no interlocked operation needed
    }

    public long Total()
    {
        long total = 0;
        for (int i = Stride; i < _counts.Length; i += Stride) total += Volatile.Read(ref _counts[i]);
        return total;
    }
}
