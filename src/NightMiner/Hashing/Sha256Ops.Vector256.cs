using System.Runtime.Intrinsics;

namespace NightMiner.Hashing;

/// <summary>SHA-256 on 8 lanes of AVX2.</summary>
internal readonly struct Sha256OpsVector256 : ISha256Ops<Vector256<uint>>
{
    public static int Lanes => Vector256<uint>.Count;

    public static bool RunsTwoStreams => Isa.HasAvx512VL;

    public static Vector256<uint> Broadcast(uint word) => Vector256.Create(word);

    public static Vector256<uint> Add(Vector256<uint> x, Vector256<uint> y) => x + y;

    public static Vector256<uint> Xor(Vector256<uint> x, Vector256<uint> y) => x ^ y;

    public static Vector256<uint> BigSigma0(Vector256<uint> x) =>
        ((x >>> 2) ^ (x << 30)) ^ ((x >>> 13) ^ (x << 19)) ^ ((x >>> 22) ^ (x << 10));

    public static Vector256<uint> BigSigma1(Vector256<uint> x) =>
        ((x >>> 6) ^ (x << 26)) ^ ((x >>> 11) ^ (x << 21)) ^ ((x >>> 25) ^ (x << 7));

    public static Vector256<uint> SmallSigma0(Vector256<uint> x) =>
        ((x >>> 7) ^ (x << 25)) ^ ((x >>> 18) ^ (x << 14)) ^ (x >>> 3);

    public static Vector256<uint> SmallSigma1(Vector256<uint> x) =>
        ((x >>> 17) ^ (x << 15)) ^ ((x >>> 19) ^ (x << 13)) ^ (x >>> 10);

    public static Vector256<uint> Choose(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) =>
        z ^ (x & (y ^ z));

    // What is x ^ y here is y ^ z in the next round: the JIT computes it once.
    public static Vector256<uint> Majority(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) =>
        y ^ ((x ^ y) & (y ^ z));

    public static Vector256<uint> ReverseBytes(Vector256<uint> x) =>
        (x << 24) | ((x & Vector256.Create(0xff00u)) << 8) | ((x >>> 8) & Vector256.Create(0xff00u)) | (x >>> 24);

    public static uint AtMost(Vector256<uint> x, Vector256<uint> limit) =>
        Vector256.LessThanOrEqual(x, limit).ExtractMostSignificantBits();
}
