using NightMiner.Cli.CommandLine;

namespace NightMiner.Cli.Bench;

/// <summary>The command line of `bench`.</summary>
internal static class BenchSyntax
{
    public static readonly Setting Algo = new("--algo", ["-a"], "NAME",
        "measure only this algorithm (default: all)");
    public static readonly Setting Isa = new("--isa", [], "NAME",
        "measure only this instruction set (default: every implementation that runs on this machine)");
    public static readonly Setting Threads = new("--threads", ["-t"], "N",
        "measure only with N threads (default: with one, and with one for each CPU)");
    public static readonly Setting Seconds = new("--seconds", [], "SECONDS",
        "the measuring time for each figure, divided into 5 runs (default: 3)");
    public static readonly Setting VersionRolling = new("--version-rolling", [], null,
        "measure with 64 block versions for each nonce, as at a pool that grants version rolling");
    public static readonly Setting Latency = new("--latency", [], null,
        "measure how fast the miner takes up a new job and sends a share, at rest and with all threads hashing");
    public static readonly Setting Json = new("--json", [], null,
        "print a JSON array, one figure a line, and nothing else on standard output");

    /// <summary>The command `bench`.</summary>
    public static readonly CommandSyntax Command = new("bench", "how fast this machine mines, compared with OpenSSL")
    {
        Usage = ["nightminer bench [options]"],
        Groups =
        [
            new("Bench", Algo, Isa, Threads, Seconds, VersionRolling, Latency),
            new("Output", Json, Syntax.NoColor, Syntax.Help),
        ],
        Examples =
        [
            ("nightminer bench", "measure everything, in about two minutes"),
            ("nightminer bench -a sha256d --isa avx512 --version-rolling", "measure one kernel"),
        ],
        Notes =
        [
            ("Figures", [
                "Each is the median of 5 runs after a warm-up. Between the runs OpenSSL is measured on the same "
                + "threads. Compare the ratios to OpenSSL, because the rates drift with the machine. Run nothing else "
                + "on the machine meanwhile.",
                "DOTNET_EnableAVX512=0 and DOTNET_EnableAVX2=0 switch instruction sets off.",
            ]),
        ],
    };
}
