namespace NightMiner.Hashing;

/// <summary>
/// What SHA-256 is made of, on vectors with one message per lane. Kernels are written once over these and compiled for
/// every width. The members are single expressions on raw vectors because the JIT gives up inlining anything deeper.
/// </summary>
/// <typeparam name="TVector">Vector128, Vector256 or Vector512 of uint.</typeparam>
internal interface ISha256Ops<TVector>
    where TVector : unmanaged
{
    /// <summary>Messages hashed side by side in one vector.</summary>
    static abstract int Lanes { get; }

    /// <summary>
    /// Whether the registers hold the states of two vectors at once. Then two are run in step, since a single one
    /// leaves the CPU waiting for its own results.
    /// </summary>
    static abstract bool RunsTwoStreams { get; }

    /// <summary>The same word in every lane.</summary>
    static abstract TVector Broadcast(uint word);

    static abstract TVector Add(TVector x, TVector y);

    static abstract TVector Xor(TVector x, TVector y);

    static abstract TVector BigSigma0(TVector x);

    static abstract TVector BigSigma1(TVector x);

    static abstract TVector SmallSigma0(TVector x);

    static abstract TVector SmallSigma1(TVector x);

    /// <summary>Bits of y where x is set, of z where it is not.</summary>
    static abstract TVector Choose(TVector x, TVector y, TVector z);

    /// <summary>Bits that at least two of the three agree on.</summary>
    static abstract TVector Majority(TVector x, TVector y, TVector z);

    /// <summary>Swaps the 4 bytes of every lane.</summary>
    static abstract TVector ReverseBytes(TVector x);

    /// <summary>One bit per lane, the first lane lowest: set where x, unsigned, is not above the limit.</summary>
    static abstract uint AtMost(TVector x, TVector limit);
}
