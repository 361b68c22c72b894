using System.Numerics;
using System.Runtime.CompilerServices;

namespace NightMiner.Hashing;

/// <summary>The Salsa20/8 core (RFC 7914, section 3): what scrypt stirs its memory with.</summary>
internal static class Salsa20
{
    /// <summary>The words of a block.</summary>
    public const int BlockWords = 16;

    /// <summary>The rounds of scrypt's variant: by turns down the columns and along the rows.</summary>
    public const int Rounds = 8;

    /// <summary>Replaces a block of 16 words, a matrix of 4 rows, by its hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // fast from the first hash on: the self-test is short
    public static void Hash8(Span<uint> block)
    {
        Span<uint> x = stackalloc uint[BlockWords];
        block[..BlockWords].CopyTo(x);
        for (int round = 0; round < Rounds; round += 2)
        {
            // Column n and row n start at the diagonal, word 5n, and go round.
            QuarterRound(ref x[0], ref x[4], ref x[8], ref x[12]);
            QuarterRound(ref x[5], ref x[9], ref x[13], ref x[1]);
            QuarterRound(ref x[10], ref x[14], ref x[2], ref x[6]);
            QuarterRound(ref x[15], ref x[3], ref x[7], ref x[11]);

            QuarterRound(ref x[0], ref x[1], ref x[2], ref x[3]);
            QuarterRound(ref x[5], ref x[6], ref x[7], ref x[4]);
            QuarterRound(ref x[10], ref x[11], ref x[8], ref x[9]);
            QuarterRound(ref x[15], ref x[12], ref x[13], ref x[14]);
        }
        for (int i = 0; i < BlockWords; i++) block[i] += x[i];
    }

    /// <summary>Where a word stands when its block is written as the four diagonals, the main one first.</summary>
    public static int PlaceInDiagonals(int word)
    {
        int column = word % 4;
        return ((word - (5 * column)) & 0b1100) + column; // down a column each diagonal is four words after the last
    }

    private static void QuarterRound(ref uint a, ref uint b, ref uint c, ref uint d)
    {
        b ^= BitOperations.RotateLeft(a + d, 7);
        c ^= BitOperations.RotateLeft(b + a, 9);
        d ^= BitOperations.RotateLeft(c + b, 13);
        a ^= BitOperations.RotateLeft(d + c, 18);
    }
}
