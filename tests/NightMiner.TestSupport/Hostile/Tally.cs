using System.Collections.Concurrent;

namespace NightMiner.TestSupport.Hostile;

/// <summary>
/// How often each kind of thing was understood: hostile lines that are all refused would prove little.
/// </summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<string, long> _counts = [];

    /// <summary>One more of a kind.</summary>
    public void Count(string kind) => _counts.AddOrUpdate(kind, 1, (_, count) => count + 1);

    /// <summary>How many of a kind there were.</summary>
    public long this[string kind] => _counts.GetValueOrDefault(kind);

    /// <summary>All kinds with their counts.</summary>
    public override string ToString() =>
        string.Join(", ", _counts.OrderBy(entry => entry.Key).Select(entry => $"{entry.Key} {entry.Value}"));
}
