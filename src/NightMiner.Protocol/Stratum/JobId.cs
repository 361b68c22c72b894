using System.Text.Json;

namespace NightMiner.Protocol.Stratum;

/// <summary>
/// The name that a pool gave a job. Opaque: it goes back as it came, as text or, from some proxies, as a number.
/// </summary>
public readonly record struct JobId(string Text, bool IsNumber = false)
{
    /// <summary>Goes back with each share and stands in each event; pools use a few characters.</summary>
    public const int LengthLimit = 512;

    /// <summary>Reads the token; null where it is neither text nor a number, or absurdly long.</summary>
    public static JobId? From(JsonElement token) => token.ValueKind switch
    {
        JsonValueKind.String when token.GetString() is { Length: <= LengthLimit } text => new JobId(text),
        JsonValueKind.Number when token.GetRawText() is { Length: <= LengthLimit } text =>
            new JobId(text, IsNumber: true),
        _ => null,
    };

    /// <summary>Writes the same kind of token.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        if (IsNumber) json.WriteRawValue(Text, skipInputValidation: true);
        else json.WriteStringValue(Text);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
