using System.Text.Json;

namespace NightMiner.Workbench.Recording;

/// <summary>
/// Where the parts of a message stand in its line, so that one of them can be put in place of another without touching
/// the rest.
/// </summary>
internal sealed class LineSpans
{
    private LineSpans()
    {
    }

    /// <summary>Every method that it names: a wicked line names several.</summary>
    public List<string> Methods { get; } = [];

    /// <summary>The value of its id; null where there is none.</summary>
    public Range? Id { get; private set; }

    /// <summary>Each parameter, with its place; where they are no list, each value counts from 0.</summary>
    public List<(int Place, Range Span)> Parameters { get; } = [];

    /// <summary>Finds them; null where the line is no JSON object.</summary>
    public static LineSpans? Find(ReadOnlySpan<byte> line)
    {
        try
        {
            Utf8JsonReader reader = new(line);
            LineSpans spans = new();
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) spans.TakeMember(ref reader);
            return reader.Read() ? null : spans;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter: not UTF-8
        {
            return null;
        }
    }

    /// <summary>The line with other bytes in a place.</summary>
    public static byte[] Replace(ReadOnlySpan<byte> line, Range span, ReadOnlySpan<byte> by)
    {
        (int start, int length) = span.GetOffsetAndLength(line.Length);
        return [.. line[..start], .. by, .. line[(start + length)..]];
    }

    private void TakeMember(ref Utf8JsonReader reader)
    {
        bool isMethod = reader.ValueTextEquals("method"u8);
        bool isId = reader.ValueTextEquals("id"u8);
        bool isParameters = reader.ValueTextEquals("params"u8);
        reader.Read();
        if (isMethod && reader.TokenType == JsonTokenType.String) Methods.Add(reader.GetString()!);
        if (isParameters) TakeParameters(ref reader);
        else if (isId) Id = Skip(ref reader);
        else reader.Skip();
    }

    private void TakeParameters(ref Utf8JsonReader reader)
    {
        JsonTokenType open = reader.TokenType;
        if (open is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
        {
            Parameters.Add((0, Skip(ref reader)));
            return;
        }
        for (int place = 0; reader.Read(); place++)
        {
            if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject) return;
            if (open == JsonTokenType.StartObject) reader.Read(); // from the name to the value
            Parameters.Add((place, Skip(ref reader)));
        }
    }

    private static Range Skip(ref Utf8JsonReader reader)
    {
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }
}
