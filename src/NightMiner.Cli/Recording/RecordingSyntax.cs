using NightMiner.Cli.CommandLine;
using NightMiner.Cli.Pool;

namespace NightMiner.Cli.Recording;

/// <summary>The command lines of `record` and `replay`.</summary>
internal static class RecordingSyntax
{
    public static readonly Setting Pool = new("--pool", [], "URL",
        "the pool to pass everything on to: stratum+tcp://host:port, or host:port alone; stratum+tcps:// for TLS");
    public static readonly Setting Listen = new("--listen", [], "HOST:PORT",
        "play the pool's part of the recording to a miner that connects here (port 0 takes a free one)");
    public static readonly Setting To = new("--to", [], "URL",
        "play the miner's part of the recording to this pool; user:pass@ before the host replaces the recorded login");
    public static readonly Setting Speed = new("--speed", [], "X",
        "play X times as fast as it was recorded; max plays without pauses (default: 1)");
    public static readonly Setting Compare = new("--compare", [], null,
        "show where two recordings differ; times and ids are not compared");

    /// <summary>The command `record`.</summary>
    public static readonly CommandSyntax RecordCommand =
        new("record", "write down what any miners and a pool say to each other")
        {
            Usage = ["nightminer record FILE --pool URL [--listen HOST:PORT] [options]"],
            TakesWords = true,
            IsEndless = true,
            Groups =
            [
                new("Record", Pool, PoolSyntax.Listen, Syntax.MaskUser, Syntax.TimeLimit),
                new("Output", Syntax.Quiet, Syntax.NoColor, Syntax.Help),
            ],
            Examples =
            [
                ("nightminer record day.txt --pool pool.example:3333",
                    "record all that passes; then point the miner at 127.0.0.1:3333"),
            ],
        };

    /// <summary>The command `replay`.</summary>
    public static readonly CommandSyntax ReplayCommand =
        new("replay", "play a recording to a miner or to a pool, or compare two")
        {
            Usage =
            [
                "nightminer replay FILE --listen HOST:PORT [--speed X]",
                "nightminer replay FILE --to URL [--speed X]",
                "nightminer replay --compare FILE FILE",
            ],
            TakesWords = true,
            Groups =
            [
                new("Replay", Listen, To, Speed, Compare, Syntax.TimeLimit),
                new("Output", Syntax.Quiet, Syntax.NoColor, Syntax.Help),
            ],
            Notes =
            [
                ("Exit codes", [
                    "0 everything went as in the recording",
                    "1 something differs, was not played to its end, or the command line is wrong",
                    "3 the pool can't be reached",
                ]),
            ],
        };
}
