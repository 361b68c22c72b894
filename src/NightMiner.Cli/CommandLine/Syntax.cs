using NightMiner.Cli.Swarm;

namespace NightMiner.Cli.CommandLine;

/// <summary>The whole command line: every option, every command. Scripts depend on the names.</summary>
internal static class Syntax
{
    public static readonly Setting Url = new("--url", ["-o"], "URL",
        "the pool: stratum+tcp://host:port, also without the scheme; stratum+tcps:// for TLS; user:pass@ before the "
        + "host is allowed; default port 9333; http:// or https:// for a node of your own; repeat it for backups, "
        + "each followed by its own -u -p");
    public static readonly Setting User = new("--user", ["-u"], "NAME", "the worker's name at the pool");
    public static readonly Setting Pass = new("--pass", ["-p"], "PASSWORD",
        "its password, sent as typed, never shown (default: x)");
    public static readonly Setting UserPass = new("--userpass", ["-O"], "USER:PASS",
        "both in one, split at the first colon; of -O and -u, -p the later wins");
    public static readonly Setting Demo = new("--demo", [], null,
        "start a pool of our own on this machine and mine at it");
    public static readonly Setting Retries = new("--retries", ["-r"], "N",
        "attempts to reach the pool again before giving up; -1: for ever (the default)");
    public static readonly Setting RetryPause = new("--retry-pause", ["-R"], "SECONDS",
        "pause before the first retry; it doubles with each, up to a minute (default: 5)");
    public static readonly Setting Timeout = new("--timeout", ["-T"], "SECONDS",
        "a pool that says nothing for so long is lost (default: 300)");

    public static readonly Setting Proxy = new("--proxy", ["-x"], "URL",
        "socks5://host:port or http://host:port, user:password@ allowed; an empty one: none (default: ALL_PROXY)");
    public static readonly Setting Cert = new("--cert", [], "FILE",
        "trust this certificate too (PEM or DER): the pool's authority, or its self-signed one itself");
    public static readonly Setting TlsFingerprint = new("--tls-fingerprint", [], "SHA256",
        "accept only the certificate with this SHA-256, and that one whoever made it");
    public static readonly Setting Insecure = new("--insecure", [], null,
        "do not check certificates: anybody on the way may pretend to be the pool");
    public static readonly Setting Config = new("--config", ["-c"], "FILE",
        "read options from a JSON file, by their long names");
    public static readonly Setting NoRedirect = new("--no-redirect", [], null,
        "stay when the pool says client.reconnect; else it is followed on the same host or within its domain");
    public static readonly Setting NoExtranonce = new("--no-extranonce", [], null,
        "don't offer the pool to change extranonce1 in the middle of a session");
    public static readonly Setting NoVersionRolling = new("--no-version-rolling", [], null,
        "don't ask for version rolling, which makes sha256d faster");
    public static readonly Setting SuggestDifficulty = new("--suggest-difficulty", [], "D",
        "ask the pool for shares of this difficulty; many pools don't listen");
    public static readonly Setting DiffFactor = new("--diff-factor", [], "X",
        "multiply the pool's difficulty by X to make the target, for pools that count otherwise (default: 1)");
    public static readonly Setting CoinbaseAddr = new("--coinbase-addr", [], "ADDRESS",
        "at a node: who is paid for a block; an address of the node's network");
    public static readonly Setting CoinbaseSig = new("--coinbase-sig", [], "TEXT",
        "at a node: what a block's coinbase says, up to 64 bytes (default: /NightMiner/)");
    public static readonly Setting Cookie = new("--cookie", [], "FILE",
        "at a node: log in with the cookie file that it writes at its start, in place of -u and -p");

