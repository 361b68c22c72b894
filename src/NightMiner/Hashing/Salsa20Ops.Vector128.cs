using System.Runtime.Intrinsics;

namespace NightMiner.Hashing;

/// <summary>Salsa20 on one hash a vector, for any CPU with 128-bit vectors.</summary>
internal readonly unsafe struct Salsa20OpsVector128 : ISalsa20Ops<Vector128<uint>>
{
    public static int Hashes => 1;

    public static bool HoldsSixGroups => Isa.HasAvx512VL || Isa.HasAdvSimd;

    public static bool FetchesAhead => false;

    public static void Fetch(uint* line)
    {
    }

    public static Vector128<uint> Mix7(Vector128<uint> x, Vector128<uint> y, Vector128<uint> z) =>
        x ^ ((y + z) << 7) ^ ((y + z) >>> 25);

    public static Vector128<uint> Mix9(Vector128<uint> x, Vector128<uint> y, Vector128<uint> z) =>
        x ^ ((y + z) << 9) ^ ((y + z) >>> 23);

    public static Vector128<uint> Mix13(Vector128<uint> x, Vector128<uint> y, Vector128<uint> z) =>
        x ^ ((y + z) << 13) ^ ((y + z) >>> 19);

    public static Vector128<uint> Mix18(Vector128<uint> x, Vector128<uint> y, Vector128<uint> z) =>
        x ^ ((y + z) << 18) ^ ((y + z) >>> 14);

    public static Vector128<uint> Turn1(Vector128<uint> x) =>
        Vector128.Shuffle(x, Vector128.Create(1u, 2, 3, 0));

    public static Vector128<uint> Turn2(Vector128<uint> x) =>
        Vector128.Shuffle(x, Vector128.Create(2u, 3, 0, 1));

    public static Vector128<uint> Turn3(Vector128<uint> x) =>
        Vector128.Shuffle(x, Vector128.Create(3u, 0, 1, 2));

    public static Vector128<uint> Add(Vector128<uint> x, Vector128<uint> y) => x + y;

    public static Vector128<uint> Xor(Vector128<uint> x, Vector128<uint> y) => x ^ y;

    public static void Store(Vector128<uint>* diagonals, uint* rows)
    {
        var row = (Vector128<uint>*)rows;
        (row[0], row[1], row[2], row[3]) = (diagonals[0], diagonals[1], diagonals[2], diagonals[3]);
    }

    public static void XorWith(Vector128<uint>* diagonals, uint** rows)
    {
        var row = (Vector128<uint>*)rows[0];
        for (int i = 0; i < 4; i++) diagonals[i] ^= row[i];
    }
}
