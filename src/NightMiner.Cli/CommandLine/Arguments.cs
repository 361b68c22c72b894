using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace NightMiner.Cli.CommandLine;

/// <summary>What was asked for: the command line first, then the environment, then the file of -c.</summary>
internal sealed class Arguments(ParseResult parsed, Func<string, string?> variable)
{
    /// <summary>A value, and where it came from, for messages.</summary>
    /// <param name="Text">As typed; without blanks around it, where they have no meaning.</param>
    /// <param name="Source">The option's or the variable's name.</param>
    /// <param name="Position">Where on the command line, counted in words; −1 for elsewhere.</param>
    public sealed record Value(string Text, string Source, int Position)
    {
        /// <summary>Whether it was typed.</summary>
        public bool IsTyped => Position >= 0;
    }

    /// <summary>The words that are not options, as typed.</summary>
    public IReadOnlyList<string> Words { get; } = [.. parsed.CommandResult.Tokens.Select(token => token.Value)];

    /// <summary>The file of -c, once it is read.</summary>
    public ConfigFile File { get; private init; } = ConfigFile.Empty;

    /// <summary>The files that options name.</summary>
    public InputFiles Files { get; private init; } = new();

    /// <summary>The same, with these files in place of those of the disk.</summary>
    public Arguments With(InputFiles files) => new(parsed, variable) { File = File, Files = files };

    /// <summary>The same, with what the file of -c says for what nobody else does, if one is named.</summary>
    /// <exception cref="UsageException">It can't be read, or makes no sense.</exception>
    public Arguments WithConfigFile() => Find(Syntax.Config) is { } path
        ? new(parsed, variable) { File = ConfigFile.Load(path, Files), Files = Files }
        : this;

    /// <summary>The value of an option; null where nobody set it. Empty variables count as not set.</summary>
    public Value? Find(Setting setting) => FindTyped(setting) ?? FindUntyped(setting);

    /// <summary>The value that the environment or else the file gives.</summary>
    public Value? FindUntyped(Setting setting) =>
        Tidy(setting, FindVariable(setting.Variable) ?? File.Find(setting));

    /// <summary>All values on the command line, also separated by commas; else those of the environment.</summary>
    public IReadOnlyList<string> All(Setting setting)
    {
        IReadOnlyList<Value> values = AllTyped(setting) is { Count: > 0 } typed ? typed
            : FindUntyped(setting) is { } value ? [value]
            : [];
        return [.. values.SelectMany(value =>
            value.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
    }

    /// <summary>The last value on the command line.</summary>
    public Value? FindTyped(Setting setting) => AllTyped(setting) is [.., var last] ? last : null;

    /// <summary>Each value on the command line, in order.</summary>
    public IReadOnlyList<Value> AllTyped(Setting setting)
    {
        if (parsed.GetResult(setting.Option) is not { Tokens.Count: > 0 } result) return [];
        int[] positions = [.. Enumerable.Range(0, parsed.Tokens.Count).Where(i =>
            parsed.Tokens[i].Type == TokenType.Option && setting.IsCalled(parsed.Tokens[i].Value))];
        return [.. result.Tokens.Select((token, i) => Tidy(setting, new Value(
            token.Value, setting.Title, i < positions.Length ? positions[i] : positions[^1]))!)];
    }

    // Blanks and line ends come along when a value is copied from somewhere.
    private static Value? Tidy(Setting setting, Value? value) =>
        value is null || setting.IsVerbatim ? value : value with { Text = value.Text.Trim() };

    /// <summary>The value of an environment variable.</summary>
    public Value? FindVariable(string name) =>
        variable(name) is { Length: > 0 } text ? new Value(text, name, Position: -1) : null;

    /// <summary>How often an option stands on the command line.</summary>
    public int TimesTyped(Setting setting) => parsed.GetResult(setting.Option)?.IdentifierTokenCount ?? 0;

    /// <summary>Whether a switch is on: --json, --json=false, NIGHTMINER_JSON=1.</summary>
    public bool IsOn(Setting setting)
    {
        if (TimesTyped(setting) > 0) return FindTyped(setting) is not { } typed || ToBool(typed);
        return FindUntyped(setting) is { } value && ToBool(value);
    }

    /// <summary>A value read by <paramref name="read"/>, whose complaint names where the value came from.</summary>
    public T? Read<T>(Setting setting, Func<string, T> read) where T : class =>
        Find(setting) is { } value ? Read(value, read) : null;

    /// <summary>A whole number within bounds.</summary>
    public int? Number(Setting setting, int least, int most) => Find(setting) is not { } value ? null
        : int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            && number >= least && number <= most
                ? number
                : throw Wrong(value, $"expected a whole number from {least} to {most}");

    /// <summary>A number within bounds, with or without a fraction.</summary>
    public double? Real(Setting setting, double least, double most, string what = "a number") =>
        Find(setting) is not { } value ? null
        : double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && number >= least && number <= most
                ? number
                : throw Wrong(value, string.Create(
                    CultureInfo.InvariantCulture, $"expected {what} from {least} to {most:0}"));

    /// <summary>Seconds within bounds, with or without a fraction.</summary>
    public TimeSpan? Seconds(Setting setting, double least, double most) =>
        Real(setting, least, most, "seconds,") is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Reads a value; a complaint about it becomes a message that names where it came from.</summary>
    public static T Read<T>(Value value, Func<string, T> read)
    {
        try
        {
            return read(value.Text);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or NotSupportedException)
        {
            string why = e is ArgumentException { ParamName: { } name }
                ? e.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)
                : e.Message;
            throw new UsageException($"{value.Source}: {why}");
        }
    }

    /// <summary>The complaint about a value that may be shown.</summary>
    public static UsageException Wrong(Value value, string expected) =>
        new($"{value.Source} '{value.Text}': {expected}");

    private static bool ToBool(Value value) => value.Text.ToLowerInvariant() switch
    {
        "1" or "true" or "yes" or "on" => true,
        "0" or "false" or "no" or "off" => false,
        _ => throw Wrong(value, "expected 1, true or yes to switch it on; 0, false or no to switch it off"),
    };
}
