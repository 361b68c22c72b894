using NightMiner.Cli.CommandLine;

namespace NightMiner.Cli.Swarm;

/// <summary>The command line of `swarm`.</summary>
internal static class SwarmSyntax
{
    public static readonly Setting Algo = new("--algo", ["-a"], "NAME",
        "the pool's algorithm: scrypt (the default), sha256d or another; 'nightminer algos' lists all");
    public static readonly Setting Connections = new("--connections", [], "N",
        "how many connections there are at once (default: 100)");
    public static readonly Setting Workers = new("--workers", [], "N",
        "how many workers log in on each connection (default: 1)");
    public static readonly Setting Ramp = new("--ramp", [], "SECONDS",
        "the time over which the connections are opened (default: 5)");
    public static readonly Setting TimeLimit = new("--time-limit", [], "SECONDS",
        "how long the load lasts, including the ramp (default: 30)");
    public static readonly Setting Hashrate = new("--hashrate", [], "N",
        "hashes per second of each worker; they are really computed (default: 26000; scrypt: 100)");
    public static readonly Setting Threads = new("--threads", ["-t"], "N",
        "the threads that compute all those hashes (default: half of the CPUs)");
    public static readonly Setting BadShares = new("--bad", [], "PERCENT",
        "how many of the shares have a hash that misses the target");
    public static readonly Setting StaleShares = new("--stale", [], "PERCENT",
        "how many of the shares are sent after their job was cancelled");
    public static readonly Setting DuplicateShares = new("--duplicate", [], "PERCENT",
        "how many of the shares are sent twice");
    public static readonly Setting Storm = new("--storm", [], "SECONDS",
        "cut all connections each time that this time has passed; all come back at once");
    public static readonly Setting AskedInterval = new("--share-interval", [], "SECONDS",
        "the time between shares that the pool aims at; the report then tells how soon each connection's difficulty "
        + "is right");
    public static readonly Setting MaxSubmitTime = new("--max-p99-submit", [], "MS",
        "exit with 5 if the slowest 1 % of the answers to shares take longer, or never come");
    public static readonly Setting MaxErrors = new("--max-errors", [], "N",
        "exit with 5 if there are more errors");
    public static readonly Setting MaxLost = new("--max-lost", [], "N",
        "exit with 5 if more replies never came");
    public static readonly Setting MaxMismatches = new("--max-mismatches", [], "N",
        "exit with 5 if more shares were judged differently than intended");
    public static readonly Setting AnyHost = new("--my-own-pool", [], null,
        "allow a pool that is not on this machine; load that its owner did not ask for is an attack");

    /// <summary>The command `swarm`.</summary>
    public static readonly CommandSyntax Command =
        new("swarm", "load for your pool: thousands of connections with real shares")
        {
            Usage = ["nightminer swarm URL [options]"],
            TakesWords = true,
            Groups =
            [
                new("Load", Algo, Connections, Workers, Ramp, TimeLimit, Hashrate, Threads, Syntax.User, Syntax.Pass,
                    AnyHost),
                new("Behaviour", BadShares, StaleShares, DuplicateShares, Storm, AskedInterval),
                new("Thresholds", MaxSubmitTime, MaxErrors, MaxLost, MaxMismatches),
                new("Output", Syntax.Json, Syntax.Quiet, Syntax.NoColor, Syntax.Help),
            ],
            Examples =
            [
                ("nightminer swarm localhost:3333", "100 workers for half a minute"),
                ("nightminer swarm localhost:3333 -a sha256d --connections 10000", "ten thousand connections"),
                ("nightminer swarm localhost:3333 --bad 5 --storm 10", "bad shares, and reconnects all at once"),
            ],
        };
}
