using System.Buffers.Binary;
using NightMiner.Hashing;

namespace NightMiner.ProofOfWork;

/// <summary>
/// The two ends of scrypt, PBKDF2-HMAC-SHA256 with one iteration, on one vector of headers that differ in the nonce.
/// The header is the password of both and the salt of the first, which makes the 128 bytes that are mixed; those are
/// the salt of the second, which makes the hash. As the header is longer than a block, its SHA-256 is the HMAC's key.
/// </summary>
internal sealed unsafe class ScryptKeys<TOps, TVector>
    where TOps : struct, ISha256Ops<TVector>
    where TVector : unmanaged
{
    /// <summary>The vectors of memory it takes.</summary>
    public const int Vectors = Sha256Block<TOps, TVector>.Vectors + (6 * Sha256.StateWords);

    private const int RowWords = 2 * Salsa20.BlockWords;
    private const int NonceWord = 3; // of the header's second block
    private const uint InnerPad = 0x36363636;
    private const uint OuterPad = 0x5c5c5c5c;

    private readonly Sha256Block<TOps, TVector> _block;
    private readonly TVector* _inner; // the state after the block key xor inner pad
    private readonly TVector* _outer; // the same of the outer pad
    private readonly TVector* _salted; // the inner state after the header's first block as salt
    private readonly TVector* _state;
    private readonly TVector* _initial;
    private readonly TVector* _key;

    /// <summary>Places it in memory.</summary>
    /// <param name="memory"><see cref="Vectors"/> vectors.</param>
    /// <param name="constants">The 64 round constants, each in every lane.</param>
    public ScryptKeys(TVector* memory, TVector* constants)
    {
        _block = new(memory, constants);
        TVector* states = memory + Sha256Block<TOps, TVector>.Vectors;
        _inner = states;
        _outer = states + Sha256.StateWords;
        _salted = states + (2 * Sha256.StateWords);
        _state = states + (3 * Sha256.StateWords);
        _initial = states + (4 * Sha256.StateWords);
        _key = states + (5 * Sha256.StateWords);
        for (int i = 0; i < Sha256.StateWords; i++) _initial[i] = TOps.Broadcast(Sha256.InitialState[i]);
    }

    /// <summary>The hashes after <see cref="Finish"/>: 8 words, the last of which has the top of the number.</summary>
    public TVector* Hashes => _state;

    /// <summary>Makes the blocks that are mixed.</summary>
    /// <param name="header">32 words, the header and padding of a message; the nonce is ignored.</param>
    /// <param name="nonces">As words of the message: little-endian nonces with their bytes reversed.</param>
    /// <param name="rows">For every lane 32 words, as the mixer takes them.</param>
    public void Begin(ReadOnlySpan<uint> header, TVector nonces, uint* rows)
    {
        _block.SetWords(header);
        Compress(_initial, _salted);
        Span<uint> tail = stackalloc uint[Sha256.BlockWords];
        _block.SetWords(header[Sha256.BlockWords..]);
        _block.SetWord(NonceWord, nonces);
        Compress(_salted, _key);

        SetPaddedKey(InnerPad);
        Compress(_initial, _inner);
        SetPaddedKey(OuterPad);
        Compress(_initial, _outer);

        _block.SetWords(header);
        Compress(_inner, _salted);
        for (uint part = 0; part < 4; part++)
        {
            // The salt's last 16 bytes and the number of the part, after a block of padded key and one of salt.
            header.Slice(Sha256.BlockWords, 4).CopyTo(tail);
            tail[4] = part + 1;
            tail[5] = Sha256.EndOfMessage;
            tail[15] = 8 * 148;
            _block.SetWords(tail);
            _block.SetWord(NonceWord, nonces);
            Compress(_salted, _state);
            FinishOuter();
            Scatter(rows, (int)part);
        }
    }

    /// <summary>Makes the hashes from the mixed blocks.</summary>
    public void Finish(uint* rows)
    {
        Gather(rows, half: 0);
        Compress(_inner, _state);
        Gather(rows, half: 1);
        Compress(_state, _state);
        _block.SetWords([1, Sha256.EndOfMessage, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8 * 196]);
        Compress(_state, _state);
        FinishOuter();
    }

    private static int PlaceInRow(int word) =>
        (word / Salsa20.BlockWords * Salsa20.BlockWords) + Salsa20.PlaceInDiagonals(word % Salsa20.BlockWords);

    private static void Copy(TVector* from, TVector* to)
    {
        for (int i = 0; i < Sha256.StateWords; i++) to[i] = from[i];
    }

    private void SetPaddedKey(uint pad)
    {
        TVector padding = TOps.Broadcast(pad);
        for (int i = 0; i < Sha256.StateWords; i++) _block.SetWord(i, TOps.Xor(_key[i], padding));
        for (int i = Sha256.StateWords; i < Sha256.BlockWords; i++) _block.SetWord(i, padding);
    }

    /// <summary>Takes the block into a state, and writes the new state, maybe to the same place.</summary>
    private void Compress(TVector* from, TVector* to)
    {
        Copy(from, _block.State);
        Sha256Lanes<TOps, TVector>.Run<PassingWords>(_block, 0, Sha256Lanes<TOps, TVector>.CompletingRounds);
        Sha256Lanes<TOps, TVector>.Run<ComputedWords<PassingWords>>(
            _block, Sha256Lanes<TOps, TVector>.CompletingRounds, Sha256.BlockWords);
        for (int i = 0; i < Sha256.StateWords; i++) to[i] = TOps.Add(from[i], _block.State[i]);
    }

    /// <summary>The outer hash of the HMAC, over the inner one in the state.</summary>
    private void FinishOuter()
    {
        _block.SetWords([0, 0, 0, 0, 0, 0, 0, 0, Sha256.EndOfMessage, 0, 0, 0, 0, 0, 0, 8 * 96]);
        for (int i = 0; i < Sha256.StateWords; i++) _block.SetWord(i, _state[i]);
        Compress(_outer, _state);
    }

    /// <summary>Writes the state as words 8 · part and following of each lane's row.</summary>
    private void Scatter(uint* rows, int part)
    {
        for (int i = 0; i < Sha256.StateWords; i++)
        {
            var word = (uint*)(_state + i);
            uint* place = rows + PlaceInRow((Sha256.StateWords * part) + i);
            // SHA-256 reads and writes big-endian words, Salsa20 little-endian ones.
            for (int lane = 0; lane < TOps.Lanes; lane++, place += RowWords)
                *place = BinaryPrimitives.ReverseEndianness(word[lane]);
        }
    }

    /// <summary>Reads a block of SHA-256 from half of each lane's row.</summary>
    private void Gather(uint* rows, int half)
    {
        TVector words = default;
        for (int i = 0; i < Sha256.BlockWords; i++)
        {
            uint* place = rows + PlaceInRow((Sha256.BlockWords * half) + i);
            for (int lane = 0; lane < TOps.Lanes; lane++, place += RowWords)
                ((uint*)&words)[lane] = BinaryPrimitives.ReverseEndianness(*place);
            _block.SetWord(i, words);
        }
    }
}
