using System.Globalization;
using System.Text.Json;

namespace NightMiner.Protocol.Text;

/// <summary>
/// The one reader of whole numbers from JSON. JSON does not tell 4 from 4.0 (RFC 8259 §6), and programs that keep all
/// numbers as doubles write 4.0, 5e9 or 536870912.0; so the value decides, not its spelling. It is exact: nothing is
/// rounded, and a number with a fraction or out of range is none.
/// </summary>
public static class WholeNumber
{
    private const int DigitLimit = 19;            // of long.MaxValue
    private const int ExponentLimit = 1_000_000_000; // beyond every line; larger ones count as this

    /// <summary>Reads a JSON number.</summary>
    /// <param name="token">The token; anything but a number gives null.</param>
    /// <param name="least">The lowest value that is wanted.</param>
    /// <param name="most">The highest value that is wanted.</param>
    /// <returns>The value; null where it is not whole or not within the range.</returns>
    public static long? From(JsonElement token, long least = long.MinValue, long most = long.MaxValue) =>
        token.ValueKind == JsonValueKind.Number ? Within(token.GetRawText(), least, most) : null;

    /// <summary>Reads a JSON number, or a text that holds one: some pools send "4" or "3333".</summary>
    /// <param name="token">The token; anything but a number or a text gives null.</param>
    /// <param name="least">The lowest value that is wanted.</param>
    /// <param name="most">The highest value that is wanted.</param>
    /// <returns>The value; null where it is not whole or not within the range.</returns>
    /// <exception cref="InvalidOperationException">The text is not valid Unicode: it holds half a
    /// surrogate pair.</exception>
    public static long? FromNumberOrText(
        JsonElement token, long least = long.MinValue, long most = long.MaxValue) =>
        token.ValueKind == JsonValueKind.String
            ? Within(token.GetString(), least, most)
            : From(token, least, most);

    /// <summary>Reads the text of a JSON number. Leading zeros are allowed; a plus and blanks are not.</summary>
    /// <param name="text">Such as 4, -4, 4.0, 5e9 or 1200E-2.</param>
    /// <param name="value">The value; 0 where there is none.</param>
    /// <returns>Whether it is a whole number that a <see cref="long"/> holds.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out long value)
    {
        value = 0;
        bool isNegative = text.StartsWith('-');
        if (isNegative) text = text[1..];
        int e = text.IndexOfAny('e', 'E');
        int exponent = 0;
        if (e >= 0 && !TryReadExponent(text[(e + 1)..], out exponent)) return false;
        if (e >= 0) text = text[..e];

        int point = text.IndexOf('.');
        ReadOnlySpan<char> whole = point < 0 ? text : text[..point];
        ReadOnlySpan<char> fraction = point < 0 ? "0" : text[(point + 1)..];
        if (!IsDigits(whole) || !IsDigits(fraction)) return false;

        // value = digits · 10^exponent, without zeros at either end of the digits
        ReadOnlySpan<char> digits = string.Concat(whole, fraction).AsSpan().TrimStart('0');
        exponent -= fraction.Length;
        int length = digits.Length;
        digits = digits.TrimEnd('0');
        exponent += length - digits.Length;
        if (digits.IsEmpty) return true; // 0, whatever its exponent
        if (exponent < 0 || digits.Length + exponent > DigitLimit) return false;

        Int128 number = Int128.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        for (int i = 0; i < exponent; i++) number *= 10;
        if (isNegative) number = -number;
        if (number < long.MinValue || number > long.MaxValue) return false;
        value = (long)number;
        return true;
    }

    private static long? Within(string? text, long least, long most) =>
        TryParse(text, out long value) && value >= least && value <= most ? value : null;

    private static bool TryReadExponent(ReadOnlySpan<char> text, out int exponent)
    {
        exponent = 0;
        bool isNegative = text.StartsWith('-');
        if (isNegative || text.StartsWith('+')) text = text[1..];
        if (!IsDigits(text)) return false;
        ReadOnlySpan<char> digits = text.TrimStart('0');
        int size = digits.Length > 9 ? ExponentLimit
            : digits.IsEmpty ? 0
            : int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        exponent = isNegative ? -size : size;
        return true;
    }

    private static bool IsDigits(ReadOnlySpan<char> text) =>
        !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');
}
