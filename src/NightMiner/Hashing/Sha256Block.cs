using System.Runtime.CompilerServices;

namespace NightMiner.Hashing;

/// <summary>
/// A block of many messages side by side, on its way through the rounds of SHA-256: vector t holds word t of every
/// message. The memory is the caller's.
/// </summary>
internal readonly unsafe struct Sha256Block<TOps, TVector>
    where TOps : struct, ISha256Ops<TVector>
    where TVector : unmanaged
{
    /// <summary>The vectors of memory it takes.</summary>
    public const int Vectors = Sha256.StateWords + (2 * Sha256.Rounds);

    /// <summary>Places a block in memory.</summary>
    /// <param name="memory"><see cref="Vectors"/> vectors.</param>
    /// <param name="constants">The 64 round constants, each in every lane.</param>
    public Sha256Block(TVector* memory, TVector* constants)
    {
        State = memory;
        Words = memory + Sha256.StateWords;
        Constants = constants;
    }

    /// <summary>The 8 words of the state.</summary>
    public TVector* State { get; }

    /// <summary>The schedule: the block's 16 words, and 48 that the rounds add.</summary>
    public TVector* Words { get; }

    /// <summary>
    /// The schedule with the round constants added: what the rounds take where many messages share it. Its first words
    /// are there after <see cref="AddConstants"/>, the others come with the rounds.
    /// </summary>
    public TVector* WithConstants => Words + Sha256.Rounds;

    /// <summary>The 64 round constants, each in every lane.</summary>
    public TVector* Constants { get; }

    /// <summary>Sets a word of the block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetWord(int t, TVector word) => Words[t] = word;

    /// <summary>Begins <see cref="WithConstants"/> with the 16 words of the block.</summary>
    public void AddConstants()
    {
        for (int t = 0; t < Sha256.BlockWords; t++) WithConstants[t] = TOps.Add(Words[t], Constants[t]);
    }

    /// <summary>Sets all 16 words, the same for all messages.</summary>
    public void SetWords(ReadOnlySpan<uint> words)
    {
        for (int t = 0; t < Sha256.BlockWords; t++) SetWord(t, TOps.Broadcast(words[t]));
    }

    /// <summary>Sets the 8 words of the state, the same for all messages.</summary>
    public void SetState(ReadOnlySpan<uint> words)
    {
        for (int i = 0; i < Sha256.StateWords; i++) State[i] = TOps.Broadcast(words[i]);
    }
}
