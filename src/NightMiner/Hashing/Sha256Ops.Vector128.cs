using System.Runtime.Intrinsics;

namespace NightMiner.Hashing;

/// <summary>SHA-256 on 4 lanes, for any CPU with 128-bit vectors.</summary>
internal readonly struct Sha256OpsVector128 : ISha256Ops<Vector128<uint>>
{
    public static int Lanes => Vector128<uint>.Count;

    public static bool RunsTwoStreams => Isa.HasAvx512VL || Isa.HasAdvSimd;

    public static Vector128<uint> Broadcast(uint word) => Vector128.Create(word);

    public static Vector128<uint> Add(Vector128<uint> x, Vector128<uint> y) => x + y;

    public static Vector128<uint> Xor(Vector128<uint> x, Vector128<uint> y) => x ^ y;

    public static Vector128<uint> BigSigma0(Vector128<uint> x) =>
        ((x >>> 2) ^ (x << 30)) ^ ((x >>> 13) ^ (x << 19)) ^ ((x >>> 22) ^ (x << 10));

    public static Vector128<uint> BigSigma1(Vector128<uint> x) =>
        ((x >>> 6) ^ (x << 26)) ^ ((x >>> 11) ^ (x << 21)) ^ ((x >>> 25) ^ (x << 7));

    public static Vector128<uint> SmallSigma0(Vector128<uint> x) =>
        ((x >>> 7) ^ (x << 25)) ^ ((x >>> 18) ^ (x << 14)) ^ (x >>> 3);

    public static Vector128<uint> SmallSigma1(Vector128<uint> x) =>
        ((x >>> 17) ^ (x << 15)) ^ ((x >>> 19) ^ (x << 13)) ^ (x >>> 10);

    public static Vector128<uint> Choose(Vector128<uint> x, Vector128<uint> y, Vector128<uint> z) =>
        z ^ (x & (y ^ z));

    // What is x ^ y here is y ^ z in the next round: the JIT computes it once.
    public static Vector128<uint> Majority(Vector128<uint> x, Vector128<uint> y, Vector128<uint> z) =>
        y ^ ((x ^ y) & (y ^ z));

    public static Vector128<uint> ReverseBytes(Vector128<uint> x) =>
        (x << 24) | ((x & Vector128.Create(0xff00u)) << 8) | ((x >>> 8) & Vector128.Create(0xff00u)) | (x >>> 24);

    public static uint AtMost(Vector128<uint> x, Vector128<uint> limit) =>
        Vector128.LessThanOrEqual(x, limit).ExtractMostSignificantBits();
}
