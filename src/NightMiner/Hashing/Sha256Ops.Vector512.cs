using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NightMiner.Hashing;

/// <summary>SHA-256 on 16 lanes with the rotates and the three-operand logic of AVX-512.</summary>
internal readonly struct Sha256OpsVector512 : ISha256Ops<Vector512<uint>>
{
    public static int Lanes => Vector512<uint>.Count;

    public static bool RunsTwoStreams => true;

    public static Vector512<uint> Broadcast(uint word) => Vector512.Create(word);

    public static Vector512<uint> Add(Vector512<uint> x, Vector512<uint> y) => x + y;

    public static Vector512<uint> Xor(Vector512<uint> x, Vector512<uint> y) => x ^ y;

    public static Vector512<uint> BigSigma0(Vector512<uint> x) => Avx512F.TernaryLogic(
        Avx512F.RotateRight(x, 2), Avx512F.RotateRight(x, 13), Avx512F.RotateRight(x, 22), TernaryTables.Xor);

    public static Vector512<uint> BigSigma1(Vector512<uint> x) => Avx512F.TernaryLogic(
        Avx512F.RotateRight(x, 6), Avx512F.RotateRight(x, 11), Avx512F.RotateRight(x, 25), TernaryTables.Xor);

    public static Vector512<uint> SmallSigma0(Vector512<uint> x) => Avx512F.TernaryLogic(
        Avx512F.RotateRight(x, 7), Avx512F.RotateRight(x, 18), x >>> 3, TernaryTables.Xor);

    public static Vector512<uint> SmallSigma1(Vector512<uint> x) => Avx512F.TernaryLogic(
        Avx512F.RotateRight(x, 17), Avx512F.RotateRight(x, 19), x >>> 10, TernaryTables.Xor);

    public static Vector512<uint> Choose(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) =>
        Avx512F.TernaryLogic(x, y, z, TernaryTables.Choose);

    public static Vector512<uint> Majority(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) =>
        Avx512F.TernaryLogic(x, y, z, TernaryTables.Majority);

    public static Vector512<uint> ReverseBytes(Vector512<uint> x) =>
        (x << 24) | ((x & Vector512.Create(0xff00u)) << 8) | ((x >>> 8) & Vector512.Create(0xff00u)) | (x >>> 24);

    public static uint AtMost(Vector512<uint> x, Vector512<uint> limit) =>
        (uint)Vector512.LessThanOrEqual(x, limit).ExtractMostSignificantBits();
}
