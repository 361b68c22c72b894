using System.Runtime.CompilerServices;

namespace NightMiner.Hashing;

/// <summary>
/// SHA-256 of many messages side by side: vector t of a block holds word t of every message. Blocks, schedules and
/// states live in memory that the caller owns, so that no method here is too large for the JIT to optimise.
/// </summary>
internal static unsafe class Sha256Lanes<TOps, TVector>
    where TOps : struct, ISha256Ops<TVector>
    where TVector : unmanaged
{
    /// <summary>Runs rounds on one vector of states.</summary>
    /// <param name="state">8 words.</param>
    /// <param name="wk">The schedule with the round constants added, from the first round to run on.</param>
    /// <param name="rounds">64, or 61 for those who can do without three.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run(TVector* state, TVector* wk, int rounds)
    {
        (TVector a, TVector b, TVector c, TVector d) = (state[0], state[1], state[2], state[3]);
        (TVector e, TVector f, TVector g, TVector h) = (state[4], state[5], state[6], state[7]);
        // Each round renames the eight words; after eight rounds every word has its own name again.
        TVector* end = wk + (rounds & ~7);
        for (; wk < end; wk += 8)
        {
            h = Sum1(h, wk[0], e, f, g); d = TOps.Add(d, h); h = Sum0(h, a, b, c);
            g = Sum1(g, wk[1], d, e, f); c = TOps.Add(c, g); g = Sum0(g, h, a, b);
            f = Sum1(f, wk[2], c, d, e); b = TOps.Add(b, f); f = Sum0(f, g, h, a);
            e = Sum1(e, wk[3], b, c, d); a = TOps.Add(a, e); e = Sum0(e, f, g, h);
            d = Sum1(d, wk[4], a, b, c); h = TOps.Add(h, d); d = Sum0(d, e, f, g);
            c = Sum1(c, wk[5], h, a, b); g = TOps.Add(g, c); c = Sum0(c, d, e, f);
            b = Sum1(b, wk[6], g, h, a); f = TOps.Add(f, b); b = Sum0(b, c, d, e);
            a = Sum1(a, wk[7], f, g, h); e = TOps.Add(e, a); a = Sum0(a, b, c, d);
        }
        if (rounds == Sha256.Rounds)
        {
            (state[0], state[1], state[2], state[3]) = (a, b, c, d);
            (state[4], state[5], state[6], state[7]) = (e, f, g, h);
            return;
        }
        h = Sum1(h, wk[0], e, f, g); d = TOps.Add(d, h); h = Sum0(h, a, b, c);
        g = Sum1(g, wk[1], d, e, f); c = TOps.Add(c, g); g = Sum0(g, h, a, b);
        f = Sum1(f, wk[2], c, d, e); b = TOps.Add(b, f); f = Sum0(f, g, h, a);
        e = Sum1(e, wk[3], b, c, d); a = TOps.Add(a, e); e = Sum0(e, f, g, h);
        d = Sum1(d, wk[4], a, b, c); h = TOps.Add(h, d); d = Sum0(d, e, f, g);
        (state[0], state[1], state[2], state[3]) = (d, e, f, g);
        (state[4], state[5], state[6], state[7]) = (h, a, b, c);
    }

    /// <summary>What <see cref="Run"/> does, on two vectors of states in step.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RunTwo(TVector* state, TVector* wk, TVector* state2, TVector* wk2)
    {
        (TVector a, TVector b, TVector c, TVector d) = (state[0], state[1], state[2], state[3]);
        (TVector e, TVector f, TVector g, TVector h) = (state[4], state[5], state[6], state[7]);
        (TVector i, TVector j, TVector k, TVector l) = (state2[0], state2[1], state2[2], state2[3]);
        (TVector m, TVector n, TVector o, TVector p) = (state2[4], state2[5], state2[6], state2[7]);
        TVector* end = wk + 56;
        for (; wk < end; wk += 8, wk2 += 8)
        {
            h = Sum1(h, wk[0], e, f, g); d = TOps.Add(d, h); h = Sum0(h, a, b, c);
            p = Sum1(p, wk2[0], m, n, o); l = TOps.Add(l, p); p = Sum0(p, i, j, k);
            g = Sum1(g, wk[1], d, e, f); c = TOps.Add(c, g); g = Sum0(g, h, a, b);
            o = Sum1(o, wk2[1], l, m, n); k = TOps.Add(k, o); o = Sum0(o, p, i, j);
            f = Sum1(f, wk[2], c, d, e); b = TOps.Add(b, f); f = Sum0(f, g, h, a);
            n = Sum1(n, wk2[2], k, l, m); j = TOps.Add(j, n); n = Sum0(n, o, p, i);
            e = Sum1(e, wk[3], b, c, d); a = TOps.Add(a, e); e = Sum0(e, f, g, h);
            m = Sum1(m, wk2[3], j, k, l); i = TOps.Add(i, m); m = Sum0(m, n, o, p);
            d = Sum1(d, wk[4], a, b, c); h = TOps.Add(h, d); d = Sum0(d, e, f, g);
            l = Sum1(l, wk2[4], i, j, k); p = TOps.Add(p, l); l = Sum0(l, m, n, o);
            c = Sum1(c, wk[5], h, a, b); g = TOps.Add(g, c); c = Sum0(c, d, e, f);
            k = Sum1(k, wk2[5], p, i, j); o = TOps.Add(o, k); k = Sum0(k, l, m, n);
            b = Sum1(b, wk[6], g, h, a); f = TOps.Add(f, b); b = Sum0(b, c, d, e);
            j = Sum1(j, wk2[6], o, p, i); n = TOps.Add(n, j); j = Sum0(j, k, l, m);
            a = Sum1(a, wk[7], f, g, h); e = TOps.Add(e, a); a = Sum0(a, b, c, d);
            i = Sum1(i, wk2[7], n, o, p); m = TOps.Add(m, i); i = Sum0(i, j, k, l);
        }
        h = Sum1(h, wk[0], e, f, g); d = TOps.Add(d, h); h = Sum0(h, a, b, c);
        p = Sum1(p, wk2[0], m, n, o); l = TOps.Add(l, p); p = Sum0(p, i, j, k);
        g = Sum1(g, wk[1], d, e, f); c = TOps.Add(c, g); g = Sum0(g, h, a, b);
        o = Sum1(o, wk2[1], l, m, n); k = TOps.Add(k, o); o = Sum0(o, p, i, j);
        f = Sum1(f, wk[2], c, d, e); b = TOps.Add(b, f); f = Sum0(f, g, h, a);
        n = Sum1(n, wk2[2], k, l, m); j = TOps.Add(j, n); n = Sum0(n, o, p, i);
        e = Sum1(e, wk[3], b, c, d); a = TOps.Add(a, e); e = Sum0(e, f, g, h);
        m = Sum1(m, wk2[3], j, k, l); i = TOps.Add(i, m); m = Sum0(m, n, o, p);
        d = Sum1(d, wk[4], a, b, c); h = TOps.Add(h, d); d = Sum0(d, e, f, g);
        l = Sum1(l, wk2[4], i, j, k); p = TOps.Add(p, l); l = Sum0(l, m, n, o);
        (state[0], state[1], state[2], state[3]) = (d, e, f, g);
        (state[4], state[5], state[6], state[7]) = (h, a, b, c);
        (state2[0], state2[1], state2[2], state2[3]) = (l, m, n, o);
        (state2[4], state2[5], state2[6], state2[7]) = (p, i, j, k);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Sum1(TVector h, TVector wk, TVector e, TVector f, TVector g) =>
        TOps.Add(TOps.Add(TOps.Add(h, wk), TOps.Choose(e, f, g)), TOps.BigSigma1(e));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Sum0(TVector h, TVector a, TVector b, TVector c) =>
        TOps.Add(TOps.Add(h, TOps.Majority(a, b, c)), TOps.BigSigma0(a));
}
