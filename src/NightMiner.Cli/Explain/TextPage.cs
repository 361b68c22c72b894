using System.Text;

namespace NightMiner.Cli.Explain;

/// <summary>Lines for a terminal or a pipe: titles, wrapped text, rows of bytes; colours where wanted.</summary>
internal sealed class TextPage(int width, bool hasColour)
{
    private const int Indent = 2;
    private const string Reset = "\e[0m";

    private readonly StringBuilder _text = new();

    public void Title(string text) => _text.Append('\n').Append(Paint(text, "\e[1m")).Append('\n');

    public void Line(string text, string colour = "") =>
        _text.Append(' ', Indent).Append(Paint(text, colour)).Append('\n');

    /// <summary>A label, and text wrapped beside it.</summary>
    public void Entry(string label, string text, string colour = "", int column = 20)
    {
        string left = label.PadRight(column - Indent);
        foreach (string line in Wrap(text, width - column))
        {
            _text.Append(' ', Indent).Append(left).Append(Paint(line, colour)).Append('\n');
            left = new string(' ', column - Indent);
        }
    }

    /// <summary>Offset, bytes in lines of 16, name, and what they say.</summary>
    public void Bytes(int offset, string hex, string name, string meaning, string colour)
    {
        const int digits = 32;
        const int nameWidth = 15;
        string[] chunks = hex.Length == 0 ? [""] : [.. hex.Chunk(digits).Select(chunk => new string(chunk))];
        string[] words = [.. Wrap(meaning, width - Indent - 6 - digits - 2 - nameWidth - 1)];
        for (int i = 0; i < Math.Max(chunks.Length, words.Length); i++)
        {
            string at = i < chunks.Length ? (offset + i * digits / 2).ToString("0", null) : "";
            string line = $"{at,4}  {Paint((i < chunks.Length ? chunks[i] : "").PadRight(digits), colour)}  "
                + $"{(i == 0 ? name : "").PadRight(nameWidth)} {(i < words.Length ? words[i] : "")}";
            _text.Append(' ', Indent).Append(line.TrimEnd()).Append('\n');
        }
    }

    public string Paint(string text, string colour) => hasColour && colour.Length > 0 ? colour + text + Reset : text;

    public override string ToString() => _text.ToString();

    private static IEnumerable<string> Wrap(string text, int columns)
    {
        columns = Math.Max(columns, 20);
        StringBuilder line = new();
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > columns)
            {
                yield return line.ToString();
                line.Clear();
            }
            if (line.Length > 0) line.Append(' ');
            line.Append(word);
        }
        yield return line.ToString();
    }
}
