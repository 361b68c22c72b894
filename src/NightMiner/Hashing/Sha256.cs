using System.Buffers.Binary;
using System.Numerics;

namespace NightMiner.Hashing;

/// <summary>
/// The inside of SHA-256 (FIPS 180-4), one block at a time. The base library hashes whole messages; miners also need
/// the state between two blocks ("midstate"), which it does not give away.
/// </summary>
internal static class Sha256
{
    /// <summary>The words of the state, and of the hash.</summary>
    public const int StateWords = 8;

    /// <summary>The words of a block of the message.</summary>
    public const int BlockWords = 16;

    /// <summary>The rounds a block goes through, one word of the schedule in each.</summary>
    public const int Rounds = 64;

    /// <summary>What comes after a message that ends with a whole word: a one bit.</summary>
    public const uint EndOfMessage = 0x80000000;

    /// <summary>What a round adds: the fractions of the cube roots of the first 64 primes, in 32 bits.</summary>
    public static ReadOnlySpan<uint> RoundConstants =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>The state before the first block: the same of the square roots of the first 8 primes.</summary>
    public static ReadOnlySpan<uint> InitialState =>
    [
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    ];

    /// <summary>Reads a message into blocks and adds the padding: a one bit, zeros, and the length in bits.</summary>
    /// <param name="message">A multiple of 4 bytes.</param>
    /// <param name="blocks">16 words for each block, enough for the message and at least 3 more words.</param>
    public static void ReadMessage(ReadOnlySpan<byte> message, Span<uint> blocks)
    {
        int words = message.Length / sizeof(uint);
        for (int i = 0; i < words; i++)
            blocks[i] = BinaryPrimitives.ReadUInt32BigEndian(message[(i * sizeof(uint))..]);
        blocks[words..].Clear();
        blocks[words] = EndOfMessage;
        blocks[^1] = 8 * (uint)message.Length;
    }

    /// <summary>Takes one block into the state.</summary>
    /// <param name="state">8 words.</param>
    /// <param name="block">16 words, read big-endian from the message.</param>
    public static void Compress(Span<uint> state, ReadOnlySpan<uint> block)
    {
        Span<uint> after = stackalloc uint[StateWords];
        state.CopyTo(after);
        RunRounds(after, block, Rounds);
        for (int i = 0; i < StateWords; i++) state[i] += after[i];
    }

    /// <summary>Runs only the first rounds of a block, without the sum at the end.</summary>
    public static void RunRounds(Span<uint> state, ReadOnlySpan<uint> block, int rounds)
    {
        Span<uint> w = stackalloc uint[Rounds];
        block[..BlockWords].CopyTo(w);
        for (int t = BlockWords; t < Rounds; t++)
            w[t] = NextWord(w[(t - BlockWords)..]);

        for (int t = 0; t < rounds; t++)
        {
            (uint a, uint b, uint c, uint d) = (state[0], state[1], state[2], state[3]);
            (uint e, uint f, uint g, uint h) = (state[4], state[5], state[6], state[7]);
            uint t1 = h + BigSigma1(e) + ((e & f) ^ (~e & g)) + RoundConstants[t] + w[t];
            uint t2 = BigSigma0(a) + ((a & b) ^ (a & c) ^ (b & c));
            (state[7], state[6], state[5], state[4]) = (g, f, e, d + t1);
            (state[3], state[2], state[1], state[0]) = (c, b, a, t1 + t2);
        }
    }

    /// <summary>A word of the schedule from the 16 before it.</summary>
    public static uint NextWord(ReadOnlySpan<uint> w) => SmallSigma1(w[14]) + w[9] + SmallSigma0(w[1]) + w[0];

    private static uint SmallSigma0(uint x) =>
        BitOperations.RotateRight(x, 7) ^ BitOperations.RotateRight(x, 18) ^ (x >> 3);

    private static uint SmallSigma1(uint x) =>
        BitOperations.RotateRight(x, 17) ^ BitOperations.RotateRight(x, 19) ^ (x >> 10);

    private static uint BigSigma0(uint a) =>
        BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22);

    private static uint BigSigma1(uint e) =>
        BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25);
}
