using System.Text.Json;

namespace NightMiner.Cli.CommandLine;

/// <summary>Reads JSON token by token, and knows the line for complaints.</summary>
internal ref struct ConfigReader(ReadOnlySpan<byte> text, string file, JsonReaderOptions options)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private Utf8JsonReader _json = new(text, options);

    /// <summary>The kind of the current token.</summary>
    public readonly JsonTokenType Kind => _json.TokenType;

    private readonly int Line => 1 + _text[..(int)_json.TokenStartIndex].Count((byte)'\n');

    /// <summary>Goes to the next token; false at the end.</summary>
    public bool Read() => _json.Read();

    /// <summary>The next key of an object; null at its end.</summary>
    public string? ReadKey() => _json.Read() && Kind == JsonTokenType.PropertyName ? _json.GetString()!.Trim() : null;

    /// <summary>The value of a key: a text or a number; true or false for a switch.</summary>
    public Arguments.Value ReadValue(string key, bool isSwitch)
    {
        _json.Read();
        bool isProper = isSwitch
            ? Kind is JsonTokenType.True or JsonTokenType.False
            : Kind is JsonTokenType.String or JsonTokenType.Number;
        if (!isProper) throw Wrong(isSwitch
            ? $"'{key}' takes true or false, without quotes"
            : $"'{key}' takes a text in quotes or a number, not {NameOf(Kind)}");
        string value = Kind == JsonTokenType.String
            ? _json.GetString()!
            : System.Text.Encoding.UTF8.GetString(_json.ValueSpan);
        return new Arguments.Value(value, $"{file}, line {Line}: {key}", Position: -1);
    }

    /// <summary>The complaint about the token at the current position.</summary>
    public readonly UsageException Wrong(string complaint) =>
        new($"{file}, line {Line}: {complaint}") { IsAboutSyntax = false };

    /// <summary>The complaint about a key, with what was probably meant.</summary>
    public readonly UsageException UnknownKey(string key, IEnumerable<string> known, string whatIsKnown) =>
        Wrong(Parser.Nearest(key.TrimStart('-'), known) is { } nearest
            ? $"'{key}' is not an option: did you mean '{nearest}'?"
            : $"'{key}' is not an option: {whatIsKnown}");

    private static string NameOf(JsonTokenType kind) => kind switch
    {
        JsonTokenType.StartArray => "a list",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.Null => "null",
        _ => "true or false",
    };
}
