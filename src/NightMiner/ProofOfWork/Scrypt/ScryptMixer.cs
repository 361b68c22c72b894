using System.Runtime.CompilerServices;
using NightMiner.Hashing;

namespace NightMiner.ProofOfWork;

/// <summary>
/// The memory-hard middle of scrypt (scryptROMix of RFC 7914 with N = 1024, r = 1) on some vectors ("groups") of
/// hashes, six where nobody asks for another number. The state of a group is the four diagonals of its left blocks,
/// then the four of its right ones.
/// </summary>
/// <remarks>
/// For one group alone the CPU would spend most of its time waiting, as every operation needs the result of the one
/// before; that is why there are many. In scratch memory the rows of all hashes for one step lie side by side (a power
/// of two from hash to hash would put them all in the same few places of the caches), but each hash's row in one piece,
/// so that a row picked at random is two cache lines.
/// </remarks>
internal sealed unsafe class ScryptMixer<TOps, TVector>
    where TOps : struct, ISalsa20Ops<TVector>
    where TVector : unmanaged
{
    /// <summary>The words of a hash's state, and of a row.</summary>
    public const int RowWords = 2 * Salsa20.BlockWords;

    private const int Rows = 1024;
    private const int Diagonals = 4; // of a block
    private const int GroupVectors = 2 * Diagonals;

    private readonly int _groups;
    private readonly int _stride; // from one row of a hash to its next, in words
    private readonly TVector* _states;
    private readonly TVector* _work;
    private readonly uint* _rows;

    /// <summary>Places it in memory.</summary>
    /// <param name="memory">As much as <see cref="MemoryBytes"/> says, aligned to a vector.</param>
    /// <param name="groups">The vectors of hashes mixed in step.</param>
    public ScryptMixer(void* memory, int groups)
    {
        _groups = groups;
        _stride = Hashes * RowWords;
        _states = (TVector*)memory;
        _work = _states + (groups * GroupVectors);
        _rows = (uint*)(_work + (groups * Diagonals));
    }

    /// <summary>Hashes mixed in step.</summary>
    public int Hashes => _groups * TOps.Hashes;

    /// <summary>The bytes of memory it works in: 128 KiB for every hash, and a little.</summary>
    public static int MemoryBytes(int groups) => groups
        * (((GroupVectors + Diagonals) * sizeof(TVector)) + (TOps.Hashes * Rows * RowWords * sizeof(uint)));

    /// <summary>Mixes the states of <see cref="Hashes"/> hashes.</summary>
    /// <param name="states">
    /// For every hash 32 words, each of the two blocks as <see cref="Salsa20.PlaceInDiagonals"/> places them.
    /// </param>
    public void Mix(uint* states)
    {
        new Span<TVector>(_states, _groups * GroupVectors).Clear();
        XorWithRows(states, isFirst: true);
        for (int i = 0; i < Rows; i++)
        {
            StoreRow(_rows + (i * _stride));
            MixBlocks();
        }
        for (int i = 0; i < Rows; i++)
        {
            if (TOps.FetchesAhead) FetchRows();
            XorWithRows(_rows, isFirst: false);
            MixBlocks();
        }
        StoreRow(states);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void StoreRow(uint* row)
    {
        TVector* x = _states;
        for (int group = 0; group < _groups; group++, x += GroupVectors, row += TOps.Hashes * RowWords)
        {
            TOps.Store(x, row);
            TOps.Store(x + Diagonals, row + Salsa20.BlockWords);
        }
    }

    /// <summary>Asks for the rows of all states at once, which then come while the first ones are in use.</summary>
    private void FetchRows()
    {
        uint* rows = _rows;
        TVector* end = _states + (_groups * GroupVectors);
        for (TVector* x = _states + Diagonals; x < end; x += GroupVectors)
        {
            for (int i = 0; i < TOps.Hashes; i++, rows += RowWords)
            {
                uint* row = rows + (((uint*)x)[4 * i] % Rows * (nuint)_stride);
                TOps.Fetch(row);
                TOps.Fetch(row + Salsa20.BlockWords);
            }
        }
    }

    /// <summary>Xors every state with the first row, or the one that the first word of its right block picks.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void XorWithRows(uint* rows, bool isFirst)
    {
        uint** left = stackalloc uint*[TOps.Hashes];
        uint** right = stackalloc uint*[TOps.Hashes];
        TVector* x = _states;
        for (int group = 0; group < _groups; group++, x += GroupVectors)
        {
            var firstWords = (uint*)(x + Diagonals);
            for (int i = 0; i < TOps.Hashes; i++, rows += RowWords)
            {
                uint row = isFirst ? 0 : firstWords[4 * i] % Rows;
                left[i] = rows + (row * (nuint)_stride);
                right[i] = left[i] + Salsa20.BlockWords;
            }
            TOps.XorWith(x, left);
            TOps.XorWith(x + Diagonals, right);
        }
    }

    /// <summary>scryptBlockMix: hashes left blocks with right ones, then right ones with left ones.</summary>
    private void MixBlocks()
    {
        TVector* x = _states;
        if (TOps.HoldsSixGroups && _groups % 6 == 0)
        {
            for (int group = 0; group < _groups; group += 6, x += 6 * GroupVectors)
            {
                HashBlocks(x, x + Diagonals);
                HashBlocks(x + Diagonals, x);
            }
        }
        else
        {
            HashBlocksInMemory(x, x + Diagonals);
            HashBlocksInMemory(x + Diagonals, x);
        }
    }

    /// <summary>Replaces block x of six states by Salsa20/8 of x xor y. They stay in 24 registers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void HashBlocks(TVector* x, TVector* y)
    {
        TVector a = Xor(x, y, 0), b = Xor(x, y, 1), c = Xor(x, y, 2), d = Xor(x, y, 3);
        TVector e = Xor(x, y, 8), f = Xor(x, y, 9), g = Xor(x, y, 10), h = Xor(x, y, 11);
        TVector i = Xor(x, y, 16), j = Xor(x, y, 17), k = Xor(x, y, 18), l = Xor(x, y, 19);
        TVector m = Xor(x, y, 24), n = Xor(x, y, 25), o = Xor(x, y, 26), p = Xor(x, y, 27);
        TVector q = Xor(x, y, 32), r = Xor(x, y, 33), s = Xor(x, y, 34), t = Xor(x, y, 35);
        TVector u = Xor(x, y, 40), v = Xor(x, y, 41), w = Xor(x, y, 42), z = Xor(x, y, 43);
        for (int round = 0; round < Salsa20.Rounds; round++)
        {
            b = TOps.Mix7(b, a, d); f = TOps.Mix7(f, e, h); j = TOps.Mix7(j, i, l);
            n = TOps.Mix7(n, m, p); r = TOps.Mix7(r, q, t); v = TOps.Mix7(v, u, z);
            c = TOps.Mix9(c, b, a); g = TOps.Mix9(g, f, e); k = TOps.Mix9(k, j, i);
            o = TOps.Mix9(o, n, m); s = TOps.Mix9(s, r, q); w = TOps.Mix9(w, v, u);
            d = TOps.Mix13(d, c, b); h = TOps.Mix13(h, g, f); l = TOps.Mix13(l, k, j);
            p = TOps.Mix13(p, o, n); t = TOps.Mix13(t, s, r); z = TOps.Mix13(z, w, v);
            a = TOps.Mix18(a, d, c); e = TOps.Mix18(e, h, g); i = TOps.Mix18(i, l, k);
            m = TOps.Mix18(m, p, o); q = TOps.Mix18(q, t, s); u = TOps.Mix18(u, z, w);
            // A column round ends where a row round begins, and back again: b and d change roles.
            (b, c, d) = (TOps.Turn1(d), TOps.Turn2(c), TOps.Turn3(b));
            (f, g, h) = (TOps.Turn1(h), TOps.Turn2(g), TOps.Turn3(f));
            (j, k, l) = (TOps.Turn1(l), TOps.Turn2(k), TOps.Turn3(j));
            (n, o, p) = (TOps.Turn1(p), TOps.Turn2(o), TOps.Turn3(n));
            (r, s, t) = (TOps.Turn1(t), TOps.Turn2(s), TOps.Turn3(r));
            (v, w, z) = (TOps.Turn1(z), TOps.Turn2(w), TOps.Turn3(v));
        }
        AddTo(x, a, b, c, d);
        AddTo(x + 8, e, f, g, h);
        AddTo(x + 16, i, j, k, l);
        AddTo(x + 24, m, n, o, p);
        AddTo(x + 32, q, r, s, t);
        AddTo(x + 40, u, v, w, z);
    }

    /// <summary>
    /// The same with every state, where there are few registers or another number of groups. Every group's round is
    /// loaded from memory and stored again, for then the
    /// next instructions that the CPU sees belong to the next group, and it need not wait for this one.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void HashBlocksInMemory(TVector* x, TVector* y)
    {
        TVector* work = _work, end = work + (_groups * Diagonals);
        int at = 0;
        for (TVector* v = work; v < end; v += Diagonals, at += GroupVectors)
            Turn(v, Xor(x, y, at), Xor(x, y, at + 1), Xor(x, y, at + 2), Xor(x, y, at + 3));
        for (int round = 2; round < Salsa20.Rounds; round++)
        {
            for (TVector* v = work; v < end; v += Diagonals) Turn(v, v[0], v[1], v[2], v[3]);
        }
        for (TVector* v = work; v < end; v += Diagonals, x += GroupVectors)
        {
            TVector a = v[0], b = v[1], c = v[2], d = v[3];
            b = TOps.Mix7(b, a, d);
            c = TOps.Mix9(c, b, a);
            d = TOps.Mix13(d, c, b);
            a = TOps.Mix18(a, d, c);
            AddTo(x, a, TOps.Turn1(d), TOps.Turn2(c), TOps.Turn3(b));
        }
    }

    /// <summary>A round of one group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(TVector* v, TVector a, TVector b, TVector c, TVector d)
    {
        b = TOps.Mix7(b, a, d);
        c = TOps.Mix9(c, b, a);
        d = TOps.Mix13(d, c, b);
        a = TOps.Mix18(a, d, c);
        (v[0], v[1], v[2], v[3]) = (a, TOps.Turn1(d), TOps.Turn2(c), TOps.Turn3(b));
    }

    /// <summary>Takes a vector of x xor that of y, and keeps it for the sum at the end.</summary>
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
