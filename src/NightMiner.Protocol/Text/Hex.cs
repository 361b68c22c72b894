using System.Globalization;
using System.Text.Json;

namespace NightMiner.Protocol.Text;

/// <summary>Reads hex from messages. Only values go further: nothing behind the readers holds hex.</summary>
internal static class Hex
{
    /// <summary>Reads an even number of digits.</summary>
    /// <exception cref="FormatException">The token is not such a text; the message names the field.</exception>
    public static byte[] Bytes(JsonElement token, string field, int? size = null)
    {
        string? text = token.ValueKind == JsonValueKind.String ? token.GetString() : null;
        if (text is null || text.Length % 2 != 0 || !text.All(char.IsAsciiHexDigit))
            throw new FormatException($"{field} is not hex");
        if (size is { } wanted && text.Length != 2 * wanted)
            throw new FormatException($"{field} is not {wanted} bytes of hex");
        return Convert.FromHexString(text);
    }

    /// <summary>Reads a big-endian number of 1 to 8 digits: public-pool does not pad with zeros.</summary>
    /// <exception cref="FormatException">The token is not such a text; the message names the field.</exception>
    public static uint Word(JsonElement token, string field)
    {
        string? text = token.ValueKind == JsonValueKind.String ? token.GetString() : null;
        return text is { Length: > 0 and <= 8 } && text.All(char.IsAsciiHexDigit) // TryParse overlooks a NUL at the end
            && uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint word)
                ? word
                : throw new FormatException($"{field} is not a word of up to 8 hex digits");
    }
}
