using System.Globalization;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Workbench.Explain;

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
}
