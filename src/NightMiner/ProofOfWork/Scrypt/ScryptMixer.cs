using System.Runtime.CompilerServices;
using NightMiner.Hashing;

namespace NightMiner.ProofOfWork;

/// <summary>
/// The memory-hard middle of scrypt (scryptROMix of RFC 7914 with N = 1024, r = 1) on several hashes in step. Their state
/// is held as the diagonals of <see cref="ISalsa20Ops{TVector}"/>: for every vector the four of the left block, then the
/// four of the right one.
/// </summary>
/// <remarks>
/// One step takes about 480 cycles for one vector of hashes, because every operation waits for the one before; so several
/// vectors ("groups") go through it together. In scratch memory the rows of all hashes for one step lie side by side
/// (a power of two between the hashes would put all of them in the same few places of the caches), each hash's row in
/// one piece, so that a row read back is two cache lines.
/// </remarks>
internal static unsafe class ScryptMixer<TOps, TVector>
    where TOps : struct, ISalsa20Ops<TVector>
    where TVector : unmanaged
{
    /// <summary>The words of a hash's state, and of a row.</summary>
    public const int RowWords = 2 * Salsa20.BlockWords;

    private const int Rows = 1024;
    private const int Groups = 6;
    private const int Diagonals = 8; // of the state of a group

    /// <summary>Hashes mixed in step.</summary>
    public static int Hashes => Groups * TOps.Hashes;

    /// <summary>The bytes of memory it works in: 128 KiB for every hash, and the states.</summary>
    public static int MemoryBytes => (Rows + 1) * RowWords * sizeof(uint) * Hashes;

    private static int RowStride => Hashes * RowWords; // from one row of a hash to its next, in words

    /// <summary>Mixes the states of <see cref="Hashes"/> hashes.</summary>
    /// <param name="states">For every hash 32 words, each of the two blocks as <see cref="Salsa20.PlaceInDiagonals"/> places them.</param>
    /// <param name="memory"><see cref="MemoryBytes"/>, aligned to a vector.</param>
    public static void Mix(uint* states, void* memory)
    {
        var x = (TVector*)memory;
        var rows = (uint*)(x + (Groups * Diagonals));
        Load(x, states);
        for (int i = 0; i < Rows; i++)
        {
            Store(x, rows + (i * RowStride));
            MixBlocks(x);
        }
        for (int i = 0; i < Rows; i++)
        {
            XorWithRows(x, rows);
            MixBlocks(x);
        }
        Store(x, states);
    }

    private static void Load(TVector* x, uint* states)
    {
        new Span<TVector>(x, Groups * Diagonals).Clear();
        uint** row = stackalloc uint*[TOps.Hashes];
        for (int group = 0; group < Groups; group++, x += Diagonals)
        {
            for (int i = 0; i < TOps.Hashes; i++, states += RowWords) row[i] = states;
            TOps.XorWith(x, row);
            for (int i = 0; i < TOps.Hashes; i++) row[i] += Salsa20.BlockWords;
            TOps.XorWith(x + 4, row);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Store(TVector* x, uint* row)
    {
        for (int group = 0; group < Groups; group++, x += Diagonals, row += TOps.Hashes * RowWords)
        {
            TOps.Store(x, row);
            TOps.Store(x + 4, row + Salsa20.BlockWords);
        }
    }

    /// <summary>Xors every state with the row that it picks itself: by the first word of its right block.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void XorWithRows(TVector* x, uint* rows)
    {
        uint** row = stackalloc uint*[TOps.Hashes];
        uint** right = stackalloc uint*[TOps.Hashes];
        for (int group = 0; group < Groups; group++, x += Diagonals)
        {
            for (int i = 0; i < TOps.Hashes; i++, rows += RowWords)
            {
                row[i] = rows + (((uint*)(x + 4))[4 * i] % Rows * (nuint)RowStride);
                right[i] = row[i] + Salsa20.BlockWords;
            }
            TOps.XorWith(x, row);
            TOps.XorWith(x + 4, right);
        }
    }

    /// <summary>scryptBlockMix: the left blocks are hashed with the right ones, then the right ones with the left.</summary>
    private static void MixBlocks(TVector* x)
    {
        const int Half = Groups / 2 * Diagonals;
        HashBlocks(x, x + 4);
        if (!TOps.InterleavesSix) HashBlocks(x + Half, x + Half + 4);
        HashBlocks(x + 4, x);
        if (!TOps.InterleavesSix) HashBlocks(x + Half + 4, x + Half);
    }

    /// <summary>Replaces one block of every state by Salsa20/8 of itself xor the other block.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void HashBlocks(TVector* x, TVector* y)
    {
        TVector a = Xor(x, y, 0), b = Xor(x, y, 1), c = Xor(x, y, 2), d = Xor(x, y, 3);
        TVector e = Xor(x, y, 8), f = Xor(x, y, 9), g = Xor(x, y, 10), h = Xor(x, y, 11);
        TVector i = Xor(x, y, 16), j = Xor(x, y, 17), k = Xor(x, y, 18), l = Xor(x, y, 19);
        TVector m = default, n = default, o = default, p = default;
        TVector q = default, r = default, s = default, t = default;
        TVector u = default, v = default, w = default, z = default;
        if (TOps.InterleavesSix)
        {
            (m, n, o, p) = (Xor(x, y, 24), Xor(x, y, 25), Xor(x, y, 26), Xor(x, y, 27));
            (q, r, s, t) = (Xor(x, y, 32), Xor(x, y, 33), Xor(x, y, 34), Xor(x, y, 35));
            (u, v, w, z) = (Xor(x, y, 40), Xor(x, y, 41), Xor(x, y, 42), Xor(x, y, 43));
        }
        for (int round = 0; round < Salsa20.Rounds; round++)
        {
            b = TOps.Mix7(b, a, d); f = TOps.Mix7(f, e, h); j = TOps.Mix7(j, i, l);
            c = TOps.Mix9(c, b, a); g = TOps.Mix9(g, f, e); k = TOps.Mix9(k, j, i);
            d = TOps.Mix13(d, c, b); h = TOps.Mix13(h, g, f); l = TOps.Mix13(l, k, j);
            a = TOps.Mix18(a, d, c); e = TOps.Mix18(e, h, g); i = TOps.Mix18(i, l, k);
            if (TOps.InterleavesSix)
            {
                n = TOps.Mix7(n, m, p); r = TOps.Mix7(r, q, t); v = TOps.Mix7(v, u, z);
                o = TOps.Mix9(o, n, m); s = TOps.Mix9(s, r, q); w = TOps.Mix9(w, v, u);
                p = TOps.Mix13(p, o, n); t = TOps.Mix13(t, s, r); z = TOps.Mix13(z, w, v);
                m = TOps.Mix18(m, p, o); q = TOps.Mix18(q, t, s); u = TOps.Mix18(u, z, w);
                (n, o, p) = (TOps.Turn1(p), TOps.Turn2(o), TOps.Turn3(n));
                (r, s, t) = (TOps.Turn1(t), TOps.Turn2(s), TOps.Turn3(r));
                (v, w, z) = (TOps.Turn1(z), TOps.Turn2(w), TOps.Turn3(v));
            }
            // A column round ends where a row round begins: b and d change roles.
            (b, c, d) = (TOps.Turn1(d), TOps.Turn2(c), TOps.Turn3(b));
            (f, g, h) = (TOps.Turn1(h), TOps.Turn2(g), TOps.Turn3(f));
            (j, k, l) = (TOps.Turn1(l), TOps.Turn2(k), TOps.Turn3(j));
        }
        AddTo(x, a, b, c, d);
        AddTo(x + 8, e, f, g, h);
        AddTo(x + 16, i, j, k, l);
        if (!TOps.InterleavesSix) return;
        AddTo(x + 24, m, n, o, p);
        AddTo(x + 32, q, r, s, t);
        AddTo(x + 40, u, v, w, z);
    }

    /// <summary>Takes a vector xor another, and keeps it for the sum at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Xor(TVector* x, TVector* y, int i) => x[i] = TOps.Xor(x[i], y[i]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(TVector* x, TVector a, TVector b, TVector c, TVector d)
    {
        x[0] = TOps.Add(x[0], a);
        x[1] = TOps.Add(x[1], b);
        x[2] = TOps.Add(x[2], c);
        x[3] = TOps.Add(x[3], d);
    }
}
