using System.Globalization;
using System.Text;
using NightMiner.Cli.Rendering;
using NightMiner.Protocol.Text;
using NightMiner.Workbench.Recording;

namespace NightMiner.Cli.Recording;

/// <summary>What a comparison found, for people.</summary>
internal static class ComparisonText
{
    private const int VaryingShown = 3;

    /// <summary>All that two files differ in.</summary>
    public static string Render(SessionComparison comparison, string a, string b)
    {
        StringBuilder text = new();
        text.Append(comparison.Differences.Count == 0
            ? "they mean the same\n"
            : $"they differ\n  A: {PrintableText.From(a)}\n  B: {PrintableText.From(b)}\n");
        foreach (SessionDifference difference in comparison.Differences)
            text.Append('\n').Append(Render(difference, "A", "B")).Append('\n');
        if (comparison.Varying.Count == 0) return text.ToString();
        text.Append("\ndifferent in each connection, so not compared:\n");
        foreach (SessionDifference varying in comparison.Varying.Take(VaryingShown))
            text.Append(CultureInfo.InvariantCulture, $"  {varying.Message}: {varying.What}\n");
        int rest = comparison.Varying.Count - VaryingShown;
        if (rest > 0) text.Append(CultureInfo.InvariantCulture, $"  and {Units.Plural(rest, "field")} more\n");
        return text.ToString();
    }

    /// <summary>One difference with both lines.</summary>
    /// <param name="difference">What differs.</param>
    /// <param name="a">What the first session is called.</param>
    /// <param name="b">What the second session is called.</param>
    public static string Render(SessionDifference difference, string a, string b)
    {
        int width = Math.Max(a.Length, b.Length);
        string connection = string.Create(CultureInfo.InvariantCulture, $"connection {difference.Connection}");
        return $"{connection}, {PrintableText.From(difference.Message)}: {difference.What}\n"
            + $"  {a.PadRight(width)}  {Show(difference.InA)}\n  {b.PadRight(width)}  {Show(difference.InB)}";
    }

    private static string Show(RecordedLine? line) => line is null ? "(nothing)" : string.Create(
        CultureInfo.InvariantCulture, $"{line.Time.TotalSeconds,9:0.000} s  {PrintableText.From(line.Text)}");
}
