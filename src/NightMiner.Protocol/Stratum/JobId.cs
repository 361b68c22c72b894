using System.Text.Json;

namespace NightMiner.Protocol.Stratum;

/// <summary>
/// The name that a pool gave a job. Opaque: it goes back as it came, as text or, from some proxies, as a number.
/// </summary>
public readonly record struct JobId(string Text, bool IsNumber = false)
{
    /// <summary>
    /// How many characters a job's name may have: it goes back with each share. Pools use a few.
    /// </summary>
    public const int LengthLimit = 512;

    /// <summary>Reads the token; null where it is neither a text nor a number, or longer than the limit.</summary>
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
