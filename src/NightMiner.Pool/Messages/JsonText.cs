using System.Text.Json;

namespace NightMiner.Pool.Messages;

/// <summary>Reads texts that clients sent.</summary>
internal static class JsonText
{
    /// <summary>The text of a JSON string; null where it is something else.</summary>
    /// <exception cref="FormatException">It has half of a surrogate pair, such as \ud800: not a text.</exception>
    public static string? Read(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException("a text has half of a surrogate pair", e);
        }
    }
}
