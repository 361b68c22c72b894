using System.Globalization;
using System.Text;

namespace NightMiner.Fuzz.Tests;

/// <summary>Feeds lines to readers, and says how to repeat what goes wrong.</summary>
internal static class Feed
{
    private const int ShownLimit = 2000;

    /// <summary>
    /// What decides over all lines. The same in each run, so that a failure is the change's; another one explores.
    /// </summary>
    public static int Seed { get; } =
        Environment.GetEnvironmentVariable("NIGHTMINER_FUZZ_SEED") is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : 20261125;

    /// <summary>Reads so many lines, in groups that belong together.</summary>
    /// <param name="lines">How many lines in all.</param>
    /// <param name="groupSize">How many lines belong to one connection or file.</param>
    /// <param name="group">Begins a group and gives what reads its lines; the last call of a group has no line.</param>
    /// <param name="next">The next line.</param>
    public static void Lines(int lines, int groupSize, Func<int, Action<byte[]?>> group, Func<byte[]> next)
    {
        Action<byte[]?> read = _ => { };
        for (int number = 0; number < lines; number++)
        {
            byte[]? line = null;
            try
            {
                if (number % groupSize == 0) read = group(number / groupSize);
                line = next();
                read(line);
                if ((number + 1) % groupSize == 0) read(line = null);
            }
            catch (Exception e)
            {
                string where = line is null ? "at the end of a group, line" : "line";
                Assert.Fail($"seed {Seed}, {where} {number + 1}: {e.GetType().Name}\n{Show(line)}\n{e}");
            }
        }
    }

    /// <summary>A line for people, with its bytes where it is no text.</summary>
    public static string Show(byte[]? line)
    {
        if (line is null) return "";
        string text = Encoding.UTF8.GetString(line);
        string shown = text.Length <= ShownLimit ? text : text[..ShownLimit] + $"… ({line.Length} bytes)";
        return text.Contains('\ufffd', StringComparison.Ordinal)
            ? $"{shown}\nhex {Convert.ToHexStringLower(line.AsSpan(0, Math.Min(line.Length, ShownLimit)))}"
            : shown;
    }
}
