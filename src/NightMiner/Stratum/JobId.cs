using System.Text.Json;

namespace NightMiner.Stratum;

/// <summary>
/// The name that a pool gave a job. Opaque: it goes back as it came, as text or, from some proxies, as a number.
/// </summary>
public readonly record struct JobId(string Text, bool IsNumber = false)
{
    /// <summary>Reads the token; null where it is neither text nor a number.</summary>
    public static JobId? From(JsonElement token) => token.ValueKind switch
    {
        JsonValueKind.String => new JobId(token.GetString()!),
        JsonValueKind.Number => new JobId(token.GetRawText(), IsNumber: true),
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
