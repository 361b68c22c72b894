using System.Text;

namespace NightMiner.Protocol.Text;

/// <summary>Text from the network, made safe for a terminal and a log.</summary>
public static class PrintableText
{
    /// <summary>Longer messages from a pool are cut off here.</summary>
    public const int LengthLimit = 256;

    /// <summary>
    /// Replaces control and formatting characters (escape sequences, line ends, bidirectional overrides) by '·' and
    /// cuts the text at <paramref name="limit"/> characters.
    /// </summary>
    public static string From(string? text, int limit = LengthLimit)
    {
        if (string.IsNullOrEmpty(text)) return "";
        StringBuilder safe = new(Math.Min(text.Length, limit));
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (safe.Length >= limit) return safe.Append('…').ToString();
            safe.Append(IsPrintable(rune) ? rune.ToString() : "·");
        }
        return safe.ToString();
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        System.Globalization.UnicodeCategory.Control or
        System.Globalization.UnicodeCategory.Format or
        System.Globalization.UnicodeCategory.Surrogate or
        System.Globalization.UnicodeCategory.PrivateUse or
        System.Globalization.UnicodeCategory.OtherNotAssigned or
        System.Globalization.UnicodeCategory.LineSeparator or
        System.Globalization.UnicodeCategory.ParagraphSeparator);
}