    public static readonly Setting Algo = new("--algo", ["-a"], "NAME",
        "scrypt (default) or sha256d; see nightminer algos");
    public static readonly Setting Threads = new("--threads", ["-t"], "N",
        "mining threads (default: one for each CPU)");
    public static readonly Setting CpuAffinity = new("--cpu-affinity", [], "LIST",
        "CPUs to mine on, like 0,2-3: thread k runs on the k-th of them, round robin");
    public static readonly Setting CpuPriority = new("--cpu-priority", [], "LEVEL",
        "idle, low (default), normal or high (needs rights): who goes first when others want the CPU");
    public static readonly Setting Throttle = new("--throttle", [], "PERCENT",
        "hash for so much of the time and rest in between: 50 halves heat and hash rate (default: 100)");
    public static readonly Setting ScryptLibrary = new("--scrypt-library", [], "NAME",
        "force an implementation of scrypt (default: auto); see nightminer algos");
    public static readonly Setting Isa = new("--isa", [], "NAME",
        "force an instruction set: reference, vector128, vector256 (avx2), vector512 (avx512) (default: the widest)");
    public static readonly Setting Lanes = new("--lanes", [], "N",
        "hashes of scrypt that a thread works on at a time (default: what the first start here finds fastest)");
    public static readonly Setting Shares = new("--shares", [], "N", "stop after N accepted shares");
    public static readonly Setting TimeLimit = new("--time-limit", [], "SECONDS", "stop after so long");

    public static readonly Setting Background = new("--background", ["-B"], null,
        "detach: print the process id and go on without this terminal; the log goes to -l, or to nightminer.log");
    public static readonly Setting LogFile = new("--log-file", ["-l"], "FILE",
        "append the log, with dates, to a file too");
    public static readonly Setting Quiet = new("--quiet", ["-q"], null,
        "errors only: what ends the mining, on standard error; with --json also the summary");
    public static readonly Setting DumpProtocol = new("--dump-protocol", ["-P", "--protocol-dump", "--protocol"], null,
        "show each line on the wire, > sent and < received, passwords masked");
    public static readonly Setting Debug = new("--debug", ["-d", "-D"], null,
        "test every implementation first, then log every job and share found; without a pool only the tests");
    public static readonly Setting Json = new("--json", [], null,
        "JSON, one event a line, and nothing else on standard output");
    public static readonly Setting Record = new("--record", [], "FILE",
        "write the whole conversation down, for 'nightminer replay'; passwords masked");
    public static readonly Setting MaskUser = new("--mask-user", [], null, "mask the user's name in the recording too");
    public static readonly Setting NoColor = new("--no-color", [], null, "no colours; NO_COLOR says the same");
    public static readonly Setting Help = new("--help", ["-h", "-?"], null, "this text") { HasVariable = false };
    public static readonly Setting Version = new("--version", ["-v", "-V"], null,
        "the version")
    { HasVariable = false };

    public static readonly Setting Listen = new("--listen", [], "HOST:PORT",
        "where to listen (default: 127.0.0.1:3333; port 0: a free one; 0.0.0.0:3333: for the whole network)");
    public static readonly Setting PoolDifficulty = new("--difficulty", [], "D",
        "the difficulty of every share (default: found for each miner, about one share a second)");
    public static readonly Setting BlockTime = new("--block-time", [], "SECONDS",
        "how often there is a new block to build on (default: 15)");
    public static readonly Setting ShareInterval = new("--share-interval", [], "SECONDS",
        "how often a connection's share should come, where the difficulty is not fixed (default: 1)");
    public static readonly Setting PoolPassword = new("--password", [], "PASSWORD",
        "refuse logins with any other password");
    public static readonly Setting Node = new("--node", [], "URL",
        "stand on a node: mine its chain and hand blocks in; http://user:pass@host:port (default: a made-up chain)");
    public static readonly Setting PoolCoinbaseSig = new("--coinbase-sig", [], "TEXT",
        "at a node: what a block's coinbase says, up to 60 bytes (default: /NightMiner/)");
    public static readonly Setting Profile = new("--profile", [], "NAME",
        "the manners of a pool in the field: ckpool, public-pool, …; list shows all (default: the well-behaved one)");
    public static readonly Setting Quirk = new("--quirk", [], "NAME[=VALUE]",
        "one quirk on top of the profile; repeat for more; list shows all")
    { HasVariable = false };

    public static readonly Setting Defect = new("--defect", [], "NAMES",
        "break the pool on purpose, to see whether a test notices; --defect list shows the names");

