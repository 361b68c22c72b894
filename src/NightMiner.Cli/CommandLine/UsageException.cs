namespace NightMiner.Cli.CommandLine;

/// <summary>The user asked for something that can't be done. The message says what, and what to type instead.</summary>
internal sealed class UsageException(string message) : Exception(message)
{
    /// <summary>Whether pointing to --help helps.</summary>
    public bool IsAboutSyntax { get; init; } = true;
}
