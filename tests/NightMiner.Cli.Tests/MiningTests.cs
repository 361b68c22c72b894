using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using NightMiner.Pool;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.TestSupport;

namespace NightMiner.Cli.Tests;

/// <summary>The program against real pools: what it prints and how it exits.</summary>
public sealed class MiningTests
{
    [Fact]
    public async Task A_demo_mines_the_shares_that_were_asked_for()
    {
        (ExitCode code, string text, string error) = await CliRun.ToEndAsync(
            "--demo", "-a", "sha256d", "-t", "1", "--isa", "reference", "--shares", "2");
        Assert.Equal(ExitCode.Done, code);
        Assert.Empty(error);
        Assert.Contains("stopped after the shares that were asked for", text, StringComparison.Ordinal);
        Assert.Contains("2 accepted, 0 rejected", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_all_there_is_on_standard_output_and_the_summary_adds_up()
    {
        (ExitCode code, string text, string error) = await CliRun.ToEndAsync(
            "--demo", "-a", "sha256d", "-t", "1", "--isa", "reference", "--shares", "2",
            "--json", "-P", "-p", "hunter2");
        Assert.Equal(ExitCode.Done, code);
        Assert.Empty(error);
        JsonElement[] events = [.. text.TrimEnd().Split('\n').Select(Lines.Json)];
        string[] names = [.. events.Select(e => e.GetProperty("event").GetString()!)];
        Assert.Equal("selfTested", names[0]);
        foreach (string name in (string[])["started", "connecting", "subscribed", "loggedIn", "jobReceived", "lineSent",
            "lineReceived", "shareFound", "shareAccepted"]) Assert.Contains(name, names);
        JsonElement summary = events[^1];
        long Count(string name) => summary.GetProperty(name).GetInt64();
        Assert.Equal("summary", names[^1]);
        Assert.Equal(2, Count("accepted"));
        Assert.Equal(Count("found"), Count("accepted") + Count("rejected") + Count("stale") + Count("unsent"));
        Assert.True(Count("hashes") > 0 && summary.GetProperty("hashesPerSecond").GetDouble() > 0);
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_json_is_the_summary_alone()
    {
        (_, string text, _) = await CliRun.ToEndAsync(
            "--demo", "-a", "sha256d", "-t", "1", "--isa", "reference", "--shares", "1", "--json", "-q");
        Assert.Equal("summary", Lines.Json(Assert.Single(text.TrimEnd().Split('\n'))).GetProperty("event").GetString());
    }

    [Fact]
    public async Task Quiet_says_nothing_when_all_is_well()
    {
        (ExitCode code, string text, string error) = await CliRun.ToEndAsync(
            "--demo", "-a", "sha256d", "-t", "1", "--isa", "reference", "--shares", "1", "-q", "-P", "-d");
        Assert.Equal((ExitCode.Done, "", ""), (code, text, error));
    }

    [Fact]
    public async Task A_refused_login_exits_2_and_says_why()
    {
        await using StratumPool pool = StartPool(new PoolOptions { Password = "right" });
        (ExitCode code, string text, string error) = await CliRun.ToEndAsync(
            "-o", pool.Url, "-u", "alice", "-p", "hunter2", "-a", "sha256d", "-t", "1", "-P", "-d");
        Assert.Equal(ExitCode.LoginRefused, code);
        Assert.Contains("the pool refused the login of 'alice'", error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", text + error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task No_pool_within_the_retries_exits_3(int retries)
    {
        (ExitCode code, string text, string error) = await CliRun.ToEndAsync(
            "-o", $"127.0.0.1:{FreePort()}", "-r", $"{retries}", "-R", "0.01", "-a", "sha256d");
        Assert.Equal(ExitCode.NoPool, code);
        Assert.Equal(retries + 1, text.Split("connection refused").Length - 1);
        Assert.Contains("no pool can be reached, gave up", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_names_the_reason_why_there_is_no_pool()
    {
        (_, string text, string error) = await CliRun.ToEndAsync("-o", $"127.0.0.1:{FreePort()}", "-r", "0", "-q");
        Assert.Empty(text);
        Assert.Contains("connection refused", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_limit_ends_it_well()
    {
        (ExitCode code, string text, _) =
            await CliRun.ToEndAsync("--demo", "-a", "sha256d", "-t", "1", "--time-limit", "0.2");
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("stopped at the time limit", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_it_is_graceful_and_the_log_file_has_the_same_lines_with_dates()
    {
        string file = Path.Combine(Path.GetTempPath(), $"nightminer-test-{Guid.NewGuid():N}.log");
        using CancellationTokenSource stop = new();
        CliRun run = CliRun.Start(["--demo", "-a", "sha256d", "-t1", "-l", file, "-p", "hunter2"], stop: stop.Token);
        await run.SeeAsync("accepted  share 1");
        await stop.CancelAsync();
        Assert.Equal(ExitCode.Done, await run.Finished);
        Assert.Contains("stopped by the user", run.Out, StringComparison.Ordinal);
        string[] log = await File.ReadAllLinesAsync(file);
        File.Delete(file);
        Assert.Equal(run.Out.TrimEnd().Split('\n').Length, log.Length);
        Assert.All(log, line => Assert.Matches(@"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  | {31})", line));
        Assert.DoesNotContain("hunter2", string.Join('\n', log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_gets_a_status_line_that_is_cleared_before_each_line()
    {
        using CancellationTokenSource stop = new();
        CliRun run = CliRun.Start(["--demo", "-a", "sha256d", "-t", "1", "--no-color"], width: 60, stop: stop.Token);
        await run.SeeAsync(" accepted | 0 rejected");
        await stop.CancelAsync();
        await run.Finished;
        Assert.EndsWith("\n", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\e[3", run.Out, StringComparison.Ordinal); // no colour
        foreach (string part in run.Out.Split("\r\e[K")) // behind it stands text or a whole status line
            Assert.True(part.Contains('\n', StringComparison.Ordinal) || part.Length < 60, part);
    }

    [Fact]
    public async Task Debug_alone_tests_every_implementation()
    {
        (ExitCode code, string text, _) = await CliRun.ToEndAsync("-d", "-a", "sha256d");
        Assert.Equal(ExitCode.Done, code);
        foreach (PowImplementation implementation in Algorithms.Get("sha256d").Implementations)
            Assert.Contains($"sha256d {implementation.Name} passed in ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_kernel_exits_4()
    {
        Algorithms.Register(new BrokenAlgorithm());
        (ExitCode code, _, string error) = await CliRun.ToEndAsync("-d", "-a", "broken");
        Assert.Equal(ExitCode.SelfTestFailed, code);
        Assert.Contains("computes wrong hashes on this machine", error, StringComparison.Ordinal);
        (code, _, error) = await CliRun.ToEndAsync("-o", "127.0.0.1:1", "-a", "broken");
        Assert.Equal(ExitCode.SelfTestFailed, code);
        Assert.Contains("computes wrong hashes on this machine", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pool_prints_what_to_type_and_judges_a_miner_that_types_it()
    {
        using CancellationTokenSource stop = new();
        CliRun pool = CliRun.Start(
            ["pool", "--listen", "127.0.0.1:0", "-a", "sha256d", "--password", "hunter2", "-P"], stop: stop.Token);
        await pool.SeeAsync("mine at it:");
        string[] words = pool.Out.Split("mine at it:  nightminer ")[1].Split('\n')[0].Split(' ');
        words[^1] = "hunter2"; // in place of PASSWORD
        (ExitCode code, _, string error) = await CliRun.ToEndAsync([.. words, "-t", "1", "--shares", "1"]);
        Assert.Equal((ExitCode.Done, ""), (code, error));
        await pool.SeeAsync("accepted  #1 worker");
        await stop.CancelAsync();
        Assert.Equal(ExitCode.Done, await pool.Finished);
        Assert.Contains("1 connection, 0 logins refused", pool.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", pool.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_explained()
    {
        await using StratumPool other = StartPool(new PoolOptions());
        (ExitCode code, _, string error) = await CliRun.ToEndAsync("pool", "--listen", $"{other.EndPoint}");
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Contains("another program listens at", error, StringComparison.Ordinal);
        Assert.Contains("--listen", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pool_stops_at_its_time_limit_and_sums_up_in_json()
    {
        (ExitCode code, string text, _) =
            await CliRun.ToEndAsync("pool", "--listen", "0", "--time-limit", "0.1", "--json");
        Assert.Equal(ExitCode.Done, code);
        string[] names =
            [.. text.TrimEnd().Split('\n').Select(line => Lines.Json(line).GetProperty("event").GetString()!)];
        Assert.Equal(("listening", "summary"), (names[0], names[^1]));
    }

    private static StratumPool StartPool(PoolOptions options) => StratumPool.Start(options with
    {
        Algorithm = Algorithms.Get("sha256d"),
        Difficulty = Difficulty.Parse("0.00001"),
    });

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class BrokenAlgorithm : PowAlgorithm
    {
        public override string Name => "broken";

        public override IReadOnlyList<KnownHeader> KnownHeaders { get; } =
            [new(new string('0', 160), new string('1', 64))];

        public override void Hash(ReadOnlySpan<byte> header, Span<byte> digest) => digest.Clear();
    }
}
