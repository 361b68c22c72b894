using NightMiner.Cli.CommandLine;
using NightMiner.Cli.Rendering;

namespace NightMiner.Cli.Output;

/// <summary>What is logged, and where.</summary>
internal sealed record LogSettings
{
    public bool IsQuiet { get; init; }

    public bool ShowsWire { get; init; }

    public bool ShowsDetails { get; init; }

    public bool IsJson { get; init; }

    /// <summary>Where lines are appended too; null for nowhere.</summary>
    public string? File { get; init; }

    /// <summary>Where the conversation is recorded; null for nowhere.</summary>
    public string? Recording { get; init; }

    /// <summary>Whether the user's name is masked there.</summary>
    public bool MasksUser { get; init; }

    /// <summary>Reads the command line and the environment.</summary>
    public static LogSettings From(Arguments arguments) => new()
    {
        IsQuiet = arguments.IsOn(Syntax.Quiet),
        ShowsWire = arguments.IsOn(Syntax.DumpProtocol),
        ShowsDetails = arguments.IsOn(Syntax.Debug),
        IsJson = arguments.IsOn(Syntax.Json),
        File = arguments.Find(Syntax.LogFile)?.Text,
        Recording = arguments.Find(Syntax.Record)?.Text,
        MasksUser = arguments.IsOn(Syntax.MaskUser),
    };

    /// <summary>Whether anybody wants lines of this level. What -q hides is hidden everywhere.</summary>
    public bool Wants(Level level) => level switch
    {
        Level.Error => true,
        Level.News => !IsQuiet,
        Level.Detail => !IsQuiet && ShowsDetails,
        _ => !IsQuiet && ShowsWire,
    };
}
