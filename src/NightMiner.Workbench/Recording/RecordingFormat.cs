using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using NightMiner.Protocol.Text;

namespace NightMiner.Workbench.Recording;

/// <summary>
/// A recording on disk: one JSON object a line, UTF-8. First
/// {"format":"nightminer-session","version":1,"started":TIME,"pool":URL}, then
/// {"time":SECONDS,"connection":N,"from":"miner"|"pool","line":TEXT} for each line. One that is not UTF-8 stands as
/// "hex" in place of "line"; the end of a connection as "end":true, from the side that ended it.
/// </summary>
internal static class RecordingFormat
{
    public const string Name = "nightminer-session";
    public const int Version = 1;
    public const int LineLimit = 8 << 20; // escaped, the longest line of the wire may grow sixfold

    private static readonly JsonWriterOptions Readable =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Header(DateTimeOffset started, string pool) => Line(json =>
    {
        json.WriteString("format", Name);
        json.WriteNumber("version", Version);
        json.WriteString("started", started.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
        json.WriteString("pool", pool);
    });

    public static byte[] Line(RecordedLine line) => Line(json =>
    {
        json.WriteNumber("time", Math.Round((decimal)line.Time.TotalSeconds, 6));
        json.WriteNumber("connection", line.Connection);
        json.WriteString("from", line.From == Side.Miner ? "miner" : "pool");
        if (line.IsEnd) json.WriteBoolean("end", true);
        else if (Utf8.IsValid(line.Bytes.Span)) json.WriteString("line", line.Bytes.Span);
        else json.WriteString("hex", Convert.ToHexStringLower(line.Bytes.Span));
    });

    /// <summary>Reads the first line.</summary>
    /// <exception cref="FormatException">It is no recording's; the message says why.</exception>
    public static (DateTimeOffset? Started, string Pool) ReadHeader(ReadOnlyMemory<byte> line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            if (root.GetProperty("format").GetString() != Name) throw new FormatException("another format");
            JsonElement written = root.GetProperty("version");
            if (WholeNumber.From(written) is not { } version) throw new FormatException("another format");
            if (version != Version) throw new FormatException(
                $"it has version {version} of the format, this program reads {Version}: use a newer one");
            DateTimeOffset? started = root.TryGetProperty("started", out JsonElement time)
                && time.TryGetDateTimeOffset(out DateTimeOffset parsed) ? parsed : null;
            return (started, root.TryGetProperty("pool", out JsonElement pool) ? pool.ToString() : "");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException
            or FormatException { Message: "another format" })
        {
            throw new FormatException($$"""its first line should begin with {"format":"{{Name}}","version":1""", e);
        }
    }

    /// <summary>Whether this is the first line of a recording, of any version.</summary>
    public static bool IsHeader(JsonElement line) => line.ValueKind == JsonValueKind.Object
        && line.TryGetProperty("format", out JsonElement format) && format.ValueKind == JsonValueKind.String
        && format.ValueEquals(Name);

    /// <summary>Whether this looks like a line after the first.</summary>
    public static bool IsLine(JsonElement line) => line.ValueKind == JsonValueKind.Object
        && line.TryGetProperty("connection", out _) && line.TryGetProperty("from", out _)
        && line.TryGetProperty("time", out _);

    /// <summary>Reads a line after the first; null where it makes no sense.</summary>
    public static RecordedLine? ReadLine(ReadOnlyMemory<byte> line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            Side? from = root.GetProperty("from").GetString() switch
            {
                "miner" => Side.Miner,
                "pool" => Side.Pool,
                _ => null,
            };
            double seconds = root.GetProperty("time").GetDouble();
            int? counted = (int?)WholeNumber.From(root.GetProperty("connection"), 1, int.MaxValue);
            if (from is not { } side || seconds is not (>= 0 and < 1e9) || counted is not { } connection) return null;
            bool isEnd = root.TryGetProperty("end", out _);
            byte[] bytes = isEnd ? []
                : root.TryGetProperty("hex", out JsonElement hex) ? Convert.FromHexString(hex.GetString()!)
                : System.Text.Encoding.UTF8.GetBytes(root.GetProperty("line").GetString()!);
            return bytes.Contains((byte)'\n')
                ? null
                : new RecordedLine(TimeSpan.FromSeconds(seconds), connection, side, bytes) { IsEnd = isEnd };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException
            or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static byte[] Line(Action<Utf8JsonWriter> writeMembers)
    {
        ArrayBufferWriter<byte> bytes = new(512);
        using (Utf8JsonWriter json = new(bytes, Readable))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteEndObject();
        }
        bytes.Write("\n"u8);
        return bytes.WrittenSpan.ToArray();
    }
}
