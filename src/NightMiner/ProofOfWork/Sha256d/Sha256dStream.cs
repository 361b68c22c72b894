
using NightMiner.Hashing;
using NightMiner.Protocol.Blocks;

namespace NightMiner.ProofOfWork;

/// <summary>
/// One vector of headers, one nonce per lane, on their way through SHA256d. Two blocks take part: the header's second
/// one (its last 16 bytes and padding), and the only one of the second hash (the first hash and padding).
/// </summary>
internal readonly unsafe struct Sha256dStream<TOps, TVector>
    where TOps : struct, ISha256Ops<TVector>
    where TVector : unmanaged
{
    /// <summary>The vectors of memory it takes.</summary>
    public const int Vectors = 2 * Sha256Block<TOps, TVector>.Vectors;

    /// <summary>The word of the header's second block that is the nonce.</summary>
    public const int NonceWord = 3;

    private const uint HashBits = 8 * Hash256.Size;

    /// <summary>Places a stream in memory.</summary>
    /// <param name="memory"><see cref="Vectors"/> vectors.</param>
    /// <param name="constants">The 64 round constants, each in every lane.</param>
    public Sha256dStream(TVector* memory, TVector* constants)
    {
        Header = new(memory, constants);
        Hash = new(memory + Sha256Block<TOps, TVector>.Vectors, constants);
        Hash.SetWords([0, 0, 0, 0, 0, 0, 0, 0, Sha256.EndOfMessage, 0, 0, 0, 0, 0, 0, HashBits]);
    }

    /// <summary>The second block of the header.</summary>
    public Sha256Block<TOps, TVector> Header { get; }

    /// <summary>The block of the second hash.</summary>
    public Sha256Block<TOps, TVector> Hash { get; }

    /// <summary>Ends the first hash and starts the second one.</summary>
    /// <param name="midstate">The 8 words of the state after the header's first block.</param>
    public void StartHash(uint* midstate)
    {
        for (int i = 0; i < Sha256.StateWords; i++)
        {
            Hash.SetWord(i, TOps.Add(Header.State[i], TOps.Broadcast(midstate[i])));
            Hash.State[i] = TOps.Broadcast(Sha256.InitialState[i]);
        }
    }

    /// <summary>The lanes, one bit each, whose second hash may meet a target.</summary>
    /// <param name="limit">The target's top word in every lane.</param>
    public uint LanesAtMost(TVector limit)
    {
        // What is the fifth word of the state after round 60 would be the last one after round 63.
        TVector last = TOps.Add(Hash.State[4], TOps.Broadcast(Sha256.InitialState[7]));
        return TOps.AtMost(TOps.ReverseBytes(last), limit);
    }
}
