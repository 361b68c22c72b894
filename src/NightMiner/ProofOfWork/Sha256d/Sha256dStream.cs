using System.Runtime.CompilerServices;
using NightMiner.Blocks;
using NightMiner.Hashing;

namespace NightMiner.ProofOfWork;

/// <summary>
/// One vector of headers, one nonce per lane, on their way through SHA256d. Two blocks take part: the header's second one
/// (its last 16 bytes and padding), and the only one of the second hash (the first hash and padding). The schedules below
/// are SHA-256's with the terms left out that are known to be 0, and those taken together that come from constant words.
/// </summary>
internal sealed unsafe class Sha256dStream<TOps, TVector>
    where TOps : struct, ISha256Ops<TVector>
    where TVector : unmanaged
{
    /// <summary>The vectors of memory it takes.</summary>
    public const int Vectors = (2 * Sha256Schedule<TOps, TVector>.Vectors) + Sha256.StateWords;

    /// <summary>The word of the header's second block that is the nonce.</summary>
    public const int NonceWord = 3;

    private const uint HashBits = 8 * Hash256.Size;

    private readonly Sha256Schedule<TOps, TVector> _header;
    private readonly Sha256Schedule<TOps, TVector> _hash;

    /// <summary>Places a stream in memory.</summary>
    /// <param name="memory"><see cref="Vectors"/> vectors.</param>
    /// <param name="constants">The 64 round constants, each in every lane.</param>
    public Sha256dStream(TVector* memory, TVector* constants)
    {
        State = memory;
        _header = new(memory + Sha256.StateWords, constants);
        _hash = new(memory + Sha256.StateWords + Sha256Schedule<TOps, TVector>.Vectors, constants);
        _hash.SetKnown([0, 0, 0, 0, 0, 0, 0, 0, Sha256.EndOfMessage, 0, 0, 0, 0, 0, 0, HashBits], varying: 0xff);
    }

    /// <summary>The 8 words of the hash that is under way.</summary>
    public TVector* State { get; }

    /// <summary>What the rounds of the first hash take, from the nonce's round on.</summary>
    public TVector* HeaderRounds => _header.WithConstants + NonceWord;

    /// <summary>What the rounds of the second hash take.</summary>
    public TVector* HashRounds => _hash.WithConstants;

    /// <summary>Takes what all headers have in common.</summary>
    /// <param name="secondBlock">16 words; the nonce is ignored.</param>
    public void SetHeader(ReadOnlySpan<uint> secondBlock) => _header.SetKnown(secondBlock, varying: 1 << NonceWord);

    /// <summary>Takes the nonces.</summary>
    /// <param name="nonces">As words of the message: the header's little-endian nonces with their bytes reversed.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void SetNonces(TVector nonces)
    {
        Sha256Schedule<TOps, TVector> s = _header;
        TVector* known = s.KnownParts;
        s.Set(NonceWord, nonces);
        TVector w18 = s.Set(18, TOps.Add(known[18], TOps.SmallSigma0(nonces)));
        TVector w19 = s.Set(19, TOps.Add(known[19], nonces));
        TVector w20 = s.Set(20, TOps.Add(known[20], TOps.SmallSigma1(w18)));
        TVector w21 = s.Set(21, TOps.SmallSigma1(w19));
        TVector w22 = s.Set(22, TOps.Add(known[22], TOps.SmallSigma1(w20)));
        TVector w23 = s.Set(23, TOps.Add(known[23], TOps.SmallSigma1(w21)));
        TVector w24 = s.Set(24, TOps.Add(known[24], TOps.SmallSigma1(w22)));
        TVector w25 = s.Set(25, TOps.Add(w18, TOps.SmallSigma1(w23)));
        TVector w26 = s.Set(26, TOps.Add(w19, TOps.SmallSigma1(w24)));
        TVector w27 = s.Set(27, TOps.Add(w20, TOps.SmallSigma1(w25)));
        TVector w28 = s.Set(28, TOps.Add(w21, TOps.SmallSigma1(w26)));
        TVector w29 = s.Set(29, TOps.Add(w22, TOps.SmallSigma1(w27)));
        TVector w30 = s.Set(30, TOps.Add(TOps.Add(known[30], w23), TOps.SmallSigma1(w28)));
        TVector w31 = s.Set(31, TOps.Add(TOps.Add(known[31], w24), TOps.SmallSigma1(w29)));
        s.Set(32, TOps.Add(TOps.Add(known[32], w25), TOps.SmallSigma1(w30)));
        s.Set(33, TOps.Add(TOps.Add(known[33], w26), TOps.Add(TOps.SmallSigma0(w18), TOps.SmallSigma1(w31))));
        s.Expand(first: 34);
    }

    /// <summary>Starts the first hash where the nonce comes in.</summary>
    /// <param name="midstate">The state after round 2 of the header's second block.</param>
    public void StartHeader(uint* midstate)
    {
        for (nint i = 0; i < Sha256.StateWords; i++) State[i] = TOps.Broadcast(midstate[i]);
    }

    /// <summary>Ends the first hash and starts the second one.</summary>
    /// <param name="midstate">The state after the header's first block.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void StartHash(uint* midstate)
    {
        Sha256Schedule<TOps, TVector> s = _hash;
        TVector* known = s.KnownParts;
        TVector* w = s.Words;
        for (int i = 0; i < Sha256.StateWords; i++)
        {
            s.Set(i, TOps.Add(State[i], TOps.Broadcast(midstate[i])));
            State[i] = TOps.Broadcast(Sha256.InitialState[i]);
        }
        TVector w16 = s.Set(16, TOps.Add(w[0], TOps.SmallSigma0(w[1])));
        TVector w17 = s.Set(17, TOps.Add(TOps.Add(known[17], w[1]), TOps.SmallSigma0(w[2])));
        TVector w18 = s.Set(18, TOps.Add(TOps.Add(w[2], TOps.SmallSigma0(w[3])), TOps.SmallSigma1(w16)));
        TVector w19 = s.Set(19, TOps.Add(TOps.Add(w[3], TOps.SmallSigma0(w[4])), TOps.SmallSigma1(w17)));
        TVector w20 = s.Set(20, TOps.Add(TOps.Add(w[4], TOps.SmallSigma0(w[5])), TOps.SmallSigma1(w18)));
        TVector w21 = s.Set(21, TOps.Add(TOps.Add(w[5], TOps.SmallSigma0(w[6])), TOps.SmallSigma1(w19)));
        TVector part22 = TOps.Add(TOps.Add(known[22], w[6]), TOps.SmallSigma0(w[7]));
        TVector w22 = s.Set(22, TOps.Add(part22, TOps.SmallSigma1(w20)));
        TVector w23 = s.Set(23, TOps.Add(TOps.Add(known[23], w[7]), TOps.Add(w16, TOps.SmallSigma1(w21))));
        TVector w24 = s.Set(24, TOps.Add(TOps.Add(known[24], w17), TOps.SmallSigma1(w22)));
        TVector w25 = s.Set(25, TOps.Add(w18, TOps.SmallSigma1(w23)));
        TVector w26 = s.Set(26, TOps.Add(w19, TOps.SmallSigma1(w24)));
        TVector w27 = s.Set(27, TOps.Add(w20, TOps.SmallSigma1(w25)));
        TVector w28 = s.Set(28, TOps.Add(w21, TOps.SmallSigma1(w26)));
        TVector w29 = s.Set(29, TOps.Add(w22, TOps.SmallSigma1(w27)));
        s.Set(30, TOps.Add(TOps.Add(known[30], w23), TOps.SmallSigma1(w28)));
        s.Set(31, TOps.Add(TOps.Add(known[31], w24), TOps.Add(TOps.SmallSigma0(w16), TOps.SmallSigma1(w29))));
        s.Expand(first: 32);
    }

    /// <summary>The last words of the second hashes as bytes in memory would be read: the top 32 bits of a number.</summary>
    public TVector TopWords()
    {
        // What is the fifth word of the state after round 60 would be the last one after round 63.
        TVector last = TOps.Add(State[4], TOps.Broadcast(Sha256.InitialState[7]));
        return TOps.ReverseBytes(last);
    }
}
