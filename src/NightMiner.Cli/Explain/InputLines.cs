using System.Text;
using NightMiner.Cli.CommandLine;

namespace NightMiner.Cli.Explain;

/// <summary>Reads the lines of a conversation from anywhere: also a device without an end comes to one.</summary>
internal static class InputLines
{
    private const int LineLimit = 8 << 20;  // a recording's longest line
    private const int SizeLimit = 64 << 20; // a day of a pool's lines; more is some other file

    /// <summary>All lines, without their ends.</summary>
    /// <param name="text">Where they come from.</param>
    /// <param name="name">What it is called, for messages.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="UsageException">It is too much, or a line is too long.</exception>
    public static async Task<IReadOnlyList<string>> ReadAsync(TextReader text, string name, CancellationToken stop)
    {
        List<string> lines = [];
        StringBuilder line = new();
        char[] buffer = new char[1 << 16];
        long size = 0;
        while (await text.ReadAsync(buffer, stop).ConfigureAwait(false) is > 0 and var count)
        {
            if ((size += count) > SizeLimit) throw Fail(
                $"{name} has more than {SizeLimit >> 20} MiB: cut the part out that is of interest");
            ReadOnlyMemory<char> rest = buffer.AsMemory(0, count);
            for (int end; (end = rest.Span.IndexOf('\n')) >= 0; rest = rest[(end + 1)..])
            {
                lines.Add(line.Append(rest[..end]).ToString());
                line.Clear();
            }
            if (line.Append(rest).Length > LineLimit) throw Fail(
                $"{name} has a line of more than {LineLimit >> 20} MiB: that is no conversation with a pool");
        }
        if (line.Length > 0) lines.Add(line.ToString());
        return lines;
    }

    private static UsageException Fail(string message) => new($"-f/--file: {message}") { IsAboutSyntax = false };
}
