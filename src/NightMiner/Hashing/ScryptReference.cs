using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace NightMiner.Hashing;

/// <summary>
/// scrypt word for word from RFC 7914, at any cost: slow and right. Words are little-endian in the standard; on a
/// big-endian machine, which .NET hardly runs on, <see cref="DeriveKey"/> refuses.
/// </summary>
internal static class ScryptReference
{
    [ThreadStatic]
    private static uint[]? t_rows; // kept, or every hash would allocate 128 KiB

    /// <summary>Section 6: fills <paramref name="key"/>.</summary>
    public static void DeriveKey(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, ScryptCost cost, Span<byte> key)
    {
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("scrypt needs a little-endian CPU");
        int bytes = cost.P * cost.RowBytes;
        Span<byte> blocks = bytes <= 1024 ? stackalloc byte[bytes] : new byte[bytes];
        Rfc2898DeriveBytes.Pbkdf2(password, salt, blocks, 1, HashAlgorithmName.SHA256);
        for (int i = 0; i < cost.P; i++)
            Mix(MemoryMarshal.Cast<byte, uint>(blocks.Slice(i * cost.RowBytes, cost.RowBytes)), cost.N);
        Rfc2898DeriveBytes.Pbkdf2(password, blocks, key, 1, HashAlgorithmName.SHA256);
    }

    /// <summary>Section 5, scryptROMix: remembers n states on the way, then goes back to n of them at random.</summary>
    private static void Mix(Span<uint> x, int n)
    {
        int words = x.Length;
        if (t_rows is null || t_rows.Length < (n + 1) * words) t_rows = new uint[(n + 1) * words];
        Span<uint> rows = t_rows.AsSpan(0, n * words);
        Span<uint> scratch = t_rows.AsSpan(n * words, words);
        for (int i = 0; i < n; i++)
        {
            x.CopyTo(rows[(i * words)..]);
            MixBlock(x, scratch);
        }
        for (int i = 0; i < n; i++)
        {
            int row = (int)(x[words - Salsa20.BlockWords] & (uint)(n - 1)); // Integerify: the last block's first word
            Xor(x, rows.Slice(row * words, words));
            MixBlock(x, scratch);
        }
    }

    /// <summary>Section 4, scryptBlockMix: chains the blocks through Salsa20/8, then sorts even before odd.</summary>
    private static void MixBlock(Span<uint> x, Span<uint> y)
    {
        const int Words = Salsa20.BlockWords;
        int blocks = x.Length / Words;
        ReadOnlySpan<uint> previous = x[^Words..];
        for (int i = 0; i < blocks; i++)
        {
            Span<uint> block = y.Slice(((i % 2 * blocks) + i) / 2 * Words, Words);
            x.Slice(i * Words, Words).CopyTo(block);
            Xor(block, previous);
            Salsa20.Hash8(block);
            previous = block;
        }
        y[..x.Length].CopyTo(x);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Xor(Span<uint> x, ReadOnlySpan<uint> y)
    {
        for (int i = 0; i < x.Length; i++) x[i] ^= y[i];
    }
}
