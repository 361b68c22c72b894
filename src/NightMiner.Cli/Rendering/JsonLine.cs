using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NightMiner.Cli.Rendering;

/// <summary>What all lines of --json have in common.</summary>
internal static class JsonLine
{
    private static readonly JsonWriterOptions Readable =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A line for an event: the time, its name, its facts.</summary>
    public static string Compose(DateTimeOffset time, string name, Action<Utf8JsonWriter> writeFacts) => Compose(json =>
    {
        json.WriteString("time", time.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture));
        json.WriteString("event", name);
        writeFacts(json);
    });

    /// <summary>A line of JSON.</summary>
    public static string Compose(Action<Utf8JsonWriter> writeMembers)
    {
        ArrayBufferWriter<byte> bytes = new(256);
        using (Utf8JsonWriter json = new(bytes, Readable))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteEndObject();
        }
        return Escape(Encoding.UTF8.GetString(bytes.WrittenSpan));
    }

    // The writer leaves formatting characters as they are: a pool could turn the line around on a terminal with them.
    private static string Escape(string line)
    {
        if (!line.Any(IsUnseen)) return line;
        StringBuilder safe = new(line.Length + 16);
        foreach (char letter in line)
        {
            if (IsUnseen(letter)) safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
            else safe.Append(letter);
        }
        return safe.ToString();
    }

    private static bool IsUnseen(char letter) => letter > '~' && char.GetUnicodeCategory(letter) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    /// <summary>A number; null where JSON has none for it.</summary>
    public static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }

    /// <summary>someName for SomeName.</summary>
    public static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    /// <summary>The name of an event.</summary>
    public static string Name(object happened) => CamelCase(happened.GetType().Name);
}
