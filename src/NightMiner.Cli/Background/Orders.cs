using System.Globalization;
using NightMiner.Cli.CommandLine;

namespace NightMiner.Cli.Background;

/// <summary>What a background process is told through its standard input: words, variables, each ended by \0.</summary>
internal sealed record Orders(string[] Words, IReadOnlyDictionary<string, string> Variables)
{
    private const char End = '\0'; // neither a word nor a variable can contain it

    /// <summary>The variables that the program reads, which may carry passwords.</summary>
    public static IEnumerable<string> VariableNames => Syntax.Mine.Settings.Select(setting => setting.Variable);

    /// <summary>All that this process was told.</summary>
    public static Orders From(string[] words, Func<string, string?> variable) => new(words, VariableNames
        .Select(name => KeyValuePair.Create(name, variable(name)))
        .Where(pair => pair.Value is not null)
        .ToDictionary(pair => pair.Key, pair => pair.Value!));

    /// <summary>Sends them.</summary>
    public async Task WriteAsync(TextWriter writer)
    {
        await writer.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{Words.Length}{End}"))
            .ConfigureAwait(false);
        foreach (string word in Words) await writer.WriteAsync($"{word}{End}").ConfigureAwait(false);
        foreach ((string name, string value) in Variables)
            await writer.WriteAsync($"{name}={value}{End}").ConfigureAwait(false);
        await writer.FlushAsync().ConfigureAwait(false);
    }

    /// <summary>Receives them.</summary>
    public static async Task<Orders> ReadAsync(TextReader reader)
    {
        string[] parts = (await reader.ReadToEndAsync().ConfigureAwait(false)).Split(End);
        int firstVariable = 1 + int.Parse(parts[0], CultureInfo.InvariantCulture);
        return new Orders(parts[1..firstVariable], parts[firstVariable..^1]
            .Select(part => part.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]));
    }
}
