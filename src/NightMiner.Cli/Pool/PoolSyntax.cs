using NightMiner.Cli.CommandLine;

namespace NightMiner.Cli.Pool;

/// <summary>The command line of `pool`.</summary>
internal static class PoolSyntax
{
    public static readonly Setting Listen = new("--listen", [], "HOST:PORT",
        "where to listen (default: 127.0.0.1:3333); port 0 takes a free one, 0.0.0.0:3333 serves the whole network");
    public static readonly Setting Difficulty = new("--difficulty", [], "D",
        "the difficulty of every share (default: chosen for each miner, for about one share a second)");
    public static readonly Setting BlockTime = new("--block-time", [], "SECONDS",
        "how often there is a new block to build on (default: 15)");
    public static readonly Setting ShareInterval = new("--share-interval", [], "SECONDS",
        "how often a connection's share should come, where the difficulty is not fixed (default: 1)");
    public static readonly Setting Password = new("--password", [], "PASSWORD",
        "refuse logins with any other password")
    {
        IsVerbatim = true,
    };
    public static readonly Setting Node = new("--node", [], "URL",
        "mine the chain of this node and hand the blocks in there: http://user:pass@host:port; the default port is "
        + "8332 for sha256d and 9332 for scrypt (default: a chain that is made up)");
    public static readonly Setting CoinbaseSig = new("--coinbase-sig", [], "TEXT",
        "with a node: the text in a block's coinbase, up to 60 bytes (default: /NightMiner/)")
    {
        IsVerbatim = true,
    };
    public static readonly Setting Profile = new("--profile", [], "NAME",
        "behave like a pool that is in wide use, such as ckpool or public-pool; 'list' shows all (default: a "
        + "well-behaved pool)");
    public static readonly Setting Quirk = new("--quirk", [], "NAME[=VALUE]",
        "add one quirk to the profile; repeat it for more; 'list' shows all")
    {
        HasVariable = false,
    };
    public static readonly Setting Defect = new("--defect", [], "NAMES",
        "break the pool on purpose, to see whether a test notices it; 'list' shows the names");

    /// <summary>The command `pool`.</summary>
    public static readonly CommandSyntax Command =
        new("pool", "a small pool of your own, to learn from and to test with")
        {
            Usage = ["nightminer pool [options]"],
            IsEndless = true,
            Groups =
            [
                new("Pool", Listen, Syntax.Algo, Difficulty, ShareInterval, BlockTime, Password, Syntax.TimeLimit),
                new("Behaviour", Profile, Quirk, Defect),
                new("Solo", Node, Syntax.CoinbaseAddr, CoinbaseSig, Syntax.Cookie),
                new("Output", Syntax.Quiet, Syntax.DumpProtocol, Syntax.Json, Syntax.NoColor, Syntax.Help),
            ],
            Examples =
            [
                ("nightminer pool", "serve miners on this machine; Ctrl+C ends it"),
                ("nightminer pool --listen 0.0.0.0:3333 --difficulty 0.01 -P", "serve the network and show every line"),
                ("nightminer pool --profile ckpool --quirk line-limit=512", "behave like ckpool, with shorter lines"),
            ],
            Notes =
            [
                ("Environment", [
                    "Each long option has a variable, such as NIGHTMINER_BLOCK_TIME for --block-time. The command line "
                    + "wins over the environment.",
                ]),
            ],
        };
}
