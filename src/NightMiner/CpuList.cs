using System.Globalization;

namespace NightMiner;

/// <summary>Lists of CPUs in the form that taskset and cgroups use: 0,2-3.</summary>
public static class CpuList
{
    private const int Limit = 4096; // more than any machine has; it bounds what a mistyped range can take

    /// <summary>Reads a list; its order is kept, and a CPU may stand in it more than once.</summary>
    /// <exception cref="FormatException">It is no such list.</exception>
    public static IReadOnlyList<int> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<int> cpus = [];
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-', 2);
            if (!TryRead(ends[0], out int first) || !TryRead(ends[^1], out int last) || last < first)
                throw new FormatException($"'{text}' is no list of CPUs: expected numbers and ranges, like 0,2-3");
            cpus.AddRange(Enumerable.Range(first, last - first + 1));
        }
        return cpus;
    }

    /// <summary>Writes a list, with ranges where CPUs follow each other.</summary>
    public static string Format(IReadOnlyList<int> cpus)
    {
        ArgumentNullException.ThrowIfNull(cpus);
        List<string> parts = [];
        for (int first = 0, next; first < cpus.Count; first = next)
        {
            for (next = first + 1; next < cpus.Count && cpus[next] == cpus[next - 1] + 1;) next++;
            parts.Add(next == first + 1 ? $"{cpus[first]}" : $"{cpus[first]}-{cpus[next - 1]}");
        }
        return string.Join(',', parts);
    }

    private static bool TryRead(string text, out int cpu) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out cpu) && cpu < Limit;
}
