using System.Buffers;
using System.Text;
using System.Text.Json;
using NightMiner.Blocks;
using NightMiner.Stratum;

namespace NightMiner.Lab.Pools;

/// <summary>The lines that only a pool writes, beside those of <see cref="MessageWriter"/>.</summary>
internal static class PoolMessages
{
    /// <summary>For the people who open a pool in a browser.</summary>
    public static byte[] HttpAnswer { get; } = Encoding.ASCII.GetBytes(
        "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"
        + "This is a Stratum mining pool, not a web server.\n");

    /// <summary>The answer true, or false.</summary>
    public static byte[] Answer(MessageId id, bool yes) =>
        MessageWriter.Result(id, json => json.WriteBooleanValue(yes));

    /// <summary>mining.set_difficulty.</summary>
    public static byte[] SetDifficulty(Difficulty difficulty) => MessageWriter.Request(
        MessageId.None, Stratum.SetDifficulty.MethodName, json =>
        {
            json.WriteStartArray();
            json.WriteRawValue(difficulty.ToString()); // the decimal number as it is, not the nearest double
            json.WriteEndArray();
        });

    /// <summary>
    /// The result of mining.subscribe: [[["mining.set_difficulty",id],["mining.notify",id]],extranonce1,size].
    /// </summary>
    public static byte[] Subscribed(MessageId id, long connection, byte[] extranonce1, int extranonce2Size) =>
        MessageWriter.Result(id, json =>
        {
            string session = connection.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
            json.WriteStartArray();
            json.WriteStartArray();
            foreach (string method in (ReadOnlySpan<string>)[Stratum.SetDifficulty.MethodName, Notify.MethodName])
            {
                json.WriteStartArray();
                json.WriteStringValue(method);
                json.WriteStringValue(session);
                json.WriteEndArray();
            }
            json.WriteEndArray();
            json.WriteStringValue(Convert.ToHexStringLower(extranonce1));
            json.WriteNumberValue(extranonce2Size);
            json.WriteEndArray();
        });

    /// <summary>A login refused: the result false, where other refusals carry null.</summary>
    public static byte[] LoginRefused(MessageId id, string reason)
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            json.WritePropertyName("id");
            id.WriteTo(json);
            json.WriteBoolean("result", false);
            json.WriteStartArray("error");
            json.WriteNumberValue(Verdict.Unauthorized);
            json.WriteStringValue(reason);
            json.WriteNullValue();
            json.WriteEndArray();
            json.WriteEndObject();
        }
        bytes.Write("\n"u8);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>A line for people: without its end, a password masked.</summary>
    public static string Shown(ReadOnlyMemory<byte> line, PoolRequest? request)
    {
        string text = Encoding.UTF8.GetString(line.Span);
        if (request is null && text.Contains("authorize", StringComparison.OrdinalIgnoreCase))
            return $"(a malformed login of {line.Length} bytes)";
        if (request is not { Method: "mining.authorize" }) return PrintableText.From(text, text.Length);
        Authorize masked = new(PrintableText.From(request.Text(0)), "***");
        byte[] shown = MessageWriter.Request(request.Id, request.Method, masked.WriteParameters);
        return Encoding.UTF8.GetString(shown).TrimEnd('\n');
    }
}
