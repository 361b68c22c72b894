namespace NightMiner.Jobs;

/// <summary>
/// Deals out the headers of a job so that none is hashed twice, by however many threads: one counter runs through the
/// nonces, then through the extranonce2 values, and only when both are used up through the block time.
/// </summary>
internal sealed class SearchSpace(int extranonce2Size, ulong firstExtranonce2 = 0)
{
    private readonly ulong _extranonce2Count = extranonce2Size >= 4 ? 1UL << 32 : 1UL << (8 * extranonce2Size);
    private ulong _next; // high word: (time, extranonce2); low word: nonce

    /// <summary>
    /// A count of extranonce2 values beyond all that this space has touched, where a job with other contents may go on.
    /// It never wraps, so that it grows whatever sizes a pool asks for in turn.
    /// </summary>
    public ulong NextExtranonce2
    {
        get
        {
            ulong next = Volatile.Read(ref _next);
            return firstExtranonce2 + (next >> 32) + ((uint)next == 0 ? 0UL : 1UL);
        }
    }

    /// <summary>
    /// Takes up to <paramref name="count"/> nonces of one extranonce2; false where only block times more than
    /// <paramref name="secondsAhead"/> after the job's are left.
    /// </summary>
    public bool TryTake(uint count, uint secondsAhead, out Slice slice)
    {
        while (true)
        {
            ulong next = Volatile.Read(ref _next);
            ulong round = next >> 32;
            uint firstNonce = (uint)next;
            ulong taken = Math.Min(count, (1UL << 32) - firstNonce);
            uint timeOffset = (uint)(round / _extranonce2Count);
            slice = new Slice((firstExtranonce2 + round) % _extranonce2Count, timeOffset, firstNonce, (uint)taken);
            if (timeOffset > secondsAhead) return false;
            if (Interlocked.CompareExchange(ref _next, next + taken, next) == next) return true;
        }
    }
}
