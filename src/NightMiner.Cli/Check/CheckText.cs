using System.Globalization;
using System.Text;
using NightMiner.Cli.Rendering;
using NightMiner.Protocol.Text;
using NightMiner.Workbench.Check;

namespace NightMiner.Cli.Check;

/// <summary>What `nightminer check` prints for people.</summary>
internal static class CheckText
{
    private const int NameWidth = 34;
    private const int TextWidth = 96;  // of what was seen, on the line of the case
    private const int LineWidth = 300; // of a line that was sent or came; the other outputs have it whole

    /// <summary>How to print.</summary>
    /// <param name="IsVerbose">With the details of every case, not only of those that did not pass.</param>
    /// <param name="HasColour">With escape sequences.</param>
    internal readonly record struct Style(bool IsVerbose, bool HasColour);

    /// <summary>A line for each case, by group; below it the details; at the end the sum.</summary>
    public static string Render(CheckReport report, TimeSpan elapsed, Style style)
    {
        StringBuilder text = new();
        foreach (IGrouping<string, CaseResult> group in report.Results.GroupBy(result => result.Case.Group))
        {
            text.Append(style.HasColour ? $"\e[1m{group.Key}\e[0m" : group.Key).Append('\n');
            foreach (CaseResult result in group) Append(text, result, style);
        }
        string[] counts = [.. Enum.GetValues<CaseOutcome>()
            .Select(outcome => (Outcome: outcome, N: report.Count(outcome)))
            .Where(count => count.N > 0)
            .Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.N} {Word(count.Outcome)}"))];
        text.Append(CultureInfo.InvariantCulture,
            $"\n{report.Results.Count} cases in {elapsed.TotalSeconds:0.0} s: {string.Join(", ", counts)}\n");
        return text.ToString();
    }

    /// <summary>The names of the cases, and what each asks for.</summary>
    /// <param name="cases">The cases.</param>
    /// <param name="width">The terminal's width; null for a pipe, which gets one line for each.</param>
    public static string List(IReadOnlyList<ConformanceCase> cases, int? width = null)
    {
        StringBuilder text = new();
        foreach (ConformanceCase one in cases)
        {
            (string label, string words) = (one.Name.PadRight(NameWidth) + " ", $"{one.Requirement} ({one.Source})");
            text.Append(width is { } columns ? Wrapping.Hanging(label, words, columns) : label + words).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>The word for an outcome, in all outputs.</summary>
    public static string Word(CaseOutcome outcome) => outcome switch
    {
        CaseOutcome.Pass => "pass",
        CaseOutcome.Warn => "warn",
        CaseOutcome.Fail => "fail",
        _ => "n/a",
    };

    private static void Append(StringBuilder text, CaseResult result, Style style)
    {
        string word = Word(result.Outcome).PadRight(4);
        string seen = result.Text.Length <= TextWidth ? result.Text : result.Text[..TextWidth] + "…";
        text.Append("  ").Append(style.HasColour ? $"{Colour(result.Outcome)}{word}\e[0m" : word)
            .Append("  ").Append(result.Case.Name.PadRight(NameWidth)).Append(' ').Append(seen).Append('\n');
        bool isNews = result.Outcome is CaseOutcome.Warn or CaseOutcome.Fail;
        if (!isNews && !style.IsVerbose) return;
        text.Append("        asked:  ").Append(result.Case.Requirement).Append('\n');
        text.Append("        source: ").Append(result.Case.Source).Append('\n');
        text.Append("        seen:   ").Append(result.Text).Append('\n');
        foreach (string line in result.Exchange)
            text.Append("          ").Append(PrintableText.From(line, LineWidth)).Append('\n');
    }

    private static string Colour(CaseOutcome outcome) => outcome switch
    {
        CaseOutcome.Pass => "\e[32m",
        CaseOutcome.Warn => "\e[33m",
        CaseOutcome.Fail => "\e[1;31m",
        _ => "\e[2m",
    };
}
