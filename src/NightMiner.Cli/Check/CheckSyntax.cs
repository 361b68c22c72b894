using NightMiner.Cli.CommandLine;

namespace NightMiner.Cli.Check;

/// <summary>The command line of `check`.</summary>
internal static class CheckSyntax
{
    public static readonly Setting Url = new("--url", ["-o"], "URL",
        "the pool, if it is not named without -o: stratum+tcp://host:port, or host:port alone; stratum+tcps:// for "
        + "TLS; user:pass@ may stand before the host; the default port is 9333");
    public static readonly Setting Work = new("--work", [], "SECONDS",
        "how long to mine for one share; a case that needs a share and gets none is not applicable (default: 10)");
    public static readonly Setting Timeout = new("--timeout", ["-T"], "SECONDS",
        "how long to wait for an answer (default: 5)");
    public static readonly Setting Wait = new("--wait", [], "SECONDS",
        "how long to wait for a new job; a real pool may need 60 or more (default: 10)");
    public static readonly Setting Only = new("--only", [], "PATTERNS",
        "run only these cases, such as shares, ids.big or *.duplicate*; separate several with commas");
    public static readonly Setting Skip = new("--skip", [], "PATTERNS", "leave these cases out");
    public static readonly Setting Rough = new("--rough", [], null,
        "also run the cases that strain a pool, with long lines and hundreds of connections; for pools of your own "
        + "only");
    public static readonly Setting List = new("--list", [], null, "list the cases and run none");
    public static readonly Setting Verbose = new("--verbose", ["-v"], null,
        "show what was sent and what came in every case, not only in those that did not pass");
    public static readonly Setting Json = new("--json", [], null, "print JSON, one case a line, and a summary");
    public static readonly Setting JUnit = new("--junit", [], "FILE", "also write a report for build servers")
    {
        IsVerbatim = true,
    };

    /// <summary>The command `check`.</summary>
    public static readonly CommandSyntax Command = new("check", "does a pool do what the protocol asks?")
    {
        Usage = ["nightminer check URL -u NAME [-p PASSWORD] [options]", "nightminer check --list"],
        TakesWords = true,
        Groups =
        [
            new("Pool", Url, Syntax.User, Syntax.Pass, Syntax.UserPass, Syntax.Algo),
            new("Check", Only, Skip, Rough, Work, Timeout, Wait, List),
            new("Output", Verbose, Json, JUnit, Syntax.NoColor, Syntax.Help),
        ],
        Examples =
        [
            ("nightminer check localhost:3333 -u me", "a scrypt pool on this machine"),
            ("nightminer check localhost:3333 -u me -a sha256d --only shares -v", "one group, and every line of it"),
        ],
        Notes =
        [
            ("Outcomes", [
                "pass, fail, warn (not as asked, but pools in wide use do the same), n/a (it can't be found out here).",
                "Shares are really mined. Without --rough no case strains the pool. Some pools ban whoever sends "
                + "malformed lines, for minutes: --skip malformed leaves those cases out.",
            ]),
            ("Exit codes", [
                "0 no case failed",
                "1 the command line is wrong",
                "3 the pool can't be reached, or was lost",
                "5 a case failed, or the check was stopped",
            ]),
        ],
    };
}
