using System.Globalization;

namespace NightMiner.Cli.Rendering;

/// <summary>Who wants to see a line.</summary>
internal enum Level
{
    /// <summary>Everybody, even with -q, because it ends the mining. It goes to standard error.</summary>
    Error,
    /// <summary>Everybody.</summary>
    News,
    /// <summary>Those who say -d.</summary>
    Detail,
    /// <summary>Those who say -P.</summary>
    Wire,
}

/// <summary>What kind of news a line is: it decides the colour.</summary>
internal enum Tone
{
    Plain,
    Good,
    Warning,
    Bad,
    Faint,
}

/// <summary>A line of the log: the time, one word, and what there is to say; further lines are indented.</summary>
internal sealed record LogLine(DateTimeOffset Time, string Marker, string Text)
{
    private const string Reset = "\e[0m";
    private const int Column = 20; // where the text begins, after "12:34:56  accepted  "

    public Level Level { get; init; } = Level.News;

    public Tone Tone { get; init; } = Tone.Plain;

    /// <summary>For standard output or standard error.</summary>
    /// <param name="line">The line.</param>
    /// <param name="hasColour">Whether it may hold colours.</param>
    /// <param name="width">Of the terminal; null for a pipe, where no line is broken.</param>
    public static string Render(LogLine line, bool hasColour, int? width)
    {
        // What was on the wire stays whole: people copy it from here.
        if (width is { } columns && line.Level != Level.Wire)
            line = line with { Text = Wrapping.Break(line.Text, columns - Column) };
        return hasColour ? Coloured(line) : Plain(line);
    }

    /// <summary>For a file: with the date.</summary>
    public static string Dated(LogLine line) =>
        Compose(line, line.Time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));

    /// <summary>For a pipe.</summary>
    public static string Plain(LogLine line) =>
        Compose(line, line.Time.ToString("HH:mm:ss", CultureInfo.InvariantCulture));

    /// <summary>For a terminal: the time faint, the marker in colour.</summary>
    public static string Coloured(LogLine line)
    {
        string colour = line.Tone switch
        {
            Tone.Good => "\e[32m",
            Tone.Warning => "\e[33m",
            Tone.Bad => "\e[1;31m",
            Tone.Faint => "\e[2m",
            _ => "\e[36m",
        };
        string time = line.Time.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        string text = Indent(line.Text, time.Length);
        if (line.Tone == Tone.Faint) text = $"\e[2m{text}{Reset}";
        return $"\e[2m{time}{Reset}  {colour}{line.Marker,-8}{Reset}  {text}";
    }

    private static string Compose(LogLine line, string time) =>
        $"{time}  {line.Marker,-8}  {Indent(line.Text, time.Length)}";

    private static string Indent(string text, int timeWidth) =>
        text.Replace("\n", "\n" + new string(' ', timeWidth + 12), StringComparison.Ordinal);
}
