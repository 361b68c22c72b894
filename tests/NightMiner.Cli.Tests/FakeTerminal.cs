using System.Text;

namespace NightMiner.Cli.Tests;

/// <summary>
/// A terminal that knows what the program needs: lines that break at its width and are broken anew when it is resized,
/// and the escape sequences that move, erase and colour.
/// </summary>
internal sealed class FakeTerminal(int width) : MemoryStream
{
    private readonly List<StringBuilder> _lines = [new()]; // as written; the width breaks them when they are shown
    private int _line;
    private int _column; // within the line as written
    private bool _wraps = true;

    public int Width { get; private set; } = width;

    /// <summary>What is to be seen, without blanks at the ends of rows and empty rows at the bottom.</summary>
    public string Screen => string.Join('\n', _lines.SelectMany(Rows).Select(row => row.TrimEnd())).TrimEnd('\n');

    public void Resize(int width) => Width = width;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        string text = Encoding.UTF8.GetString(buffer);
        for (int i = 0; i < text.Length; i++)
            if (text[i] == '\e') i = Obey(text, i + 2);
            else Put(text[i]);
    }

    private IEnumerable<string> Rows(StringBuilder line) => line.Length == 0
        ? [""]
        : line.ToString().Chunk(Width).Select(row => new string(row));

    private void Put(char letter)
    {
        if (letter == '\r') _column -= _column % Width;
        else if (letter == '\n')
        {
            _lines.Insert(++_line, new StringBuilder());
            _column = 0;
        }
        else
        {
            bool isFull = !_wraps && _column > 0 && _column % Width == 0;
            int at = isFull ? _column - 1 : _column;
            StringBuilder line = _lines[_line];
            if (at < line.Length) line[at] = letter;
            else line.Append(letter);
            _column = at + 1;
        }
    }

    // Returns where the sequence ends.
    private int Obey(string text, int start)
    {
        int end = start;
        while (!char.IsAsciiLetter(text[end])) end++;
        switch (text[start..(end + 1)])
        {
            case "?7l": _wraps = false; break;
            case "?7h": _wraps = true; break;
            case "K": EraseTo(Math.Min(_lines[_line].Length, _column - _column % Width + Width)); break;
            case "J":
                EraseTo(_lines[_line].Length);
                _lines.RemoveRange(_line + 1, _lines.Count - _line - 1);
                break;
            case var other when other.EndsWith('m'): break;
            case var other: throw new NotSupportedException($"ESC[{other}");
        }
        return end;
    }

    private void EraseTo(int end)
    {
        if (end > _column) _lines[_line].Remove(_column, end - _column);
    }
}
