using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NightMiner.Hashing;

/// <summary>Salsa20 on two hashes a vector of AVX2.</summary>
internal readonly unsafe struct Salsa20OpsVector256 : ISalsa20Ops<Vector256<uint>>
{
    public static int Hashes => 2;

    public static bool HoldsSixGroups => Isa.HasAvx512VL;

    public static bool FetchesAhead => false;

    public static void Fetch(uint* line)
    {
    }

    public static Vector256<uint> Mix7(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) =>
        x ^ ((y + z) << 7) ^ ((y + z) >>> 25);

    public static Vector256<uint> Mix9(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) =>
        x ^ ((y + z) << 9) ^ ((y + z) >>> 23);

    public static Vector256<uint> Mix13(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) =>
        x ^ ((y + z) << 13) ^ ((y + z) >>> 19);

    public static Vector256<uint> Mix18(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) =>
        x ^ ((y + z) << 18) ^ ((y + z) >>> 14);

    public static Vector256<uint> Turn1(Vector256<uint> x) => Avx2.Shuffle(x, 0b00_11_10_01);

    public static Vector256<uint> Turn2(Vector256<uint> x) => Avx2.Shuffle(x, 0b01_00_11_10);

    public static Vector256<uint> Turn3(Vector256<uint> x) => Avx2.Shuffle(x, 0b10_01_00_11);

    public static Vector256<uint> Add(Vector256<uint> x, Vector256<uint> y) => x + y;

    public static Vector256<uint> Xor(Vector256<uint> x, Vector256<uint> y) => x ^ y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<uint>* diagonals, uint* rows)
    {
        var row = (Vector256<uint>*)rows;
        (Vector256<uint> a, Vector256<uint> b) = (diagonals[0], diagonals[1]);
        (Vector256<uint> c, Vector256<uint> d) = (diagonals[2], diagonals[3]);
        (row[0], row[1]) = (Lower(a, b), Lower(c, d));
        (row[4], row[5]) = (Upper(a, b), Upper(c, d));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void XorWith(Vector256<uint>* diagonals, uint** rows)
    {
        var row = (Vector256<uint>*)rows[0];
        var next = (Vector256<uint>*)rows[1];
        diagonals[0] ^= Lower(row[0], next[0]);
        diagonals[1] ^= Upper(row[0], next[0]);
        diagonals[2] ^= Lower(row[1], next[1]);
        diagonals[3] ^= Upper(row[1], next[1]);
    }

    private static Vector256<uint> Lower(Vector256<uint> x, Vector256<uint> y) => Avx2.Permute2x128(x, y, 0x20);

    private static Vector256<uint> Upper(Vector256<uint> x, Vector256<uint> y) => Avx2.Permute2x128(x, y, 0x31);
}
