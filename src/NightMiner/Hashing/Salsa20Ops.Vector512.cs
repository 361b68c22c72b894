using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NightMiner.Hashing;

/// <summary>Salsa20 on four hashes a vector, with the rotates of AVX-512.</summary>
internal readonly unsafe struct Salsa20OpsVector512 : ISalsa20Ops<Vector512<uint>>
{
    public static int Hashes => 4;

    public static bool HoldsSixGroups => true;

    public static bool FetchesAhead => true;

    public static void Fetch(uint* line) => Sse.Prefetch0(line);

    public static Vector512<uint> Mix7(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) =>
        x ^ Avx512F.RotateLeft(y + z, 7);

    public static Vector512<uint> Mix9(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) =>
        x ^ Avx512F.RotateLeft(y + z, 9);

    public static Vector512<uint> Mix13(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) =>
        x ^ Avx512F.RotateLeft(y + z, 13);

    public static Vector512<uint> Mix18(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) =>
        x ^ Avx512F.RotateLeft(y + z, 18);

    public static Vector512<uint> Turn1(Vector512<uint> x) => Avx512F.Shuffle(x, 0b00_11_10_01);

    public static Vector512<uint> Turn2(Vector512<uint> x) => Avx512F.Shuffle(x, 0b01_00_11_10);

    public static Vector512<uint> Turn3(Vector512<uint> x) => Avx512F.Shuffle(x, 0b10_01_00_11);

    public static Vector512<uint> Add(Vector512<uint> x, Vector512<uint> y) => x + y;

    public static Vector512<uint> Xor(Vector512<uint> x, Vector512<uint> y) => x ^ y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<uint>* diagonals, uint* rows)
    {
        Vector512<uint> ab = Lower(diagonals[0], diagonals[1]);
        Vector512<uint> cd = Lower(diagonals[2], diagonals[3]);
        var row = (Vector512<uint>*)rows;
        (row[0], row[2]) = (Even(ab, cd), Odd(ab, cd));
        (ab, cd) = (Upper(diagonals[0], diagonals[1]), Upper(diagonals[2], diagonals[3]));
        (row[4], row[6]) = (Even(ab, cd), Odd(ab, cd));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void XorWith(Vector512<uint>* diagonals, uint** rows)
    {
        (var row0, var row1) = (*(Vector512<uint>*)rows[0], *(Vector512<uint>*)rows[1]);
        (var row2, var row3) = (*(Vector512<uint>*)rows[2], *(Vector512<uint>*)rows[3]);
        (Vector512<uint> left, Vector512<uint> right) = (Lower(row0, row1), Lower(row2, row3));
        diagonals[0] ^= Even(left, right);
        diagonals[1] ^= Odd(left, right);
        (left, right) = (Upper(row0, row1), Upper(row2, row3));
        diagonals[2] ^= Even(left, right);
        diagonals[3] ^= Odd(left, right);
    }

    // Transposing four vectors as a matrix of 128-bit elements takes two steps of these.
    private static Vector512<uint> Lower(Vector512<uint> x, Vector512<uint> y) =>
        Avx512F.Shuffle4x128(x, y, 0b01_00_01_00);

    private static Vector512<uint> Upper(Vector512<uint> x, Vector512<uint> y) =>
        Avx512F.Shuffle4x128(x, y, 0b11_10_11_10);

    private static Vector512<uint> Even(Vector512<uint> x, Vector512<uint> y) =>
        Avx512F.Shuffle4x128(x, y, 0b10_00_10_00);

    private static Vector512<uint> Odd(Vector512<uint> x, Vector512<uint> y) =>
        Avx512F.Shuffle4x128(x, y, 0b11_01_11_01);
}