    public static readonly Setting CheckUrl = new("--url", ["-o"], "URL",
        "the pool, where it is not named without -o: stratum+tcp://host:port, also without the scheme; "
        + "stratum+tcps:// for TLS; user:pass@ before the host is allowed; default port 9333");
    public static readonly Setting CheckWork = new("--work", [], "SECONDS",
        "mine for one share for so long at most; what takes longer is not applicable (default: 10)");
    public static readonly Setting CheckTimeout = new("--timeout", ["-T"], "SECONDS",
        "wait for an answer for so long (default: 5)");
    public static readonly Setting CheckWait = new("--wait", [], "SECONDS",
        "wait for a new job for so long; a real pool may need 60 or more (default: 10)");
    public static readonly Setting CheckOnly = new("--only", [], "PATTERNS",
        "only these cases: shares, ids.big, *.duplicate*; several with commas");
    public static readonly Setting CheckSkip = new("--skip", [], "PATTERNS", "not these cases");
    public static readonly Setting CheckRough = new("--rough", [], null,
        "also the cases that hammer: long lines, hundreds of connections; at pools of your own only");
    public static readonly Setting CheckList = new("--list", [], null, "show the cases, and run none");
    public static readonly Setting CheckVerbose = new("--verbose", ["-v"], null,
        "what was sent and came in every case, not only in those that did not pass");
    public static readonly Setting CheckJson = new("--json", [], null, "JSON, one case a line, and a summary");
    public static readonly Setting CheckJUnit = new("--junit", [], "FILE", "write a report for build servers, too");

    public static readonly Setting RecordPool = new("--pool", [], "URL",
        "the pool behind: stratum+tcp://host:port, also without the scheme; stratum+tcps:// for TLS");
    public static readonly Setting ReplayListen = new("--listen", [], "HOST:PORT",
        "play the recording's pool to a miner that connects here (port 0: a free one)");
    public static readonly Setting ReplayTo = new("--to", [], "URL",
        "play the recording's miner to this pool; user:pass@ before the host replaces the recorded login");
    public static readonly Setting Speed = new("--speed", [], "X",
        "X times as fast as it was recorded; max: at once (default: 1)");
    public static readonly Setting Compare = new("--compare", [], null,
        "tell where two recordings part: times and ids don't count");

    public static readonly Setting BenchAlgo = new("--algo", ["-a"], "NAME", "only this algorithm (default: all)");
    public static readonly Setting BenchIsa = new("--isa", [], "NAME",
        "only this instruction set (default: every implementation that runs here)");
    public static readonly Setting BenchThreads = new("--threads", ["-t"], "N",
        "only with N threads (default: with one, and with one for each CPU)");
    public static readonly Setting BenchSeconds = new("--seconds", [], "SECONDS",
        "measuring time for each figure, split into 5 runs (default: 3)");
    public static readonly Setting VersionRolling = new("--version-rolling", [], null,
        "measure with 64 block versions for each nonce, as where a pool grants version rolling");
    public static readonly Setting Latency = new("--latency", [], null,
        "measure how fast the miner takes up a new job and sends a share, at rest and with all threads hashing");
    public static readonly Setting BenchJson = new("--json", [], null,
        "a JSON array, one figure a line, and nothing else on standard output");

    public static readonly Setting InputFile = new("--file", ["-f"], "FILE",
        "the job's lines as on the wire, a log with -P, or a recording; -: standard input (default: a built-in "
        + "example)")
    { HasVariable = false };
    public static readonly Setting Live = new("--live", [], "URL", "ask this pool for a job, logged in with -u and -p")
    { HasVariable = false };
    public static readonly Setting ExplainTimeout = new("--timeout", ["-T"], "SECONDS",
        "how long the pool of --live may be silent (default: 30)");
    public static readonly Setting JobId = new("--job", [], "ID", "which job (default: the share's, or the last)")
    { HasVariable = false };
    public static readonly Setting Share = new("--share", [], "SHARE",
        "worker,job,extranonce2,ntime,nonce[,versionbits], or the line of a mining.submit (default: the input's last "
        + "one, a rejected one if there is any)")
    { HasVariable = false };
    public static readonly Setting Verdict = new("--verdict", [], "VERDICT",
        "what the pool said to it: accepted, rejected, or 'rejected: its words'; then the mistake is looked for "
        + "(default: as in the input)")
    { HasVariable = false };
    public static readonly Setting Extranonce1 = new("--extranonce1", [], "HEX",
        "the pool's extranonce1; this and what follows wins over the input")
    { HasVariable = false };
    public static readonly Setting Extranonce2Size = new("--extranonce2-size", [], "N", "bytes of extranonce2")
    { HasVariable = false };
    public static readonly Setting ShareDifficulty = new("--difficulty", [], "D", "the job's difficulty")
    { HasVariable = false };
    public static readonly Setting VersionMask = new("--version-mask", [], "HEX",
        "the version bits that may be rolled (default: as in the input, or 1fffe000)")
    { HasVariable = false };
    public static readonly Setting Coin = new("--coin", [], "NAME",
        "the chain of the addresses: bitcoin, litecoin, dogecoin, bitcoin-test, litecoin-test (default: by -a)")
    { HasVariable = false };
    public static readonly Setting HtmlFile = new("--html", [], "FILE", "write a page for a browser, or for paper")
    { HasVariable = false };
    public static readonly Setting ExplainJson = new("--json", [], null, "one line of JSON");

