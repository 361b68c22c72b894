using NightMiner.Protocol.Text;

namespace NightMiner.Workbench.Check;

/// <summary>What was sent and came in one case: the first lines and the last ones, made printable.</summary>
/// <param name="secret">The password, never to be shown.</param>
internal sealed class CaseTranscript(string secret)
{
    private const int LineLimit = 1 << 16; // whole jobs, so that they can be taken apart elsewhere
    private const int FirstLines = 24;
    private const int LastLines = 24;

    private readonly Lock _gate = new();
    private readonly List<string> _first = [];
    private readonly Queue<string> _last = new();
    private int _dropped;

    public void Sent(int connection, string text)
    {
        foreach (string line in text.TrimEnd('\n').Split('\n')) Add($"{connection}> {Shown(line)}");
    }

    public void Received(int connection, string line) => Add($"{connection}< {Shown(line)}");

    public void Ended(int connection) => Add($"{connection}< (the connection is closed)");

    public IReadOnlyList<string> ToList()
    {
        lock (_gate)
            return _dropped == 0
                ? [.. _first, .. _last]
                : [.. _first, $"({_dropped} lines left out)", .. _last];
    }

    private void Add(string line)
    {
        lock (_gate)
        {
            if (_first.Count < FirstLines)
            {
                _first.Add(line);
                return;
            }
            _last.Enqueue(line);
            if (_last.Count <= LastLines) return;
            _last.Dequeue();
            _dropped++;
        }
    }

    private string Shown(string line) => PrintableText.From(Secrets.Mask(line, secret), LineLimit);
}
