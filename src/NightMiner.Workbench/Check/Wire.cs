using System.Buffers;
using System.Text;
using System.Text.Json;

namespace NightMiner.Workbench.Check;

/// <summary>Lines as a client writes them.</summary>
internal static class Wire
{
    /// <summary>{"id":…,"method":…,"params":…}, with the id and the parameters as JSON.</summary>
    public static string Request(string id, string method, string parameters) =>
        $$"""{"id":{{id}},"method":{{Text(method)}},"params":{{parameters}}}""";

    /// <summary>A JSON text.</summary>
    public static string Text(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    /// <summary>A JSON list of texts.</summary>
    public static string Texts(params IEnumerable<string> texts)
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartArray();
            foreach (string text in texts) json.WriteStringValue(text);
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
