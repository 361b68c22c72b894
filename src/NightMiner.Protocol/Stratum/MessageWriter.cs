using System.Buffers;
using System.Text.Json;

namespace NightMiner.Protocol.Stratum;

/// <summary>
/// Writes the lines of both directions: one JSON object and \n. All text is escaped to ASCII, so no user name and no
/// password can break a line.
/// </summary>
public static class MessageWriter
{
    /// <summary>{"id":…,"method":…,"params":[…]}: a request, or a notification where the id is none.</summary>
    public static byte[] Request(MessageId id, string method, Action<Utf8JsonWriter> writeParameters) => Line(json =>
    {
        json.WritePropertyName("id");
        id.WriteTo(json);
        json.WriteString("method", method);
        json.WritePropertyName("params");
        writeParameters(json);
    });

    /// <summary>{"id":…,"result":…,"error":null}: an answer.</summary>
    public static byte[] Result(MessageId id, Action<Utf8JsonWriter> writeResult) => Line(json =>
    {
        json.WritePropertyName("id");
        id.WriteTo(json);
        json.WritePropertyName("result");
        writeResult(json);
        json.WriteNull("error");
    });

    /// <summary>{"id":…,"result":null,"error":[code,text,null]}: a refusal.</summary>
    public static byte[] Error(MessageId id, int code, string text) => Line(json =>
    {
        json.WritePropertyName("id");
        id.WriteTo(json);
        json.WriteNull("result");
        json.WriteStartArray("error");
        json.WriteNumberValue(code);
        json.WriteStringValue(text);
        json.WriteNullValue();
        json.WriteEndArray();
    });

    private static byte[] Line(Action<Utf8JsonWriter> writeMembers)
    {
        ArrayBufferWriter<byte> bytes = new(256);
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteEndObject();
        }
        bytes.Write("\n"u8);
        return bytes.WrittenSpan.ToArray();
    }
}
