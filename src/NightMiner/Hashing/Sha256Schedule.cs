using System.Runtime.CompilerServices;

namespace NightMiner.Hashing;

/// <summary>
/// The message schedule of many blocks side by side: vector t holds word t of every block. The memory is the caller's.
/// Words that are the same for all blocks are set once by <see cref="SetKnown"/>; what they add to later words is summed
/// up once, too.
/// </summary>
internal readonly unsafe struct Sha256Schedule<TOps, TVector>
    where TOps : struct, ISha256Ops<TVector>
    where TVector : unmanaged
{
    /// <summary>The vectors of memory it takes.</summary>
    public const int Vectors = 3 * Sha256.Rounds;

    /// <summary>Places a schedule in memory.</summary>
    /// <param name="memory"><see cref="Vectors"/> vectors.</param>
    /// <param name="constants">The 64 round constants, each in every lane.</param>
    public Sha256Schedule(TVector* memory, TVector* constants)
    {
        Words = memory;
        WithConstants = memory + Sha256.Rounds;
        KnownParts = memory + (2 * Sha256.Rounds);
        Constants = constants;
    }

    /// <summary>The 64 words; those that <see cref="SetKnown"/> was given may be missing.</summary>
    public TVector* Words { get; }

    /// <summary>The 64 words with the round constants added: what the rounds take.</summary>
    public TVector* WithConstants { get; }

    /// <summary>What the known words contribute to word t, for every word that not all blocks have in common.</summary>
    public TVector* KnownParts { get; }

    private TVector* Constants { get; }

    /// <summary>Sets the word of a round and gives it back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Set(nint t, TVector word)
    {
        Words[t] = word;
        WithConstants[t] = TOps.Add(word, Constants[t]);
        return word;
    }

    /// <summary>Takes the words that all blocks have in common.</summary>
    /// <param name="block">16 words.</param>
    /// <param name="varying">Bit t set: word t is not the same for all, and its value here is ignored.</param>
    public void SetKnown(ReadOnlySpan<uint> block, ulong varying)
    {
        // Words that vary count as 0, and so do their sigmas: what is left of a sum is the part that is known.
        Span<uint> known = stackalloc uint[Sha256.Rounds];
        for (int t = 0; t < Sha256.Rounds; t++)
        {
            uint part = t < Sha256.BlockWords ? block[t] : Sha256.NextWord(known[(t - Sha256.BlockWords)..]);
            if (t >= Sha256.BlockWords && DependsOn(varying, t)) varying |= 1ul << t;
            bool varies = (varying >> t & 1) != 0;
            known[t] = varies ? 0 : part;
            KnownParts[t] = TOps.Broadcast(part);
            if (!varies) Set(t, TOps.Broadcast(part));
        }
    }

    /// <summary>Fills the schedule from a word on; the 16 before it are set.</summary>
    /// <param name="first">An even number, 16 or more.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Expand(int first)
    {
        // Two words a turn, for the last two stay in registers: each word waits for the one two before it.
        TVector x = Words[first - 2];
        TVector y = Words[first - 1];
        for (nint t = first; t < Sha256.Rounds; t += 2)
        {
            x = Set(t, NextWord(x, Words + t - 16));
            y = Set(t + 1, NextWord(y, Words + t - 15));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector NextWord(TVector twoBefore, TVector* w) =>
        TOps.Add(TOps.Add(TOps.SmallSigma1(twoBefore), w[9]), TOps.Add(TOps.SmallSigma0(w[1]), w[0]));

    private static bool DependsOn(ulong varying, int t) =>
        (((varying >> (t - 2)) | (varying >> (t - 7)) | (varying >> (t - 15)) | (varying >> (t - 16))) & 1) != 0;
}
