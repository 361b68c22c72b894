using NightMiner.Workbench.Explain;

namespace NightMiner.Cli.Explain;

/// <summary>Who put a byte there: in words, and in the colours of a terminal and of a page.</summary>
internal static class Sources
{
    public static string Title(ByteSource source) => source switch
    {
        ByteSource.Coinbase1 => "coinb1, from the notify",
        ByteSource.Extranonce1 => "extranonce1, from the answer to mining.subscribe",
        ByteSource.Extranonce2 => "extranonce2, the miner's own",
        ByteSource.Coinbase2 => "coinb2, from the notify",
        ByteSource.Notify => "from the notify",
        ByteSource.Computed => "computed",
        _ => "the miner's own",
    };

    public static string Ansi(ByteSource source) => source switch
    {
        ByteSource.Coinbase1 or ByteSource.Notify => "\e[36m",
        ByteSource.Extranonce1 => "\e[33m",
        ByteSource.Extranonce2 or ByteSource.Miner => "\e[32m",
        ByteSource.Coinbase2 => "\e[34m",
        _ => "\e[35m",
    };

    /// <summary>The class in the page's style sheet.</summary>
    public static string Class(ByteSource source) => source switch
    {
        ByteSource.Coinbase1 or ByteSource.Notify => "pool",
        ByteSource.Extranonce1 => "conn",
        ByteSource.Extranonce2 or ByteSource.Miner => "mine",
        ByteSource.Coinbase2 => "tail",
        _ => "calc",
    };
}
