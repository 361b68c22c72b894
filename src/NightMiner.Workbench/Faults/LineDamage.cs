using System.Text;
using NightMiner.Protocol.Text;

namespace NightMiner.Workbench.Faults;

/// <summary>What faults do to the bytes of a line, its \n included.</summary>
internal static class LineDamage
{
    private const int MethodLimit = 40;
    private static readonly byte[] MethodMember = "\"method\":\""u8.ToArray();

    /// <summary>A place within the line: at least one byte stands on either side, where there are two.</summary>
    public static int PlaceIn(ReadOnlySpan<byte> line, double luck) =>
        line.Length < 2 ? line.Length : 1 + (int)(luck * (line.Length - 1));

    /// <summary>The line as it is when what comes after some byte of it is lost.</summary>
    public static byte[] Truncate(ReadOnlySpan<byte> line, double luck) =>
        line.Length < 2 ? line.ToArray() : [.. line[..(PlaceIn(line, luck) - 1)], (byte)'\n'];

    /// <summary>The line with one bit changed; it stays one line.</summary>
    public static byte[] Corrupt(ReadOnlySpan<byte> line, double luck)
    {
        byte[] changed = line.ToArray();
        if (line.Length < 2) return changed;
        double place = luck * (line.Length - 1);
        int at = (int)place;
        int bit = (int)((place - at) * 8); // the rest of the luck
        changed[at] ^= (byte)(1 << bit);
        if (changed[at] is (byte)'\n') changed[at] ^= 0x80;
        return changed;
    }

    /// <summary>The method that a line names; empty where it names none.</summary>
    public static string MethodOf(ReadOnlySpan<byte> line)
    {
        int start = line.IndexOf(MethodMember);
        if (start < 0) return "";
        ReadOnlySpan<byte> name = line[(start + MethodMember.Length)..];
        int end = name.IndexOf((byte)'"');
        if (end is < 0 or > MethodLimit) end = Math.Min(name.Length, MethodLimit);
        return PrintableText.From(Encoding.UTF8.GetString(name[..end]), MethodLimit);
    }
}
