using System.CommandLine;

namespace NightMiner.Cli.CommandLine;

/// <summary>
/// One option. The parser, --help, the error messages and the environment all read this, so that none can drift from
/// the others.
/// </summary>
/// <param name="Name">The long name, with its two dashes.</param>
/// <param name="Aliases">Other names, the short one first.</param>
/// <param name="ValueName">What stands for the value in --help; null for a switch.</param>
/// <param name="Help">For --help: what it does, and what holds without it.</param>
internal sealed record Setting(string Name, string[] Aliases, string? ValueName, string Help)
{
    private Option? _option;

    /// <summary>Whether it is a switch, without a value.</summary>
    public bool IsSwitch => ValueName is null;

    /// <summary>Whether the environment can set it too.</summary>
    public bool HasVariable { get; init; } = true;

    /// <summary>Whether blanks around its value belong to it, as in a password or the name of a file.</summary>
    public bool IsVerbatim { get; init; }

    /// <summary>Its environment variable: NIGHTMINER_RETRY_PAUSE for --retry-pause.</summary>
    public string Variable => "NIGHTMINER_" + Name[2..].ToUpperInvariant().Replace('-', '_');

    /// <summary>Short and long name, for messages: -o/--url.</summary>
    public string Title => Aliases is [{ Length: 2 } shortName, ..] ? $"{shortName}/{Name}" : Name;

    /// <summary>What the parser knows it as.</summary>
    public Option Option => _option ??= IsSwitch
        ? new Option<bool>(Name, Aliases)
        // One value each time, any number of times: the last wins, and it is for us to complain where that is wrong.
        : new Option<string[]>(Name, Aliases) { Arity = new ArgumentArity(1, 1000) };

    /// <summary>Whether this is one of its names.</summary>
    public bool IsCalled(string name) => name == Name || Aliases.Contains(name);
}

/// <summary>Options that stand together in --help.</summary>
internal sealed record SettingGroup(string Title, params Setting[] Settings);

/// <summary>A command: what it takes and how --help presents it.</summary>
internal sealed record CommandSyntax(string Name, string Summary)
{
    /// <summary>How it is called, one line each.</summary>
    public required string[] Usage { get; init; }

    /// <summary>Its options, in the order of --help.</summary>
    public required SettingGroup[] Groups { get; init; }

    /// <summary>Lines to paste, each with what it does.</summary>
    public (string Line, string Meaning)[] Examples { get; init; } = [];

    /// <summary>
    /// Whether its work goes on until somebody stops it and is worth something without its text: on a full disk it
    /// goes on, and when nobody reads its output any more it ends.
    /// </summary>
    public bool IsEndless { get; init; }

    /// <summary>Whether it takes words without a dash, like the names of files.</summary>
    public bool TakesWords { get; init; }

    /// <summary>What else there is to know, in paragraphs, under a title.</summary>
    public (string Title, string[] Paragraphs)[] Notes { get; init; } = [];

    /// <summary>All of its options.</summary>
    public IEnumerable<Setting> Settings => Groups.SelectMany(group => group.Settings);
}
