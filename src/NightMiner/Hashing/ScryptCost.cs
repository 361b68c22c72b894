namespace NightMiner.Hashing;

/// <summary>The three costs of scrypt (RFC 7914, section 2).</summary>
/// <param name="N">The rows of memory, a power of 2.</param>
/// <param name="R">The size of a row, in 128 bytes.</param>
/// <param name="P">How often all this is done, one time after the other.</param>
internal readonly record struct ScryptCost(int N, int R, int P)
{
    /// <summary>What coins use: 128 KiB.</summary>
    public static ScryptCost Coin => new(1024, 1, 1);

    /// <summary>The bytes of a row.</summary>
    public int RowBytes => 128 * R;

    /// <summary>The bytes that suffice: the rows, two more to work in, and the blocks of all runs.</summary>
    public long MemoryBytes => (long)RowBytes * (N + 2 + P);
}
