using System.Globalization;
using System.Net;
using NightMiner.Cli.CommandLine;
using NightMiner.Cli.Mine;
using NightMiner.Cli.Output;
using NightMiner.Cli.Pool;
using NightMiner.Protocol.Transport;
using NightMiner.Workbench.Recording;

namespace NightMiner.Cli.Recording;

/// <summary>What the user wants played or compared, checked.</summary>
/// <param name="File">The recording.</param>
/// <param name="Log">What is told.</param>
internal sealed record ReplaySettings(string File, LogSettings Log)
{
    /// <summary>The recording to compare with; null where one is played.</summary>
    public string? Other { get; init; }

    /// <summary>The pool to play the miner to; null where the pool is played.</summary>
    public Endpoint? To { get; init; }

    public required ReplayOptions Options { get; init; }

    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Reads the command line and the environment.</summary>
    /// <exception cref="UsageException">Something is missing or wrong.</exception>
    public static ReplaySettings From(Arguments arguments)
    {
        IPEndPoint? listen = arguments.Read(RecordingSyntax.Listen, PoolSettings.ParseEndPoint);
        Endpoint? to = arguments.Read(RecordingSyntax.To, PoolChoice.ParsePool);
        bool compares = arguments.IsOn(RecordingSyntax.Compare);
        int wishes = (listen is null ? 0 : 1) + (to is null ? 0 : 1) + (compares ? 1 : 0);
        if (wishes != 1) throw new UsageException(
            "one of these: --listen HOST:PORT to play the pool, --to URL to play the miner, --compare for two files");
        if (arguments.Words.Count != (compares ? 2 : 1)) throw new UsageException(compares
            ? "--compare takes two recordings: nightminer replay --compare FILE FILE"
            : "which recording? nightminer replay FILE --listen HOST:PORT, or --to URL");
        double? speed = arguments.Find(RecordingSyntax.Speed) is { } value ? ParseSpeed(value) : 1;
        ReplayOptions defaults = new();
        return new ReplaySettings(arguments.Words[0], LogSettings.From(arguments))
        {
            Other = compares ? arguments.Words[1] : null,
            To = to,
            Options = defaults with { Listen = listen ?? defaults.Listen, Speed = speed },
            TimeLimit = arguments.Seconds(Syntax.TimeLimit, 0.001, 1e9),
        };
    }

    private static double? ParseSpeed(Arguments.Value value)
    {
        if (value.Text.Equals("max", StringComparison.OrdinalIgnoreCase)) return null;
        return double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double speed)
            && speed is >= 0.001 and <= 100_000
                ? speed
                : throw Arguments.Wrong(value, "expected a number from 0.001 to 100000, or max");
    }
}
