using System.Runtime.CompilerServices;

namespace NightMiner.Hashing;

/// <summary>
/// The rounds of SHA-256 on many messages side by side: vector t of a schedule holds word t of every message. Schedules
/// and states live in memory that the caller owns, so that no method here is too large for the JIT to optimise.
/// </summary>
/// <remarks>
/// A round waits for the one before; what the CPU could do meanwhile is computing words of the schedule, and the rounds
/// of a second vector. So one line below is a round with the word that is due 16 rounds later. A word costs nearly
/// nothing there, but a third of all time when the schedule is filled beforehand.
/// </remarks>
internal static unsafe class Sha256Lanes<TOps, TVector>
    where TOps : struct, ISha256Ops<TVector>
    where TVector : unmanaged
{
    /// <summary>The rounds that make a schedule complete: each adds one to its first 16 words.</summary>
    public const int CompletingRounds = Sha256.Rounds - Sha256.BlockWords;

    /// <summary>
    /// Runs rounds. Where words are missing, <see cref="CompletingRounds"/> of them complete the schedule.
    /// </summary>
    /// <param name="block">Its state and schedule.</param>
    /// <param name="first">The first round.</param>
    /// <param name="rounds">How many: a multiple of 8, or 5 more than that.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run<TWords>(Sha256Block<TOps, TVector> block, int first, int rounds)
        where TWords : struct, IScheduleWords
    {
        TVector* state = block.State;
        TVector* wk = (TWords.HaveConstants ? block.WithConstants : block.Words) + first;
        TVector* kk = block.Constants + first;
        TVector* w = block.Words;
        TVector* k = block.Constants;
        (TVector a, TVector b, TVector c, TVector d) = (state[0], state[1], state[2], state[3]);
        (TVector e, TVector f, TVector g, TVector h) = (state[4], state[5], state[6], state[7]);
        // Each round renames the eight words; after eight rounds every word has its own name again.
        for (; rounds >= 8; rounds -= 8, wk += 8, kk += 8, w += 8, k += 8)
        {
            Round(ref d, ref h, At<TWords>(wk, kk, 0), e, f, g, a, b, c); Next<TWords>(w, k, 0);
            Round(ref c, ref g, At<TWords>(wk, kk, 1), d, e, f, h, a, b); Next<TWords>(w, k, 1);
            Round(ref b, ref f, At<TWords>(wk, kk, 2), c, d, e, g, h, a); Next<TWords>(w, k, 2);
            Round(ref a, ref e, At<TWords>(wk, kk, 3), b, c, d, f, g, h); Next<TWords>(w, k, 3);
            Round(ref h, ref d, At<TWords>(wk, kk, 4), a, b, c, e, f, g); Next<TWords>(w, k, 4);
            Round(ref g, ref c, At<TWords>(wk, kk, 5), h, a, b, d, e, f); Next<TWords>(w, k, 5);
            Round(ref f, ref b, At<TWords>(wk, kk, 6), g, h, a, c, d, e); Next<TWords>(w, k, 6);
            Round(ref e, ref a, At<TWords>(wk, kk, 7), f, g, h, b, c, d); Next<TWords>(w, k, 7);
        }
        if (rounds == 0)
        {
            (state[0], state[1], state[2], state[3]) = (a, b, c, d);
            (state[4], state[5], state[6], state[7]) = (e, f, g, h);
            return;
        }
        Round(ref d, ref h, At<TWords>(wk, kk, 0), e, f, g, a, b, c);
        Round(ref c, ref g, At<TWords>(wk, kk, 1), d, e, f, h, a, b);
        Round(ref b, ref f, At<TWords>(wk, kk, 2), c, d, e, g, h, a);
        Round(ref a, ref e, At<TWords>(wk, kk, 3), b, c, d, f, g, h);
        Round(ref h, ref d, At<TWords>(wk, kk, 4), a, b, c, e, f, g);
        (state[0], state[1], state[2], state[3]) = (d, e, f, g);
        (state[4], state[5], state[6], state[7]) = (h, a, b, c);
    }

    /// <summary>What Run does, on two blocks in step: each with its first round and its own way with words.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RunTwo<TWords, TOther>(
        Sha256Block<TOps, TVector> block, int first, Sha256Block<TOps, TVector> block2, int first2, int rounds)
        where TWords : struct, IScheduleWords
        where TOther : struct, IScheduleWords
    {
        TVector* state = block.State, state2 = block2.State;
        TVector* x = (TWords.HaveConstants ? block.WithConstants : block.Words) + first;
        TVector* y = (TOther.HaveConstants ? block2.WithConstants : block2.Words) + first2;
        TVector* r = block.Constants + first, s = block2.Constants + first2;
        TVector* w = block.Words, w2 = block2.Words, q = block.Constants;
        (TVector a, TVector b, TVector c, TVector d) = (state[0], state[1], state[2], state[3]);
        (TVector e, TVector f, TVector g, TVector h) = (state[4], state[5], state[6], state[7]);
        (TVector i, TVector j, TVector k, TVector l) = (state2[0], state2[1], state2[2], state2[3]);
        (TVector m, TVector n, TVector o, TVector p) = (state2[4], state2[5], state2[6], state2[7]);
        for (; rounds >= 8; rounds -= 8, x += 8, y += 8, r += 8, s += 8, w += 8, w2 += 8, q += 8)
        {
            h = Sum1(h, At<TWords>(x, r, 0), e, f, g); d = TOps.Add(d, h); h = Sum0(h, a, b, c); Next<TWords>(w, q, 0);
            p = Sum1(p, At<TOther>(y, s, 0), m, n, o); l = TOps.Add(l, p); p = Sum0(p, i, j, k); Next<TOther>(w2, q, 0);
            g = Sum1(g, At<TWords>(x, r, 1), d, e, f); c = TOps.Add(c, g); g = Sum0(g, h, a, b); Next<TWords>(w, q, 1);
            o = Sum1(o, At<TOther>(y, s, 1), l, m, n); k = TOps.Add(k, o); o = Sum0(o, p, i, j); Next<TOther>(w2, q, 1);
            f = Sum1(f, At<TWords>(x, r, 2), c, d, e); b = TOps.Add(b, f); f = Sum0(f, g, h, a); Next<TWords>(w, q, 2);
            n = Sum1(n, At<TOther>(y, s, 2), k, l, m); j = TOps.Add(j, n); n = Sum0(n, o, p, i); Next<TOther>(w2, q, 2);
            e = Sum1(e, At<TWords>(x, r, 3), b, c, d); a = TOps.Add(a, e); e = Sum0(e, f, g, h); Next<TWords>(w, q, 3);
            m = Sum1(m, At<TOther>(y, s, 3), j, k, l); i = TOps.Add(i, m); m = Sum0(m, n, o, p); Next<TOther>(w2, q, 3);
            d = Sum1(d, At<TWords>(x, r, 4), a, b, c); h = TOps.Add(h, d); d = Sum0(d, e, f, g); Next<TWords>(w, q, 4);
            l = Sum1(l, At<TOther>(y, s, 4), i, j, k); p = TOps.Add(p, l); l = Sum0(l, m, n, o); Next<TOther>(w2, q, 4);
            c = Sum1(c, At<TWords>(x, r, 5), h, a, b); g = TOps.Add(g, c); c = Sum0(c, d, e, f); Next<TWords>(w, q, 5);
            k = Sum1(k, At<TOther>(y, s, 5), p, i, j); o = TOps.Add(o, k); k = Sum0(k, l, m, n); Next<TOther>(w2, q, 5);
            b = Sum1(b, At<TWords>(x, r, 6), g, h, a); f = TOps.Add(f, b); b = Sum0(b, c, d, e); Next<TWords>(w, q, 6);
            j = Sum1(j, At<TOther>(y, s, 6), o, p, i); n = TOps.Add(n, j); j = Sum0(j, k, l, m); Next<TOther>(w2, q, 6);
            a = Sum1(a, At<TWords>(x, r, 7), f, g, h); e = TOps.Add(e, a); a = Sum0(a, b, c, d); Next<TWords>(w, q, 7);
            i = Sum1(i, At<TOther>(y, s, 7), n, o, p); m = TOps.Add(m, i); i = Sum0(i, j, k, l); Next<TOther>(w2, q, 7);
        }
        if (rounds == 0)
        {
            (state[0], state[1], state[2], state[3]) = (a, b, c, d);
            (state[4], state[5], state[6], state[7]) = (e, f, g, h);
            (state2[0], state2[1], state2[2], state2[3]) = (i, j, k, l);
            (state2[4], state2[5], state2[6], state2[7]) = (m, n, o, p);
            return;
        }
        h = Sum1(h, At<TWords>(x, r, 0), e, f, g); d = TOps.Add(d, h); h = Sum0(h, a, b, c);
        p = Sum1(p, At<TOther>(y, s, 0), m, n, o); l = TOps.Add(l, p); p = Sum0(p, i, j, k);
        g = Sum1(g, At<TWords>(x, r, 1), d, e, f); c = TOps.Add(c, g); g = Sum0(g, h, a, b);
        o = Sum1(o, At<TOther>(y, s, 1), l, m, n); k = TOps.Add(k, o); o = Sum0(o, p, i, j);
        f = Sum1(f, At<TWords>(x, r, 2), c, d, e); b = TOps.Add(b, f); f = Sum0(f, g, h, a);
        n = Sum1(n, At<TOther>(y, s, 2), k, l, m); j = TOps.Add(j, n); n = Sum0(n, o, p, i);
        e = Sum1(e, At<TWords>(x, r, 3), b, c, d); a = TOps.Add(a, e); e = Sum0(e, f, g, h);
        m = Sum1(m, At<TOther>(y, s, 3), j, k, l); i = TOps.Add(i, m); m = Sum0(m, n, o, p);
        d = Sum1(d, At<TWords>(x, r, 4), a, b, c); h = TOps.Add(h, d); d = Sum0(d, e, f, g);
        l = Sum1(l, At<TOther>(y, s, 4), i, j, k); p = TOps.Add(p, l); l = Sum0(l, m, n, o);
        (state[0], state[1], state[2], state[3]) = (d, e, f, g);
        (state[4], state[5], state[6], state[7]) = (h, a, b, c);
        (state2[0], state2[1], state2[2], state2[3]) = (l, m, n, o);
        (state2[4], state2[5], state2[6], state2[7]) = (p, i, j, k);
    }

    /// <summary>Computes word i + 16 if words are missing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Next<TWords>(TVector* w, TVector* k, int i)
        where TWords : struct, IScheduleWords
    {
        if (!TWords.AreMissing) return;
        TVector early = TOps.Add(TOps.Add(TOps.SmallSigma0(w[i + 1]), w[i]), w[i + 9]);
        TVector word = TOps.Add(early, TOps.SmallSigma1(w[i + 14]));
        w[i + 16] = word;
        if (TWords.HaveConstants) w[i + 16 + Sha256.Rounds] = TOps.Add(word, k[i + 16]);
    }

    /// <summary>What round i takes: its word and its constant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector At<TWords>(TVector* w, TVector* k, int i)
        where TWords : struct, IScheduleWords => TWords.HaveConstants ? w[i] : TOps.Add(w[i], k[i]);

    // The last sum of each takes what comes last, so that the next round waits for one addition only.

    /// <summary>
    /// A round of a block that runs alone: the next one waits for d, so d gets its own sum, with Σ1 last. Two blocks in
    /// step have no time to wait, and save that addition.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(ref TVector d, ref TVector h, TVector wk, TVector e, TVector f, TVector g, TVector a,
        TVector b, TVector c)
    {
        TVector early = TOps.Add(TOps.Add(h, wk), TOps.Choose(e, f, g));
        TVector sigma = TOps.BigSigma1(e);
        d = TOps.Add(TOps.Add(d, early), sigma);
        h = TOps.Add(TOps.Add(early, sigma), TOps.Add(TOps.Majority(a, b, c), TOps.BigSigma0(a)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Sum1(TVector h, TVector wk, TVector e, TVector f, TVector g) =>
        TOps.Add(TOps.Add(TOps.Add(h, wk), TOps.Choose(e, f, g)), TOps.BigSigma1(e));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Sum0(TVector h, TVector a, TVector b, TVector c) =>
        TOps.Add(h, TOps.Add(TOps.Majority(a, b, c), TOps.BigSigma0(a)));
}
