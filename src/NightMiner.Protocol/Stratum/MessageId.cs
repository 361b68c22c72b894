using System.Globalization;
using System.Text.Json;
using NightMiner.Protocol.Text;

namespace NightMiner.Protocol.Stratum;

/// <summary>
/// The id that ties a reply to its request, as the JSON token it was on the wire: clients in the field send numbers,
/// strings and null, and the answer must carry the very same token.
/// </summary>
public readonly record struct MessageId
{
    private const int LengthLimit = 128; // an answer carries it back, and answers have to be short

    private readonly string? _json;

    private MessageId(string json) => _json = json;

    /// <summary>No id: a notification, which nobody answers.</summary>
    public static MessageId None => default;

    /// <summary>Whether this is a notification (null, or no id at all).</summary>
    public bool IsNone => _json is null;

    /// <summary>A number, as this miner counts its requests.</summary>
    public static MessageId From(long number) => new(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>The id member of a message; none where it is a list or an object, or absurdly long.</summary>
    public static MessageId From(JsonElement id) =>
        id.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null)
        && id.GetRawText() is { Length: <= LengthLimit } json
            ? new MessageId(json)
            : None;

    /// <summary>
    /// The id as a whole number, however it is spelled: 1, 1.0 and "1" are the same one, and pools answer with each of
    /// them. Null for anything else.
    /// </summary>
    public long? ToNumber() => WholeNumber.TryParse(_json?.Trim('"'), out long number) ? number : null;

    /// <summary>
    /// Whether a reply with this id answers a request with the other: it is the same token, or the same whole number in
    /// another spelling.
    /// </summary>
    public bool Answers(MessageId request) =>
        !IsNone && (this == request || (ToNumber() is { } number && number == request.ToNumber()));

    /// <summary>Writes the token as a value.</summary>
    public void WriteTo(Utf8JsonWriter json) => json.WriteRawValue(_json ?? "null", skipInputValidation: true);

    /// <inheritdoc/>
    public override string ToString() => _json ?? "null";
}
