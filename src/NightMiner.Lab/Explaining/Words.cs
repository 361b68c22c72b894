using System.Globalization;
using System.Numerics;
using NightMiner.Blocks;

namespace NightMiner.Lab.Explaining;

/// <summary>Values as people say them.</summary>
internal static class Words
{
    public static string Time(uint seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds)
        .ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    public static string Hex(uint word) => word.ToString("x8", CultureInfo.InvariantCulture);

    public static string Bits(uint bits)
    {
        CompactBits compact = new(bits);
        return compact.ToTarget() is { } target
            ? $"target {target}: mantissa {bits & 0x7fffff:x6}, {bits >> 24} bytes long"
            : "no valid target: negative, zero or too large";
    }

    /// <summary>BIP 9: with 001 on top the other bits are signals; BIP 320 leaves 13 to 28 to miners.</summary>
    public static string Version(uint version)
    {
        if (version >> 29 != 1) return string.Create(CultureInfo.InvariantCulture, $"version {version}");
        List<int> set = [];
        for (int bit = 0; bit < 29; bit++)
            if ((version >> bit & 1) != 0)
                set.Add(bit);
        string bits = set.Count == 0 ? "no bit set below" : $"bit{(set.Count == 1 ? "" : "s")} "
            + string.Join(", ", set) + " set below";
        return $"version bits (BIP 9, 001 on top): {bits}";
    }

    public static string Difficulty(double value) => !double.IsFinite(value) ? "infinite"
        : value.ToString(value is >= 1e-4 and < 1e15 ? "#,0.######" : "0.######E+0", CultureInfo.InvariantCulture);

    /// <summary>Hashes to compute for one that meets the target: "2^27.0".</summary>
    public static string Work(double hashes) =>
        string.Create(CultureInfo.InvariantCulture, $"{new BigInteger(hashes):N0} hashes (2^{Math.Log2(hashes):0.0})");
}
