using System.Text.Json;
using System.Text.Unicode;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;

namespace NightMiner.Pool;

/// <summary>A line from a client: a method, its parameters, and the id to answer under. Valid until disposed.</summary>
internal sealed class PoolRequest : IDisposable
{
    private static readonly JsonDocumentOptions JsonOptions = new() { MaxDepth = 16 }; // a configure needs 4

    private readonly JsonDocument _document;

    private PoolRequest(JsonDocument document, MessageId id, string method)
    {
        _document = document;
        Id = id;
        Method = method;
        document.RootElement.TryGetProperty("params", out JsonElement parameters);
        Parameters = parameters;
    }

    public MessageId Id { get; }

    /// <summary>The method's name; empty where there is none.</summary>
    public string Method { get; }

    /// <summary>Of any kind, also undefined.</summary>
    public JsonElement Parameters { get; }

    /// <summary>The parameter at a place; undefined where there is none.</summary>
    public JsonElement this[int index] =>
        Parameters.ValueKind == JsonValueKind.Array && index < Parameters.GetArrayLength()
            ? Parameters[index]
            : default;

    /// <summary>The text of the parameter at a place; null where there is none.</summary>
    public string? Text(int index) => this[index].ValueKind == JsonValueKind.String ? this[index].GetString() : null;

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">It is no request; the message says what was sent instead.</exception>
    public static PoolRequest Read(ReadOnlyMemory<byte> line)
    {
        if (IsHttp(line.Span)) throw new FormatException("an HTTP request");
        if (!Utf8.IsValid(line.Span)) throw new FormatException("a line that is not UTF-8");
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(line, JsonOptions);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw new FormatException("a line that is not a JSON object");
            return new PoolRequest(document, IdOf(root), MethodOf(root));
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            document?.Dispose();
            throw e as FormatException
                ?? new FormatException($"a line that is not JSON: {PrintableText.From(e.Message, 120)}", e);
        }
    }

    /// <summary>Whether somebody took the pool for a web server.</summary>
    public static bool IsHttp(ReadOnlySpan<byte> line) => line.EndsWith("HTTP/1.1"u8) || line.EndsWith("HTTP/1.0"u8);

    public void Dispose() => _document.Dispose();

    // What comes back is the same token; a list or an object is no id, and might be large.
    private static MessageId IdOf(JsonElement root)
    {
        if (!root.TryGetProperty("id", out JsonElement id)) return MessageId.None;
        return id.ValueKind is JsonValueKind.Array or JsonValueKind.Object
            ? throw new FormatException("an id that is a list or an object")
            : MessageId.From(id);
    }

    private static string MethodOf(JsonElement root) =>
        root.TryGetProperty("method", out JsonElement method) && method.ValueKind == JsonValueKind.String
            ? method.GetString()!
            : "";
}
