using System.Text.Json;

namespace NightMiner.Protocol.Text;

/// <summary>
/// Where the parts of a message stand in its line, in bytes: so one part can be replaced without touching the rest.
/// </summary>
public sealed class LineSpans
{
    private readonly List<string> _methods = [];
    private readonly List<(int Place, Range Span)> _parameters = [];

    private LineSpans()
    {
    }

    /// <summary>Every method that the line names: a hostile line names several.</summary>
    public IReadOnlyList<string> Methods => _methods;

    /// <summary>Where the value of the id stands; null where there is none.</summary>
    public Range? Id { get; private set; }

    /// <summary>
    /// Where each parameter stands, in the order of the line, with its place in the list from 0. Where the parameters
    /// are an object, its values count in their order; a single value has the place 0.
    /// </summary>
    public IReadOnlyList<(int Place, Range Span)> Parameters => _parameters;

    /// <summary>Finds the parts.</summary>
    /// <param name="line">A line without its end, in UTF-8.</param>
    /// <returns>The parts; null where the line is not a JSON object.</returns>
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

    /// <summary>Makes a copy of the line with other bytes in one place.</summary>
    /// <param name="line">The line.</param>
    /// <param name="span">What is replaced.</param>
    /// <param name="by">What stands there afterwards; it may be longer or shorter.</param>
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
        if (isMethod && reader.TokenType == JsonTokenType.String) _methods.Add(reader.GetString()!);
        if (isParameters) TakeParameters(ref reader);
        else if (isId) Id = Skip(ref reader);
        else reader.Skip();
    }

    private void TakeParameters(ref Utf8JsonReader reader)
    {
        JsonTokenType open = reader.TokenType;
        if (open is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
        {
            _parameters.Add((0, Skip(ref reader)));
            return;
        }
        for (int place = 0; reader.Read(); place++)
        {
            if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject) return;
            if (open == JsonTokenType.StartObject) reader.Read(); // from the name to the value
            _parameters.Add((place, Skip(ref reader)));
        }
    }

    private static Range Skip(ref Utf8JsonReader reader)
    {
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }
}
