using NightMiner.Cli.Bench;
using NightMiner.Cli.Check;
using NightMiner.Cli.Explain;
using NightMiner.Cli.Pool;
using NightMiner.Cli.Recording;
using NightMiner.Cli.Swarm;

namespace NightMiner.Cli.CommandLine;

/// <summary>
/// The command line of mining, and the options that several commands have. Scripts depend on the names.
/// </summary>
internal static class Syntax
{
    public static readonly Setting Url = new("--url", ["-o"], "URL",
        "the pool: stratum+tcp://host:port, or host:port alone; stratum+tcps:// for TLS; user:pass@ may stand before "
        + "the host; the default port is 9333. http:// or https:// for a node of your own, whose default port is 8332 "
        + "for sha256d and 9332 for scrypt. Repeat it for backups, each followed by its own -u and -p");
    public static readonly Setting User = new("--user", ["-u"], "NAME", "the worker's name at the pool")
    {
        IsVerbatim = true,
    };
    public static readonly Setting Pass = new("--pass", ["-p"], "PASSWORD",
        "the worker's password; it is sent as typed and never shown (default: x)")
    {
        IsVerbatim = true,
    };
    public static readonly Setting UserPass = new("--userpass", ["-O"], "USER:PASS",
        "name and password in one, split at the first colon; where -u or -p is given too, the later option wins")
    {
        IsVerbatim = true,
    };
    public static readonly Setting Demo = new("--demo", [], null,
        "start a pool on this machine and mine at it; no network is needed");
    public static readonly Setting Retries = new("--retries", ["-r"], "N",
        "how often to try to reach the pool again before giving up; -1 means for ever (the default)");
    public static readonly Setting RetryPause = new("--retry-pause", ["-R"], "SECONDS",
        "the pause before the first retry; it doubles with each retry, up to a minute (default: 5)");
    public static readonly Setting Timeout = new("--timeout", ["-T"], "SECONDS",
        "how long a pool may be silent before the connection counts as lost (default: 300)");

    public static readonly Setting Proxy = new("--proxy", ["-x"], "URL",
        "connect through this proxy: socks5://host:port or http://host:port, with user:password@ where it wants a "
        + "login; an empty value means no proxy (default: the variable ALL_PROXY)");
    public static readonly Setting Cert = new("--cert", [], "FILE",
        "trust this certificate too (PEM or DER): that of the authority which signed the pool's certificate, or the "
        + "pool's own")
    {
        IsVerbatim = true,
    };
    public static readonly Setting TlsFingerprint = new("--tls-fingerprint", [], "SHA256",
        "trust only the certificate with this SHA-256 fingerprint, whoever signed it");
    public static readonly Setting Insecure = new("--insecure", [], null,
        "do not check certificates: anybody on the way may then pretend to be the pool");
    public static readonly Setting Config = new("--config", ["-c"], "FILE",
        "read options from a JSON file whose keys are their long names")
    {
        IsVerbatim = true,
    };
    public static readonly Setting NoRedirect = new("--no-redirect", [], null,
        "stay when the pool sends client.reconnect; without this it is followed to the same host or within its domain");
    public static readonly Setting NoExtranonce = new("--no-extranonce", [], null,
        "do not offer the pool to change extranonce1 in the middle of a session");
    public static readonly Setting NoVersionRolling = new("--no-version-rolling", [], null,
        "do not ask for version rolling, which makes sha256d faster");
    public static readonly Setting SuggestDifficulty = new("--suggest-difficulty", [], "D",
        "ask the pool for shares of this difficulty; many pools ignore the wish");
    public static readonly Setting DiffFactor = new("--diff-factor", [], "X",
        "multiply the pool's difficulty by X to get the target, for pools that count differently (default: 1)");
    public static readonly Setting CoinbaseAddr = new("--coinbase-addr", [], "ADDRESS",
        "with a node: the address that a block pays to; it must belong to the node's network");
    public static readonly Setting CoinbaseSig = new("--coinbase-sig", [], "TEXT",
        "with a node: the text in a block's coinbase, up to 64 bytes (default: /NightMiner/)")
    {
        IsVerbatim = true,
    };
    public static readonly Setting Cookie = new("--cookie", [], "FILE",
        "with a node: log in with the cookie file that the node writes when it starts, instead of -u and -p")
    {
        IsVerbatim = true,
    };

    public static readonly Setting Algo = new("--algo", ["-a"], "NAME",
        "scrypt (the default) or sha256d; 'nightminer algos' lists all");
    public static readonly Setting Threads = new("--threads", ["-t"], "N",
        "the number of mining threads (default: one for each CPU)");
    public static readonly Setting CpuAffinity = new("--cpu-affinity", [], "LIST",
        "the CPUs to mine on, such as 0,2-3: each thread is bound to one of them, in turn");
    public static readonly Setting CpuPriority = new("--cpu-priority", [], "LEVEL",
        "who goes first when other programs want the CPU: idle, low (the default), normal, or high, which needs "
        + "special rights");
    public static readonly Setting Throttle = new("--throttle", [], "PERCENT",
        "mine for this part of the time and rest for the remainder: 50 halves the heat and the hash rate "
        + "(default: 100)");
    public static readonly Setting ScryptLibrary = new("--scrypt-library", [], "NAME",
        "force an implementation of scrypt (default: auto); 'nightminer algos' lists them");
    public static readonly Setting Isa = new("--isa", [], "NAME",
        "force an instruction set: reference, vector128, vector256 (avx2) or vector512 (avx512) (default: the widest)");
    public static readonly Setting Lanes = new("--lanes", [], "N",
        "how many hashes of scrypt a thread computes at a time (default: what the first start on this machine finds "
        + "to be fastest)");
    public static readonly Setting Shares = new("--shares", [], "N", "stop after N accepted shares");
    public static readonly Setting TimeLimit = new("--time-limit", [], "SECONDS",
        "stop after this time");

