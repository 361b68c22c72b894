namespace NightMiner.Hashing;

/// <summary>
/// What Salsa20 is made of, on vectors. A block of 16 words is held as its four diagonals, 128 bits each: then a round
/// is four steps on whole diagonals. A vector holds the same diagonal of one hash per 128 bits. Kernels are written
/// once over these members and compiled for every width.
/// </summary>
/// <typeparam name="TVector">Vector128, Vector256 or Vector512 of uint.</typeparam>
internal interface ISalsa20Ops<TVector>
    where TVector : unmanaged
{
    /// <summary>Hashes side by side in one vector.</summary>
    static abstract int Hashes { get; }

    /// <summary>
    /// Whether the registers hold the blocks of six vectors, 24 in all, with some to spare.
    /// </summary>
    static abstract bool HoldsSixGroups { get; }

    /// <summary>Whether fetching rows ahead gains time: it costs some instructions.</summary>
    static abstract bool FetchesAhead { get; }

    /// <summary>Asks for the cache line at an address.</summary>
    static abstract unsafe void Fetch(uint* line);

    static abstract TVector Add(TVector x, TVector y);

    static abstract TVector Xor(TVector x, TVector y);

    /// <summary>x xor ((y + z) rotated left by 7).</summary>
    static abstract TVector Mix7(TVector x, TVector y, TVector z);

    /// <summary>x xor ((y + z) rotated left by 9).</summary>
    static abstract TVector Mix9(TVector x, TVector y, TVector z);

    /// <summary>x xor ((y + z) rotated left by 13).</summary>
    static abstract TVector Mix13(TVector x, TVector y, TVector z);

    /// <summary>x xor ((y + z) rotated left by 18).</summary>
    static abstract TVector Mix18(TVector x, TVector y, TVector z);

    /// <summary>Within every 128 bits: word i becomes word i + 1.</summary>
    static abstract TVector Turn1(TVector x);

    /// <summary>Within every 128 bits: word i becomes word i + 2.</summary>
    static abstract TVector Turn2(TVector x);

    /// <summary>Within every 128 bits: word i becomes word i + 3.</summary>
    static abstract TVector Turn3(TVector x);

    /// <summary>Writes the blocks of a vector's hashes, every one in one piece.</summary>
    /// <param name="diagonals">4 vectors.</param>
    /// <param name="rows">Where the first hash's block goes; the next hash's is 32 words on.</param>
    static abstract unsafe void Store(TVector* diagonals, uint* rows);

    /// <summary>Xors to the blocks of a vector's hashes what <see cref="Store"/> wrote.</summary>
    /// <param name="diagonals">4 vectors.</param>
    /// <param name="rows">For every hash, where to read.</param>
    static abstract unsafe void XorWith(TVector* diagonals, uint** rows);
}
