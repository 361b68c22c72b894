using System.Numerics;
using System.Text;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Workbench.Explain;

/// <summary>
/// The address of an output's script: base58check for hashes of keys and scripts, bech32 (BIP 173) for version 0 of
/// segwit, bech32m (BIP 350) for later ones.
/// </summary>
public static class ScriptAddress
{
    private const string Base58Digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const string Bech32Digits = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const uint Bech32mConstant = 0x2bc830a3;
    private const int ChecksumDigits = 6;

    /// <summary>The address, or null where such a script has none on that chain.</summary>
    public static string? Of(ReadOnlySpan<byte> script, Chain chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        return script switch
        {
            [0x76, 0xa9, 20, .. var hash, 0x88, 0xac] when hash.Length == 20 => Base58Check(chain.KeyPrefix, hash),
            [0xa9, 20, .. var hash, 0x87] when hash.Length == 20 => Base58Check(chain.ScriptPrefix, hash),
            [var version, var size, .. var program] when chain.Bech32 is { } prefix && IsWitness(version, size, program)
                => Bech32(prefix, version == 0 ? 0 : version - 0x50, program),
            _ => null,
        };
    }

    private static bool IsWitness(byte version, byte size, ReadOnlySpan<byte> program) =>
        program.Length == size && size is >= 2 and <= 40
        && (version == 0 ? size is 20 or 32 : version is >= 0x51 and <= 0x60);

    private static string Base58Check(byte prefix, ReadOnlySpan<byte> hash)
    {
        byte[] payload = [prefix, .. hash];
        byte[] all = [.. payload, .. DoubleSha256.Hash(payload).ToArray().AsSpan(0, 4)];
        StringBuilder digits = new();
        BigInteger number = new(all, isUnsigned: true, isBigEndian: true);
        for (; !number.IsZero; number /= 58) digits.Insert(0, Base58Digits[(int)(number % 58)]);
        int zeros = all.TakeWhile(one => one == 0).Count(); // each is a digit of its own
        return new string(Base58Digits[0], zeros) + digits;
    }

    private static string Bech32(string prefix, int version, ReadOnlySpan<byte> program)
    {
        List<int> values = [version, .. FiveBits(program)];
        IEnumerable<int> expanded =
            [.. prefix.Select(letter => letter >> 5), 0, .. prefix.Select(letter => letter & 31), .. values];
        uint checksum = Polymod([.. expanded, .. new int[ChecksumDigits]]) ^ (version == 0 ? 1 : Bech32mConstant);
        for (int i = ChecksumDigits - 1; i >= 0; i--) values.Add((int)(checksum >> (5 * i)) & 31);
        return prefix + "1" + string.Concat(values.Select(value => Bech32Digits[value]));
    }

    private static List<int> FiveBits(ReadOnlySpan<byte> bytes)
    {
        List<int> groups = [];
        (int pending, int bits) = (0, 0);
        foreach (byte next in bytes)
        {
            (pending, bits) = ((pending << 8) | next, bits + 8);
            for (; bits >= 5; bits -= 5) groups.Add((pending >> (bits - 5)) & 31);
            pending &= (1 << bits) - 1;
        }
        if (bits > 0) groups.Add((pending << (5 - bits)) & 31);
        return groups;
    }

    private static uint Polymod(IEnumerable<int> values)
    {
        ReadOnlySpan<uint> generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
        uint check = 1;
        foreach (int value in values)
        {
            uint top = check >> 25;
            check = ((check & 0x1ffffff) << 5) ^ (uint)value;
            for (int i = 0; i < generator.Length; i++)
                if ((top >> i & 1) != 0)
                    check ^= generator[i];
        }
        return check;
    }
}
