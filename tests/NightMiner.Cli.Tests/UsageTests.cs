using NightMiner.TestSupport;

namespace NightMiner.Cli.Tests;

/// <summary>What the user typed wrong is said in a sentence, with exit code 1 and nothing on standard output.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("unknown option --treads: did you mean --threads?", "--treads", "4")]
    [InlineData("unknown option --thread: did you mean --threads?", "--thread", "4")]
    [InlineData("unknown option --frobnicate", "--frobnicate")]
    [InlineData("'pol' is not a command: did you mean 'nightminer pool'?", "pol")]
    [InlineData("'mine-for-me' is neither an option nor a command", "mine-for-me")]
    [InlineData("-o/--url needs a value: --url URL", "-o")]
    [InlineData("--scrypt-library is for -a scrypt only", "-a", "sha256d", "--scrypt-library", "reference")]
    [InlineData("either -o/--url or --demo", "-o", "a", "--demo")]
    [InlineData("-o/--url: 'ftp://' is not a pool's scheme", "-o", "ftp://pool")]
    [InlineData("-o/--url: 'x' is not a port", "-o", "pool:x")]
    [InlineData("-O/--userpass: expected USER:PASS", "-o", "a", "-O", "alice")]
    [InlineData("-a/--algo: 'x11' is not an algorithm: use one of ", "-a", "x11")]
    [InlineData("-t/--threads 'many': expected a whole number from 1 to 1024", "-t", "many")]
    [InlineData("-t/--threads '0': expected a whole number", "-t", "0")]
    [InlineData("--shares '-1': expected a whole number", "--shares", "-1")]
    [InlineData("--time-limit 'soon': expected seconds", "--time-limit", "soon")]
    [InlineData("-R/--retry-pause '-1': expected seconds", "-R", "-1")]
    [InlineData("-T/--timeout '0': expected seconds", "-T", "0")]
    [InlineData("--diff-factor '0': expected a positive number", "--diff-factor", "0")]
    [InlineData("--diff-factor '-1': expected a positive number", "--diff-factor=-1")]
    [InlineData("--suggest-difficulty 'easy': expected a positive number", "--suggest-difficulty", "easy")]
    [InlineData("-r/--retries '-2': expected a whole number", "-r", "-2")]
    [InlineData("--isa: 'mmx' is no instruction set known here", "--isa", "mmx")]
    [InlineData("--cpu-affinity: '1-' is no list of CPUs", "--cpu-affinity", "1-")]
    [InlineData("CPU", "--cpu-affinity", "4095", "--demo")]
    [InlineData("--cpu-priority: 'nice': expected idle, low, normal or high", "--cpu-priority", "nice")]
    [InlineData("--throttle '0': expected a whole number from 1 to 100", "--throttle", "0")]
    [InlineData("--scrypt-library: 'fast' is no scrypt library", "--scrypt-library", "fast")]
    [InlineData("--lanes '7': expected ", "--lanes", "7")]
    [InlineData("--lanes: this implementation of scrypt", "--scrypt-library", "reference", "--lanes", "24")]
    [InlineData("-B/--background needs something to mine at", "-B")]
    [InlineData("-B/--background has no standard output for --json", "-B", "--json", "--demo")]
    [InlineData("the log file can't be written", "-o", "a", "-l", "/nonexistent/folder/file")]
    [InlineData("-t/--threads does not belong to 'nightminer pool'", "-t", "2", "pool")]
    [InlineData("--listen: 'nowhere:1' is not an address to listen at", "pool", "--listen", "nowhere:1")]
    [InlineData("--difficulty: '0' is not a difficulty", "pool", "--difficulty", "0")]
    [InlineData("8.8.8.8 is not an address of this machine", "pool", "--listen", "8.8.8.8:3333")]
    [InlineData("one pool at a time", "check", "-o", "localhost:1", "-o", "localhost:2")]
    [InlineData("one pool at a time", "check", "localhost:1", "-o", "localhost:2")]
    [InlineData("URL: http://h is a node, which does not speak Stratum", "check", "http://h")]
    [InlineData("-o/--url: https://h:1 is a node, which does not speak Stratum", "check", "-o", "https://h:1")]
    [InlineData("the pool: http://localhost:1 is a node", "swarm", "http://localhost:1")]
    [InlineData("--pool: http://h:1 is a node", "record", "f", "--pool", "http://h:1")]
    [InlineData("--to: http://h:1 is a node", "replay", "f", "--to", "http://h:1")]
    [InlineData("--live: http://h:1 is a node", "explain", "--live", "http://h:1")]
    public async Task Wrong_usage_is_explained(string expected, params string[] words)
    {
        (ExitCode code, string text, string error) = await CliRun.ToEndAsync(words);
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Empty(text);
        Assert.StartsWith("nightminer: ", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_too_long_for_any_pool_is_refused_before_the_mining()
    {
        (ExitCode code, _, string error) = await CliRun.ToEndAsync("-o", "a", "-u", new string('n', 2000));
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Contains("mining.authorize would be", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NIGHTMINER_THREADS", "many", "NIGHTMINER_THREADS 'many': expected a whole number")]
    [InlineData("NIGHTMINER_URL", "ftp://pool", "NIGHTMINER_URL: 'ftp://' is not a pool's scheme")]
    [InlineData("NIGHTMINER_JSON", "maybe", "NIGHTMINER_JSON 'maybe': expected 1, true or yes")]
    [InlineData("NIGHTMINER_RETRY_PAUSE", "x", "NIGHTMINER_RETRY_PAUSE 'x': expected seconds")]
    [InlineData("NIGHTMINER_ISA", "mmx", "NIGHTMINER_ISA: 'mmx' is no instruction set")]
    [InlineData("SCRYPT_LIBRARY", "fast", "SCRYPT_LIBRARY: 'fast' is no scrypt library")]
    public async Task A_wrong_variable_is_named(string name, string value, string expected)
    {
        CliRun run = CliRun.Start([], variables: [(name, value)]);
        Assert.Equal(ExitCode.WrongUsage, await run.Finished);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-o", "ftp://alice:hunter2@pool:3333")]
    [InlineData("-o", "alice:hunter2@pool:port")]
    [InlineData("-o", "pool", "-O", "hunter2")]
    [InlineData("-o", "pool", "--pasword=hunter2")]
    [InlineData("-o", "pool", "-p", "hunter2", "-t", "x")]
    public async Task A_complaint_never_shows_a_password(params string[] words)
    {
        (ExitCode code, _, string error) = await CliRun.ToEndAsync(words);
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.DoesNotContain("hunter2", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_pool_three_lines_say_what_to_type()
    {
        (ExitCode code, string text, string error) = await CliRun.ToEndAsync();
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Empty(text);
        Assert.Equal(3, error.TrimEnd().Split('\n').Length);
        Approved.Verify("NoPoolGiven", error);
    }
}
