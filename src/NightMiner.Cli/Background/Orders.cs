using System.Globalization;
using NightMiner.Cli.CommandLine;
using NightMiner.Cli.Mine;

namespace NightMiner.Cli.Background;

/// <summary>
/// What a background process is told through its standard input: words, variables and the contents of the files that
/// its parent has read, each ended by \0 and each kind preceded by its number.
/// </summary>
internal sealed record Orders(
    string[] Words, IReadOnlyDictionary<string, string> Variables, IReadOnlyDictionary<string, byte[]> Files)
{
    private const char End = '\0'; // no word, variable or path can contain it
    private const string OurPrefix = "NIGHTMINER_";
    private const string ProxySuffix = "_PROXY"; // ALL_PROXY and its kin, in any case

    /// <summary>The variables that the program reads and that may hold passwords.</summary>
    public static IEnumerable<string> VariableNames =>
        Syntax.Mine.Settings.Select(setting => setting.Variable).Concat(DialSettings.Variables);

    /// <summary>
    /// Whether a variable may hold a password, so that it must not stay in the environment of a process that goes on:
    /// any user of this machine with the same account could read it there for days.
    /// </summary>
    public static bool MayHoldPassword(string name) =>
        name.StartsWith(OurPrefix, StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(ProxySuffix, StringComparison.OrdinalIgnoreCase);

    /// <summary>All that this process was told.</summary>
    public static Orders From(string[] words, Func<string, string?> variable, InputFiles files) => new(
        words,
        VariableNames.Select(name => KeyValuePair.Create(name, variable(name)))
            .Where(pair => pair.Value is not null)
            .ToDictionary(pair => pair.Key, pair => pair.Value!),
        files.Contents);

    /// <summary>The value of a variable: as it was told, where it was removed from the environment.</summary>
    public string? Variable(string name, Func<string, string?> environment) =>
        MayHoldPassword(name) ? Variables.GetValueOrDefault(name) : environment(name);

    /// <summary>Sends them.</summary>
    public async Task WriteAsync(TextWriter writer)
    {
        string[][] kinds =
        [
            Words,
            [.. Variables.Select(pair => $"{pair.Key}={pair.Value}")],
            [.. Files.Select(pair => $"{Convert.ToBase64String(pair.Value)}|{pair.Key}")],
        ];
        foreach (string[] kind in kinds)
        {
            await writer.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{kind.Length}{End}"))
                .ConfigureAwait(false);
            foreach (string item in kind) await writer.WriteAsync(item + End).ConfigureAwait(false);
        }
        await writer.FlushAsync().ConfigureAwait(false);
    }

    /// <summary>Receives them.</summary>
    public static async Task<Orders> ReadAsync(TextReader reader)
    {
        Queue<string> parts = new((await reader.ReadToEndAsync().ConfigureAwait(false)).Split(End));
        string[] words = Take();
        Dictionary<string, string> variables = Take().Select(item => item.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        Dictionary<string, byte[]> files = Take().Select(item => item.Split('|', 2))
            .ToDictionary(pair => pair[1], pair => Convert.FromBase64String(pair[0]));
        return new Orders(words, variables, files);

        string[] Take() => [.. Enumerable.Range(0, int.Parse(parts.Dequeue(), CultureInfo.InvariantCulture))
            .Select(_ => parts.Dequeue())];
    }
}
