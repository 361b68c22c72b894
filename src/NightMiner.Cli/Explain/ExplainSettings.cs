using System.Globalization;
using NightMiner.Cli.CommandLine;
using NightMiner.Cli.Mine;
using NightMiner.Cli.Output;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Addresses;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;
using NightMiner.Protocol.Transport;
using NightMiner.Workbench.Explain;

namespace NightMiner.Cli.Explain;

/// <summary>What the user wants explained, checked.</summary>
internal sealed record ExplainSettings(StatedTerms Stated)
{
    /// <summary>Where the lines are; "-" for standard input, null for elsewhere.</summary>
    public string? File { get; init; }

    /// <summary>The pool to ask for a job; null for none.</summary>
    public PoolLogin? Live { get; init; }

    /// <summary>How long the pool may be silent.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>The share; null: one of the input, where there is one.</summary>
    public Submit? Share { get; init; }

    /// <summary>The job's id; null: the share's, or the last.</summary>
    public string? JobId { get; init; }

    /// <summary>What the pool said to the share; null: as in the input.</summary>
    public Ruling? Ruling { get; init; }

    /// <summary>Where the page goes; null: there is none.</summary>
    public string? HtmlFile { get; init; }

    public required LogSettings Log { get; init; }

    /// <summary>Reads the command line and the environment.</summary>
    /// <exception cref="UsageException">A value is wrong, or two contradict each other.</exception>
    public static ExplainSettings From(Arguments arguments)
    {
        Arguments.Value? url = arguments.FindTyped(ExplainSyntax.Live);
        string? file = arguments.FindTyped(ExplainSyntax.InputFile)?.Text;
        if (url is not null && file is not null)
            throw new UsageException("either -f/--file or --live: the job comes from one place");
        Endpoint? pool = url is null ? null : Arguments.Read(url, PoolChoice.ParsePool);
        (string? user, string? password) = Credentials.Find(
            arguments, pool, url is null ? null : new ConfigPool(url, null, null), end: int.MaxValue);
        StatedTerms stated = new(arguments.Read(Syntax.Algo, Algorithms.Get) ?? Algorithms.Get("scrypt"))
        {
            Extranonce1 = arguments.Read(ExplainSyntax.Extranonce1, ParseExtranonce) is { } bytes
                ? (ReadOnlyMemory<byte>?)bytes : null,
            Extranonce2Size = arguments.Number(ExplainSyntax.Extranonce2Size, 0, SubscribeResult.ExtranonceLimit),
            Difficulty = arguments.Find(ExplainSyntax.Difficulty) is { } text
                ? Arguments.Read(text, Difficulty.Parse) : null,
            VersionMask = arguments.Find(ExplainSyntax.VersionMask) is { } mask
                ? Arguments.Read(mask, ParseMask)
                : null,
            Networks = arguments.Read(ExplainSyntax.Coin, CoinNetwork.Get) is { } network ? [network] : [],
        };
        return new ExplainSettings(stated)
        {
            File = file,
            Live = pool is null ? null : new PoolLogin(pool, user ?? "", password ?? "x"),
            Timeout = arguments.Seconds(ExplainSyntax.Timeout, 0.1, 86400) ?? TimeSpan.FromSeconds(30),
            Share = arguments.Read(ExplainSyntax.Share, SubmitReader.Parse),
            JobId = arguments.FindTyped(ExplainSyntax.JobId)?.Text,
            Ruling = arguments.Read(ExplainSyntax.Verdict, ParseVerdict),
            HtmlFile = arguments.FindTyped(ExplainSyntax.HtmlFile)?.Text,
            Log = LogSettings.From(arguments) with { IsJson = arguments.IsOn(ExplainSyntax.Json) },
        };
    }

    private static byte[] ParseExtranonce(string text) =>
        text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit) && text.Length <= 2 * SubscribeResult.ExtranonceLimit
            ? Convert.FromHexString(text)
            : throw new FormatException($"expected hex of at most {SubscribeResult.ExtranonceLimit} bytes");

    private static uint ParseMask(string text) =>
        uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint mask)
            ? mask
            : throw new FormatException("expected up to 8 hex digits, such as 1fffe000");

    // accepted, rejected, or rejected: the pool's words
    private static Ruling ParseVerdict(string text)
    {
        string[] parts = text.Split(':', 2, StringSplitOptions.TrimEntries);
        return (parts[0].ToLowerInvariant(), parts.Length) switch
        {
            ("accepted", 1) => Ruling.Accepted,
            ("rejected", 1) => Ruling.Rejected(),
            ("rejected", 2) => Ruling.Rejected(new StratumError(null, PrintableText.From(parts[1]))),
            _ => throw new FormatException("expected accepted, rejected, or 'rejected: the pool's words'"),
        };
    }
}
