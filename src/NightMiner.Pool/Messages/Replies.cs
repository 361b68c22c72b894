using System.Buffers;
using System.Globalization;
using System.Text.Json;
using NightMiner.Pool.Profiles;
using NightMiner.Protocol.Stratum;

namespace NightMiner.Pool.Messages;

/// <summary>The answers of a pool, in the form that its quirks ask for.</summary>
internal sealed class Replies(PoolQuirks quirks)
{
    /// <summary>What ckpool writes before it hangs up. It is not JSON.</summary>
    public static byte[] JunkText { get; } = "Invalid JSON, disconnecting\n"u8.ToArray();

    /// <summary>What bstratum tells a browser.</summary>
    public static byte[] HttpOk { get; } =
        "HTTP/1.1 200 OK\r\nX-Stratum: stratum\r\nConnection: close\r\n\r\n"u8.ToArray();

    /// <summary>client.reconnect without parameters: the client is to connect to this pool again.</summary>
    public static byte[] Reconnect { get; } = MessageWriter.Request(MessageId.None, "client.reconnect", json =>
    {
        json.WriteStartArray();
        json.WriteEndArray();
    });

    /// <summary>The answer true, or false.</summary>
    public byte[] Answer(MessageId id, bool yes) => Result(id, json => json.WriteBooleanValue(yes));

    /// <summary>An answer.</summary>
    public byte[] Result(MessageId id, Action<Utf8JsonWriter> writeResult) => Line(id, json =>
    {
        json.WritePropertyName("result");
        writeResult(json);
        if (!quirks.OmitsNull) json.WriteNull("error");
    });

    /// <summary>The answer to mining.subscribe.</summary>
    public byte[] Subscribed(MessageId id, long connection, byte[] extranonce1, int extranonce2Size)
    {
        string session = quirks.SessionPrefix + connection.ToString("x16", CultureInfo.InvariantCulture);
        return Result(id, json =>
        {
            json.WriteStartArray();
            WriteSubscriptions(json, session);
            json.WriteStringValue(Convert.ToHexStringLower(extranonce1));
            json.WriteNumberValue(extranonce2Size);
            json.WriteEndArray();
        });
    }

    /// <summary>The answer to mining.get_transactions: each transaction in hex, in the order of the block.</summary>
    public byte[] Transactions(MessageId id, IReadOnlyList<byte[]> transactions) => Result(id, json =>
    {
        json.WriteStartArray();
        foreach (byte[] transaction in transactions) json.WriteStringValue(Convert.ToHexStringLower(transaction));
        json.WriteEndArray();
    });

    /// <summary>A refusal, in the words of the pool.</summary>
    public byte[] Refused(MessageId id, Refusal why)
    {
        Refusal said = why.In(quirks.Wording);
        bool isFalse = said.Kind is RefusalKind.Login or RefusalKind.LoginBeforeSubscribe;
        return Line(id, json =>
        {
            WriteRefusedResult(json, isFalse || quirks.Errors is ErrorShape.CodeAndMessage or ErrorShape.Text);
            WriteError(json, said);
        });
    }

    /// <summary>A refusal of a method that is unknown or missing; null where the pool says nothing.</summary>
    public byte[]? Refused(MessageId id, Refusal why, UnknownReply reply) => reply switch
    {
        UnknownReply.Refuse => Refused(id, why),
        UnknownReply.True => Line(id, json =>
        {
            json.WriteNull("result");
            json.WriteBoolean("error", true);
        }),
        UnknownReply.Text => Line(id, json => json.WriteString("error", why.In(quirks.Wording).Text)),
        _ => null,
    };

    /// <summary>A line as it goes out: with "jsonrpc":"2.0" in front where the pool writes that.</summary>
    public byte[] Framed(byte[] line) => quirks.JsonRpc && line[0] == '{'
        ? [.. "{\"jsonrpc\":\"2.0\","u8, .. line.AsSpan(1)]
        : line;

    private void WriteSubscriptions(Utf8JsonWriter json, string session)
    {
        const string difficulty = SetDifficulty.MethodName, notify = Notify.MethodName;
        switch (quirks.Subscription)
        {
            case SubscriptionShape.Null:
                json.WriteNullValue();
                break;
            case SubscriptionShape.Flat:
                WriteArray(json, notify, session);
                break;
            case SubscriptionShape.Nested:
                json.WriteStartArray();
                WritePairs(json, session, difficulty, notify);
                json.WriteEndArray();
                break;
            default:
                WritePairs(json, session, quirks.Subscription switch
                {
                    SubscriptionShape.NotifyFirst => [notify, difficulty],
                    SubscriptionShape.NotifyOnly => [notify],
                    _ => [difficulty, notify],
                });
                break;
        }
    }

    private static void WritePairs(Utf8JsonWriter json, string session, params ReadOnlySpan<string> methods)
    {
        json.WriteStartArray();
        foreach (string method in methods) WriteArray(json, method, session);
        json.WriteEndArray();
    }

    private static void WriteArray(Utf8JsonWriter json, params ReadOnlySpan<string> texts)
    {
        json.WriteStartArray();
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void WriteRefusedResult(Utf8JsonWriter json, bool isFalse)
    {
        if (isFalse) json.WriteBoolean("result", false);
        else json.WriteNull("result");
    }

    private void WriteError(Utf8JsonWriter json, Refusal said)
    {
        switch (quirks.Errors)
        {
            case ErrorShape.CodeAndMessage:
                json.WriteStartObject("error");
                json.WriteNumber("code", said.Code);
                json.WriteString("message", said.Text);
                json.WriteEndObject();
                break;
            case ErrorShape.Text when said.IsVerdict:
                json.WriteNull("error");
                json.WriteString("reject-reason", said.Text);
                break;
            case ErrorShape.Text:
                json.WriteString("error", said.Text);
                break;
            default:
                json.WriteStartArray("error");
                json.WriteNumberValue(said.Code);
                json.WriteStringValue(said.Text);
                WriteThird(json, said.Code);
                json.WriteEndArray();
                break;
        }
    }

    private void WriteThird(Utf8JsonWriter json, int code)
    {
        bool isPair = quirks.Errors == ErrorShape.Pair && code is not (Verdict.Unauthorized or Verdict.NotSubscribed);
        if (isPair) return;
        if (quirks.Errors == ErrorShape.EmptyText) json.WriteStringValue("");
        else if (quirks.Errors == ErrorShape.False) json.WriteBooleanValue(false);
        else json.WriteNullValue();
    }

    private static byte[] Line(MessageId id, Action<Utf8JsonWriter> writeMembers)
    {
        ArrayBufferWriter<byte> bytes = new(256);
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            json.WritePropertyName("id");
            id.WriteTo(json);
            writeMembers(json);
            json.WriteEndObject();
        }
        bytes.Write("\n"u8);
        return bytes.WrittenSpan.ToArray();
    }
}
