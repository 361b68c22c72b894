using System.Globalization;
using System.Text.Json;
using NightMiner.Protocol.Text;

namespace NightMiner.Protocol.Stratum;

/// <summary>
/// Reads client.reconnect: [], [host, port] or [host, port, seconds]. Ports come as numbers and as texts (ckpool's
/// redirector), and an empty or missing host means the same one.
/// </summary>
internal static class ReconnectReader
{
    private const double LongestWait = 24 * 3600; // in seconds; a client that obeys may set a shorter limit

    /// <exception cref="FormatException">The host is not a text, or the port is not one; the message says
    /// which.</exception>
    public static Reconnect Read(MessageId id, JsonElement parameters) =>
        new(id, ReadHost(At(parameters, 0)), ReadPort(At(parameters, 1)), ReadWait(At(parameters, 2)));

    private static JsonElement At(JsonElement parameters, int index) =>
        parameters.ValueKind == JsonValueKind.Array && parameters.GetArrayLength() > index
            ? parameters[index]
            : default;

    private static string? ReadHost(JsonElement token) => token.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => null,
        JsonValueKind.String => token.GetString() is { Length: > 0 } host ? host : null,
        _ => throw new FormatException("client.reconnect names a host that is not text"),
    };

    private static int? ReadPort(JsonElement token)
    {
        if (token.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return null;
        if (token.ValueKind == JsonValueKind.String && token.ValueEquals(""u8)) return null;
        return (int?)WholeNumber.FromNumberOrText(token, 1, 65535)
            ?? throw new FormatException("client.reconnect names no port from 1 to 65535");
    }

    // Seconds, which may have a fraction. A wait that makes no sense is no reason to stay.
    private static TimeSpan ReadWait(JsonElement token) =>
        token.ValueKind is JsonValueKind.Number or JsonValueKind.String
        && double.TryParse(TextOf(token), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
        && seconds > 0
            ? TimeSpan.FromSeconds(Math.Min(seconds, LongestWait))
            : TimeSpan.Zero;

    private static string TextOf(JsonElement token) =>
        token.ValueKind == JsonValueKind.String ? token.GetString()! : token.GetRawText();
}
