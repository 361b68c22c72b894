using System.Text.Json;
using System.Text.Unicode;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;

namespace NightMiner.Pool.Messages;

/// <summary>A line from a client: a method, its parameters, and the id to answer under. Valid until disposed.</summary>
internal sealed class PoolRequest : IDisposable
{
    private const int ShownLength = 120;

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

    /// <summary>A JSON value of any kind; undefined where there is none.</summary>
    public JsonElement Parameters { get; }

    /// <summary>The parameter at a place; undefined where there is none.</summary>
    public JsonElement this[int index] =>
        Parameters.ValueKind == JsonValueKind.Array && index < Parameters.GetArrayLength()
            ? Parameters[index]
            : default;

    /// <summary>The text of the parameter at a place; null where there is none, or where it is not a text.</summary>
    public string? Text(int index) => JsonText.Read(this[index]);

    /// <summary>Reads a line.</summary>
    /// <exception cref="UnreadableLineException">It is not a request; the message says what came instead.</exception>
    public static PoolRequest Read(ReadOnlyMemory<byte> line)
    {
        if (IsHttp(line.Span)) throw new UnreadableLineException(RefusalKind.Http, "an HTTP request");
        if (!Utf8.IsValid(line.Span)) throw Malformed("a line that is not UTF-8");
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(line, JsonOptions);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw Malformed("a line that is not a JSON object");
            return new PoolRequest(document, IdOf(root), MethodOf(root));
        }
        catch (Exception e) when (e is JsonException or UnreadableLineException or InvalidOperationException)
        {
            document?.Dispose();
            throw e as UnreadableLineException ?? new UnreadableLineException(
                RefusalKind.NotJson, $"a line that is not JSON: {PrintableText.From(e.Message, ShownLength)}", e);
        }
    }

    public void Dispose() => _document.Dispose();

    // Somebody took the pool for a web server.
    private static bool IsHttp(ReadOnlySpan<byte> line) => line.EndsWith("HTTP/1.1"u8) || line.EndsWith("HTTP/1.0"u8);

    // The answer carries the same token. A list or an object is refused: it is not an id, and may be large.
    private static MessageId IdOf(JsonElement root)
    {
        if (!root.TryGetProperty("id", out JsonElement id)) return MessageId.None;
        return id.ValueKind is JsonValueKind.Array or JsonValueKind.Object
            ? throw Malformed("an id that is a list or an object")
            : MessageId.From(id);
    }

    private static string MethodOf(JsonElement root) =>
        root.TryGetProperty("method", out JsonElement method) && method.ValueKind == JsonValueKind.String
            ? method.GetString()!
            : "";

    private static UnreadableLineException Malformed(string what) => new(RefusalKind.Malformed, what);
}

/// <summary>A line that is not a request.</summary>
/// <param name="kind">What is wrong with it.</param>
/// <param name="message">What came instead, to stand after "sent": "a line that is not UTF-8".</param>
/// <param name="cause">The reader's own words, if any.</param>
internal sealed class UnreadableLineException(RefusalKind kind, string message, Exception? cause = null)
    : FormatException(message, cause)
{
    /// <summary>What is wrong with it.</summary>
    public RefusalKind Kind => kind;
}