    public static readonly Setting Background = new("--background", ["-B"], null,
        "go on in the background: print the process id and leave the terminal; the log goes to the file of -l, or to "
        + "nightminer.log");
    public static readonly Setting LogFile = new("--log-file", ["-l"], "FILE",
        "also append the log to this file, with dates")
    {
        IsVerbatim = true,
    };
    public static readonly Setting Quiet = new("--quiet", ["-q"], null,
        "print only errors that end the mining, on standard error; with --json the summary too");
    public static readonly Setting DumpProtocol = new("--dump-protocol", ["-P", "--protocol-dump", "--protocol"], null,
        "show each line on the wire, > for sent and < for received, with passwords masked");
    public static readonly Setting Debug = new("--debug", ["-d", "-D"], null,
        "test every implementation first, then log every job and every share found; without a pool, only test");
    public static readonly Setting Json = new("--json", [], null,
        "print JSON, one event a line, and nothing else on standard output");
    public static readonly Setting Record = new("--record", [], "FILE",
        "write the whole conversation to a new file for 'nightminer replay', with passwords masked")
    {
        IsVerbatim = true,
    };
    public static readonly Setting MaskUser = new("--mask-user", [], null,
        "mask the user's name in the recording too");
    public static readonly Setting NoColor = new("--no-color", [], null,
        "print no colours; the variable NO_COLOR does the same");
    public static readonly Setting Help = new("--help", ["-h", "-?"], null, "print this text")
    {
        HasVariable = false,
    };
    public static readonly Setting Version = new("--version", ["-v", "-V"], null, "print the version")
    {
        HasVariable = false,
    };

    /// <summary>The program without a command: it mines.</summary>
    public static readonly CommandSyntax Mine = new("nightminer", "a Stratum CPU miner for scrypt and SHA256d")
    {
        Usage = ["nightminer -o URL -u NAME [-p PASSWORD] [options]", "nightminer --demo", "nightminer COMMAND --help"],
        IsEndless = true,
        Groups =
        [
            new("Pool", Url, User, Pass, UserPass, Demo, Retries, RetryPause, Timeout, Config),
            new("Connection", Proxy, Cert, TlsFingerprint, Insecure),
            new("Protocol", NoRedirect, NoExtranonce, NoVersionRolling, SuggestDifficulty, DiffFactor),
            new("Solo", CoinbaseAddr, CoinbaseSig, Cookie),
            new("Mining", Algo, Threads, ScryptLibrary, Isa, Lanes, Shares, TimeLimit),
            new("CPU use", CpuAffinity, CpuPriority, Throttle),
            new("Output", Background, LogFile, Quiet, DumpProtocol, Record, MaskUser, Debug, Json, NoColor, Help,
                Version),
        ],
        Examples =
        [
            ("nightminer --demo", "see it work without a pool; Ctrl+C ends it"),
            ("nightminer -o stratum+tcp://pool.example:3333 -u alice -p x", "mine scrypt at a pool"),
            ("nightminer -o http://u:p@localhost:9332 --coinbase-addr ADDR", "mine at a node of your own"),
            ("nightminer -a sha256d -o localhost:3333 -P --shares 5", "watch the protocol of five shares"),
        ],
        Notes =
        [
            ("Environment", [
                "Each long option has a variable, such as NIGHTMINER_RETRY_PAUSE for --retry-pause. The command line "
                + "wins over the environment, and that over the file of -c. For a switch the variable is 1, true or "
                + "yes.",
                "Where no --proxy is given, ALL_PROXY names one, and NO_PROXY the hosts to reach without it. Where no "
                + "--scrypt-library is given, SCRYPT_LIBRARY names one.",
            ]),
            ("Exit codes", [
                "0 it stopped as asked: a limit was reached, Ctrl+C, SIGTERM",
                "1 the command line is wrong",
                "2 the pool refused the login, or a node refused the login or the address",
                "3 no pool could be reached within the retries",
                "4 the self-test failed",
            ]),
        ],
    };

    /// <summary>The command `algos`.</summary>
    public static readonly CommandSyntax Algos = new("algos", "what can be mined on this machine, and how")
    {
        Usage = ["nightminer algos [--json]"],
        Groups = [new("Options", Json, Help)],
    };

    /// <summary>The commands besides mining.</summary>
    public static CommandSyntax[] Commands =>
    [
        Algos, BenchSyntax.Command, CheckSyntax.Command, ExplainSyntax.Command, PoolSyntax.Command,
        RecordingSyntax.RecordCommand, RecordingSyntax.ReplayCommand, SwarmSyntax.Command,
    ];
}