    /// <summary>The program without a command: it mines.</summary>
    public static readonly CommandSyntax Mine = new("nightminer", "a Stratum CPU miner for scrypt and SHA256d")
    {
        Usage = ["nightminer -o URL -u NAME [-p PASSWORD] [options]", "nightminer --demo", "nightminer COMMAND --help"],
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
            ("nightminer --demo", "see it work, without a pool"),
            ("nightminer -o stratum+tcp://pool.example:3333 -u alice -p x", "mine scrypt at a pool"),
            ("nightminer -o http://u:p@localhost:9332 --coinbase-addr ADDR", "mine at a node of your own"),
            ("nightminer -a sha256d -o localhost:3333 -P --shares 5", "watch the protocol of five shares"),
        ],
        Notes =
        [
            ("Environment", [
                "Each long option has a variable, NIGHTMINER_RETRY_PAUSE for --retry-pause. The command line wins,",
                "then the environment, then the file of -c. ALL_PROXY is the weakest --proxy; NO_PROXY is honoured.",
                "Switches take 1, true or yes. SCRYPT_LIBRARY is the weakest --scrypt-library."]),
            ("Exit codes", [
                "0 stopped as asked (a limit, Ctrl+C, SIGTERM)   1 wrong usage   2 the pool refused the login",
                "  (or a node the login or the address)",
                "3 no pool within the retries   4 the self-test failed"]),
        ],
    };

    /// <summary>The command `algos`.</summary>
    public static readonly CommandSyntax Algos = new("algos", "what can be mined on this machine, and how")
    {
        Usage = ["nightminer algos [--json]"],
        Groups = [new("Options", Json, Help)],
    };

    /// <summary>The command `bench`.</summary>
    public static readonly CommandSyntax Bench = new("bench", "how fast this machine mines, beside OpenSSL")
    {
        Usage = ["nightminer bench [options]"],
        Groups =
        [
            new("Bench", BenchAlgo, BenchIsa, BenchThreads, BenchSeconds, VersionRolling, Latency),
            new("Output", BenchJson, NoColor, Help),
        ],
        Examples =
        [
            ("nightminer bench", "everything, in about two minutes"),
            ("nightminer bench -a sha256d --isa avx512 --version-rolling", "one kernel alone"),
        ],
        Notes =
        [
            ("Figures", [
                "Each is the median of 5 runs after a warm-up. Between the runs OpenSSL is measured on the same",
                "threads: compare ratios to it, rates drift with the machine. Leave the machine alone meanwhile.",
                "DOTNET_EnableAVX512=0 and DOTNET_EnableAVX2=0 switch instruction sets off."]),
        ],
    };

    /// <summary>The command `pool`.</summary>
    public static readonly CommandSyntax Pool =
        new("pool", "a small pool of your own, to learn from and to test against")
        {
            Usage = ["nightminer pool [options]"],
            Groups =
        [
            new("Pool", Listen, Algo, PoolDifficulty, ShareInterval, BlockTime, PoolPassword, TimeLimit),
            new("Manners", Profile, Quirk, Defect),
            new("Solo", Node, CoinbaseAddr, PoolCoinbaseSig, Cookie),
            new("Output", Quiet, DumpProtocol, Json, NoColor, Help),
        ],
            Examples =
        [
            ("nightminer pool", "serve this machine"),
            ("nightminer pool --listen 0.0.0.0:3333 --difficulty 0.01 -P", "serve the network, show every line"),
            ("nightminer pool --profile ckpool --quirk line-limit=512", "as ckpool would, with shorter lines"),
        ],
            Notes =
        [
            ("Environment",
                ["Each long option has a variable, NIGHTMINER_BLOCK_TIME for --block-time. The command line wins."]),
        ],
        };

    /// <summary>The command `check`.</summary>
    public static readonly CommandSyntax Check = new("check", "does a pool do what the protocol asks?")
    {
        Usage = ["nightminer check URL -u NAME [-p PASSWORD] [options]", "nightminer check --list"],
        TakesWords = true,
        Groups =
        [
            new("Pool", CheckUrl, User, Pass, UserPass, Algo),
            new("Check", CheckOnly, CheckSkip, CheckRough, CheckWork, CheckTimeout, CheckWait, CheckList),
            new("Output", CheckVerbose, CheckJson, CheckJUnit, NoColor, Help),
        ],
        Examples =
        [
            ("nightminer check localhost:3333 -u me", "a scrypt pool on this machine"),
            ("nightminer check localhost:3333 -u me -a sha256d --only shares -v", "one group, every line"),
        ],
        Notes =
        [
            ("Outcomes", [
                "pass, fail, warn (not as asked, but pools in wide use do the same), n/a (can't be found out here).",
                "Shares are really mined. Without --rough nothing hammers; some pools ban for junk all the same,",
                "for minutes: --skip malformed leaves it out."]),
            ("Exit codes",
            [
                "0 nothing failed   1 wrong usage   3 the pool can't be reached or was lost",
                "5 a case failed, or the check was stopped",
            ]),
        ],
    };

    /// <summary>The command `explain`.</summary>
    public static readonly CommandSyntax Explain =
        new("explain", "a job byte by byte, and what is wrong with a share or with a verdict")
        {
            Usage =
            [
                "nightminer explain [-f FILE | --live URL -u NAME] [options]",
                "nightminer explain -f FILE --share SHARE [--verdict VERDICT]",
            ],
            Groups =
            [
                new("Job", InputFile, Live, User, Pass, UserPass, ExplainTimeout, JobId, Algo),
                new("Share", Share, Verdict),
                new("What else is known", Extranonce1, Extranonce2Size, ShareDifficulty, VersionMask, Coin),
                new("Output", HtmlFile, ExplainJson, NoColor, Help),
            ],
            Examples =
            [
                ("nightminer explain", "a job with a share, built in"),
                ("nightminer explain -f session.log --html job.html", "a share of a log that -P wrote, as a page"),
                ("nightminer explain --live localhost:3333 -u alice", "what this pool sends"),
            ],
        };

    /// <summary>The command `record`.</summary>
    public static readonly CommandSyntax Recorder =
        new("record", "write down what any miners and a pool say to each other")
        {
            Usage = ["nightminer record FILE --pool URL [--listen HOST:PORT] [options]"],
            TakesWords = true,
            Groups =
            [
                new("Record", RecordPool, Listen, MaskUser, TimeLimit),
                new("Output", Quiet, NoColor, Help),
            ],
            Examples =
            [
                ("nightminer record day.txt --pool pool.example:3333", "then point the miner at 127.0.0.1:3333"),
            ],
        };

    /// <summary>The command `replay`.</summary>
    public static readonly CommandSyntax Replay =
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
                new("Replay", ReplayListen, ReplayTo, Speed, Compare, TimeLimit),
                new("Output", Quiet, NoColor, Help),
            ],
            Notes =
            [
                ("Exit codes",
                [
                    "0 all as recorded   1 something differs, was not played to its end, or wrong usage",
                    "3 the pool can't be reached",
                ]),
            ],
        };

    /// <summary>The commands besides mining.</summary>
    public static CommandSyntax[] Commands =>
        [Algos, Bench, Check, Explain, Pool, Recorder, Replay, SwarmSyntax.Command];
}
