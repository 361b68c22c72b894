namespace NightMiner.Cli.Rendering;

/// <summary>Breaks text into lines at its blanks.</summary>
internal static class Wrapping
{
    private const int Narrowest = 20; // a column narrower than that is harder to read than one that is too wide

    /// <summary>The lines of a text, each at most so wide; a word that is wider stays whole.</summary>
    public static IEnumerable<string> Lines(string text, int columns)
    {
        columns = Math.Max(columns, Narrowest);
        int start = 0;
        while (text.Length - start > columns)
        {
            int word = start;
            while (word < text.Length && text[word] == ' ') word++;
            int end = text.LastIndexOf(' ', start + columns, columns + 1);
            if (end <= word) end = word < text.Length ? text.IndexOf(' ', word) : -1;
            if (end < 0) break;
            yield return text[start..end].TrimEnd();
            start = end;
            while (start < text.Length && text[start] == ' ') start++;
        }
        if (start == 0 || start < text.Length) yield return text[start..];
    }

    /// <summary>The same text with line ends in place of blanks; lines that it has already stay apart.</summary>
    /// <param name="text">One or more lines.</param>
    /// <param name="columns">How wide a line may be.</param>
    /// <param name="indent">Blanks before each line but the first.</param>
    public static string Break(string text, int columns, int indent = 0) => string.Join(
        "\n" + new string(' ', indent),
        text.Split('\n').SelectMany(line => Lines(line, columns - indent)));

    /// <summary>A label, and text beside it whose further lines begin in the same column.</summary>
    public static string Hanging(string label, string text, int columns) =>
        label + Break(text, columns, label.Length);
}
