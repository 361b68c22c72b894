using NightMiner.Cli.CommandLine;

namespace NightMiner.Cli.Mining;

/// <summary>How to hash.</summary>
internal static class ImplementationSettings
{
    /// <summary>Sets scrypt's library.</summary>
    public static void Apply(Arguments arguments)
    {
        _ = arguments;
    }
}
