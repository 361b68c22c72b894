using System.Text;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;

namespace NightMiner.Pool.Messages;

/// <summary>Lines that only a pool writes, beside those of <see cref="MessageWriter"/>.</summary>
internal static class PoolMessages
{
    /// <summary>The answer to somebody who opens the pool in a browser.</summary>
    public static byte[] HttpAnswer { get; } = Encoding.ASCII.GetBytes(
        "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"
        + "This is a Stratum mining pool, not a web server.\n");

    /// <summary>mining.set_difficulty.</summary>
    public static byte[] SetDifficulty(Difficulty difficulty) => MessageWriter.Request(
        MessageId.None, Protocol.Stratum.SetDifficulty.MethodName, json =>
        {
            json.WriteStartArray();
            json.WriteRawValue(difficulty.ToString()); // the decimal number as it is, not the nearest double
            json.WriteEndArray();
        });

    /// <summary>mining.set_extranonce: it holds from the next job on.</summary>
    public static byte[] SetExtranonce(byte[] extranonce1, int extranonce2Size) => MessageWriter.Request(
        MessageId.None, "mining.set_extranonce", json =>
        {
            json.WriteStartArray();
            json.WriteStringValue(Convert.ToHexStringLower(extranonce1));
            json.WriteNumberValue(extranonce2Size);
            json.WriteEndArray();
        });

    /// <summary>A line from a client as the log shows it: without its end, and with the password masked.</summary>
    public static string Shown(ReadOnlyMemory<byte> line, PoolRequest? request)
    {
        string text = Encoding.UTF8.GetString(line.Span);
        if (request is null && text.Contains("authorize", StringComparison.OrdinalIgnoreCase))
            return $"(a malformed login of {line.Length} bytes)";
        if (request is not { Method: "mining.authorize" }) return PrintableText.From(text, text.Length);
        Authorize masked = new(UserOf(request), "***");
        byte[] shown = MessageWriter.Request(request.Id, request.Method, masked.WriteParameters);
        return Encoding.UTF8.GetString(shown).TrimEnd('\n');
    }

    private static string UserOf(PoolRequest request)
    {
        try
        {
            return PrintableText.From(request.Text(0));
        }
        catch (FormatException) // half a surrogate pair: the login is refused, and shown all the same
        {
            return "·";
        }
    }
}
