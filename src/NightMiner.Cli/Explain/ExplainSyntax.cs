using NightMiner.Cli.CommandLine;

namespace NightMiner.Cli.Explain;

/// <summary>The command line of `explain`.</summary>
internal static class ExplainSyntax
{
    public static readonly Setting InputFile = new("--file", ["-f"], "FILE",
        "lines as they were on the wire, a log of -P, or a recording; - reads standard input (default: a built-in "
        + "example)")
    {
        HasVariable = false, IsVerbatim = true,
    };
    public static readonly Setting Live = new("--live", [], "URL",
        "ask this pool for a job, logged in with -u and -p")
    {
        HasVariable = false,
    };
    public static readonly Setting Timeout = new("--timeout", ["-T"], "SECONDS",
        "how long the pool of --live may be silent (default: 30)");
    public static readonly Setting JobId = new("--job", [], "ID",
        "which job to explain (default: the job of the share, or the last one)")
    {
        HasVariable = false, IsVerbatim = true,
    };
    public static readonly Setting Share = new("--share", [], "SHARE",
        "worker,job,extranonce2,ntime,nonce[,versionbits], or the line of a mining.submit (default: the last share of "
        + "the input, a rejected one if there is any)")
    {
        HasVariable = false, IsVerbatim = true,
    };
    public static readonly Setting Verdict = new("--verdict", [], "VERDICT",
        "what the pool said to the share: accepted, rejected, or 'rejected: its words'; the likely mistake is then "
        + "looked for (default: as in the input)")
    {
        HasVariable = false, IsVerbatim = true,
    };
    public static readonly Setting Extranonce1 = new("--extranonce1", [], "HEX",
        "the pool's extranonce1; this option and the following win over the input")
    {
        HasVariable = false,
    };
    public static readonly Setting Extranonce2Size = new("--extranonce2-size", [], "N",
        "the length of extranonce2 in bytes")
    {
        HasVariable = false,
    };
    public static readonly Setting Difficulty = new("--difficulty", [], "D", "the difficulty of the job")
    {
        HasVariable = false,
    };
    public static readonly Setting VersionMask = new("--version-mask", [], "HEX",
        "the version bits that may be rolled (default: as in the input, or 1fffe000)")
    {
        HasVariable = false,
    };
    public static readonly Setting Coin = new("--coin", [], "NAME",
        "the chain that the addresses belong to: bitcoin, litecoin, dogecoin, bitcoin-test, litecoin-test (default: "
        + "by the algorithm)")
    {
        HasVariable = false,
    };
    public static readonly Setting HtmlFile = new("--html", [], "FILE",
        "write a page for a browser, or to be printed")
    {
        HasVariable = false, IsVerbatim = true,
    };
    public static readonly Setting Json = new("--json", [], null, "print one line of JSON");

    /// <summary>The command `explain`.</summary>
    public static readonly CommandSyntax Command =
        new("explain", "a job byte by byte, and what is wrong with a share or a verdict")
        {
            Usage =
            [
                "nightminer explain [-f FILE | --live URL -u NAME] [options]",
                "nightminer explain -f FILE --share SHARE [--verdict VERDICT]",
            ],
            Groups =
            [
                new("Job", InputFile, Live, Syntax.User, Syntax.Pass, Syntax.UserPass, Timeout, JobId, Syntax.Algo),
                new("Share", Share, Verdict),
                new("What else is known", Extranonce1, Extranonce2Size, Difficulty, VersionMask, Coin),
                new("Output", HtmlFile, Json, Syntax.NoColor, Syntax.Help),
            ],
            Examples =
            [
                ("nightminer explain", "a built-in job with a share"),
                ("nightminer explain -f session.log --html job.html", "a share of a log that -P wrote, as a page"),
                ("nightminer explain --live localhost:3333 -u alice", "what this pool sends"),
            ],
        };
}
