using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Text;

namespace NightMiner.Protocol.Stratum;

/// <summary>
/// Turns a line from a pool into a message. Never throws: what can't be read becomes <see cref="Malformed"/>.
/// </summary>
public static class MessageReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 }; // a notify needs 3

    /// <summary>Reads one line, without its end.</summary>
    public static ServerMessage Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            // Some pools write texts in a code page of their own: bytes that are not UTF-8 become replacement
            // characters.
            if (!Utf8.IsValid(line.Span)) line = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(line.Span));
            using JsonDocument document = JsonDocument.Parse(line, Options);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return e is JsonException
                ? new Malformed(DescribeForeignText(line.Span), IsJson: false)
                : new Malformed(e.Message);
        }
    }

    private static ServerMessage Read(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object) return new Malformed("the line is not a JSON object");
        MessageId id = message.TryGetProperty("id", out JsonElement token) ? MessageId.From(token) : MessageId.None;

        // The one rule that works everywhere: what has a method is a request or a notification, whatever its id.
        if (!message.TryGetProperty("method", out JsonElement method) || method.ValueKind != JsonValueKind.String)
            return ReadReply(id, message);

        message.TryGetProperty("params", out JsonElement parameters);
        return method.GetString() switch
        {
            Notify.MethodName => Notify.Parse(parameters),
            SetDifficulty.MethodName => new SetDifficulty(ReadDifficulty(First(parameters))),
            "mining.set_extranonce" => ReadExtranonce(parameters),
            "mining.set_version_mask" or "mining.set_version" => // the latter by a slip of a widespread library
                new SetVersionMask(Hex.Word(First(parameters), "the version mask")),
            "client.reconnect" => ReconnectReader.Read(id, parameters),
            "client.get_version" => new GetVersion(id),
            "client.show_message" => new ShowMessage(id, ReadText(First(parameters))),
            "mining.ping" => new Ping(id),
            { } other => new UnknownMethod(id, PrintableText.From(other)),
            null => new Malformed("the method has no name"),
        };
    }

    private static ServerMessage ReadReply(MessageId id, JsonElement message)
    {
        bool hasResult = message.TryGetProperty("result", out JsonElement result);
        StratumError? error = StratumError.From(message);
        return hasResult || error is not null
            ? new Reply(id, hasResult ? result.Clone() : default, error)
            : new Malformed("the line has neither a method nor a result");
    }

    private static Difficulty ReadDifficulty(JsonElement token)
    {
        string text = token.ValueKind == JsonValueKind.String ? token.GetString()! : token.GetRawText();
        return Difficulty.TryParse(text, out Difficulty difficulty)
            ? difficulty
            : throw new FormatException($"'{PrintableText.From(text, 40)}' is not a difficulty");
    }

    private static SetExtranonce ReadExtranonce(JsonElement parameters)
    {
        byte[] extranonce1 = SubscribeResult.ReadExtranonce1(First(parameters));
        bool hasSize = parameters.GetArrayLength() > 1 && parameters[1].ValueKind != JsonValueKind.Null;
        return new SetExtranonce(extranonce1, hasSize ? SubscribeResult.ReadSize(parameters[1]) : null);
    }

    private static JsonElement First(JsonElement parameters) =>
        parameters.ValueKind == JsonValueKind.Array && parameters.GetArrayLength() > 0
            ? parameters[0]
            : throw new FormatException("the method has no parameters");

    private static string ReadText(JsonElement token) =>
        PrintableText.From(token.ValueKind == JsonValueKind.String ? token.GetString() : token.GetRawText());

    private static string DescribeForeignText(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("HTTP/"u8)) return "this is a web server (HTTP), not a Stratum pool: check the port; "
            + "if it is a node of your own, use http:// in the URL";
        if (line.Length > 1 && line[0] is 0x15 or 0x16 && line[1] == 3)
            return "this port speaks TLS: use stratum+tcps:// in the URL";
        string start = Encoding.UTF8.GetString(line[..Math.Min(line.Length, 60)]);
        return $"the line is not JSON: {PrintableText.From(start, 60)}";
    }
}
