using System.Globalization;
using System.Text.Json;
using NightMiner.Protocol.Stratum;

namespace NightMiner.Workbench.Explain;

/// <summary>Reads a mining.submit: its line, its parameters, or those alone with commas between them.</summary>
public static class SubmitReader
{
    /// <summary>Reads what a person pasted.</summary>
    /// <exception cref="FormatException">It is no share; the message says what is missing or wrong.</exception>
    public static Submit Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int start = text.IndexOfAny(['{', '[']);
        if (start < 0) return Read([.. text.Split(',').Select(part => part.Trim().Trim('"'))], isNumber: false);
        try
        {
            using JsonDocument document = JsonDocument.Parse(text[start..].Trim());
            JsonElement root = document.RootElement;
            return Read(root.ValueKind == JsonValueKind.Object && root.TryGetProperty("params", out JsonElement found)
                ? found : root);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("this is not JSON: expected a mining.submit line, or "
                + "worker,job,extranonce2,ntime,nonce[,versionbits]", e);
        }
    }

    /// <summary>Reads the parameters.</summary>
    /// <exception cref="FormatException">One is missing or malformed; the message names it.</exception>
    public static Submit Read(JsonElement parameters) => parameters.ValueKind == JsonValueKind.Array
        ? Read([.. parameters.EnumerateArray().Select(one =>
                one.ValueKind == JsonValueKind.String ? one.GetString()! : one.GetRawText())],
            parameters.GetArrayLength() > 1 && parameters[1].ValueKind == JsonValueKind.Number)
        : throw new FormatException("the share's parameters are not a list");

    internal static uint Word(string? text, string field) =>
        text is { Length: > 0 and <= 8 } && text.All(char.IsAsciiHexDigit)
            ? uint.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : throw new FormatException($"{field} is not a word of up to 8 hex digits");

    private static Submit Read(string[] fields, bool isNumber)
    {
        if (fields.Length is < 5 or > 6) throw new FormatException(
            $"a share has 5 fields, or 6 with version bits, not {fields.Length}: "
            + "worker,job,extranonce2,ntime,nonce[,versionbits]");
        string extranonce2 = fields[2];
        if (extranonce2.Length % 2 != 0 || !extranonce2.All(char.IsAsciiHexDigit)
            || extranonce2.Length > 2 * SubscribeResult.ExtranonceLimit)
            throw new FormatException(
                $"extranonce2 is not hex of at most {SubscribeResult.ExtranonceLimit} bytes");
        return new Submit(fields[0], new JobId(fields[1], isNumber), Convert.FromHexString(extranonce2),
            Word(fields[3], "ntime"), Word(fields[4], "nonce"),
            fields.Length == 6 ? Word(fields[5], "the version bits") : null);
    }
}
