using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using NightMiner.Cli.CommandLine;
using NightMiner.Cli.Explain;
using NightMiner.Pool;
using NightMiner.ProofOfWork;
using NightMiner.TestSupport;
using NightMiner.Workbench.Explain;

namespace NightMiner.Cli.Tests;

public sealed class ExplainTests
{
    private const string Answers = """{"id":4,"result":null,"error":[23,"low difficulty share of 60.69",null]}""";

    [Fact]
    public async Task The_built_in_example_reads_as_approved()
    {
        (ExitCode code, string text, string error) = await CliRun.ToEndAsync("explain");
        Assert.Equal((ExitCode.Done, ""), (code, error));
        Approved.Verify("Explain", text);
    }

    [Fact]
    public async Task On_a_terminal_it_has_colours_unless_they_are_off()
    {
        CliRun coloured = CliRun.Start(["explain"], width: 100);
        CliRun plain = CliRun.Start(["explain", "--no-color"], width: 100);
        CliRun noColor = CliRun.Start(["explain"], [("NO_COLOR", "1")], width: 100);
        await Task.WhenAll(coloured.Finished, plain.Finished, noColor.Finished);
        Assert.Contains("\e[32m", coloured.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\e[", plain.Out + noColor.Out, StringComparison.Ordinal);
        Assert.Equal(plain.Out, noColor.Out);
    }

    [Fact]
    public async Task Json_has_the_golden_bytes()
    {
        (_, string text, _) = await CliRun.ToEndAsync("explain", "--json");
        JsonElement job = Lines.Json(text);
        Assert.Equal(GoldenData.BuiltIn.Header, job.GetProperty("header").GetString());
        Assert.Equal(GoldenData.BuiltIn.MerkleRoot, job.GetProperty("merkleRoot").GetString());
        Assert.Equal(GoldenData.BuiltIn.Hash, job.GetProperty("share").GetProperty("hashNumber").GetString());
        Assert.True(job.GetProperty("share").GetProperty("meetsShareTarget").GetBoolean());
        Assert.Equal("nobody", job.GetProperty("autopsy").GetProperty("blame").GetString());
        Assert.Single(text.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task The_page_needs_nothing_from_elsewhere_and_escapes_what_came_from_the_wire()
    {
        using TempFile page = new();
        string[] evil = [.. ExampleJob.Lines.Select(line =>
            line.Replace("1db7", "<img src=x>", StringComparison.Ordinal))];
        CliRun run = CliRun.Start(["explain", "-f", "-", "--html", page.Path], input: string.Join('\n', evil));
        Assert.Equal(ExitCode.Done, await run.Finished);
        string html = File.ReadAllText(page.Path);
        Assert.Contains("&lt;img src=x&gt;", html, StringComparison.Ordinal);
        Assert.All((string[])["<img", "<script", "http:", "https:", "url(", "@import", "<link"],
            foreign => Assert.DoesNotContain(foreign, html, StringComparison.OrdinalIgnoreCase));
        Assert.Contains("60.7", html, StringComparison.Ordinal);
        Assert.EndsWith("</html>\n", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_share_of_a_log_is_examined()
    {
        using TempFile log = new([
            .. ExampleJob.Lines, Lines.SetDifficulty("64"), ExampleJob.Lines[3], Answers,
        ]);
        (ExitCode code, string text, _) = await CliRun.ToEndAsync("explain", "-f", log.Path);
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("(the mistake 'difficulty-after')", text, StringComparison.Ordinal);
        Assert.Contains("compares with the difficulty that was set after this job", text.ReplaceLineEndings(" ")
            .Replace("  ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recording_is_read_as_it_is()
    {
        (ExitCode code, string text, string error) = await CliRun.ToEndAsync("explain", "--json", "-a", "sha256d",
            "-f", Repo.TestPath("Recordings", "lost-connection.txt"));
        Assert.Equal((ExitCode.Done, ""), (code, error));
        JsonElement job = Lines.Json(text);
        Assert.Empty(job.GetProperty("notes").EnumerateArray());
        Assert.True(job.GetProperty("share").GetProperty("meetsShareTarget").GetBoolean());
        Assert.Equal("nobody", job.GetProperty("autopsy").GetProperty("blame").GetString());
    }

    [Fact]
    public async Task A_pasted_share_and_verdict_win_over_the_input()
    {
        (_, string text, _) = await CliRun.ToEndAsync("explain", "--json", "--share",
            "w,1db7,00000000,52c7b81a,482601bf", "--verdict", "accepted", "--difficulty", "1e9");
        JsonElement job = Lines.Json(text);
        Assert.Equal("36073ece20f97b9600791160bbdd096e7a057ceeff37615d8698619b54676f00",
            job.GetProperty("share").GetProperty("hashNumber").GetString());
        Assert.Equal("pool", job.GetProperty("autopsy").GetProperty("blame").GetString());
        Assert.Equal("1000000000", job.GetProperty("difficulty").GetString());
    }

    [Theory]
    [InlineData("no such file", "explain", "-f", "/nowhere/at/all")]
    [InlineData("job 'zz' is not in the input, which has 1db7", "explain", "--job", "zz")]
    [InlineData("a share has 5 fields", "explain", "--share", "a,b")]
    [InlineData("expected accepted, rejected", "explain", "--verdict", "maybe")]
    [InlineData("expected hex", "explain", "--extranonce1", "abc")]
    [InlineData("'x' is not a known network", "explain", "--coin", "x")]
    [InlineData("hex digits", "explain", "--version-mask", "zz")]
    [InlineData("either -f/--file or --live", "explain", "-f", "x", "--live", "localhost")]
    [InlineData("can't be written", "explain", "--html", "/nowhere/at/all/x.html")]
    public async Task Bad_input_is_told_what_is_wrong(string complaint, params string[] words)
    {
        (ExitCode code, string text, string error) = await CliRun.ToEndAsync(words);
        Assert.Equal((ExitCode.WrongUsage, ""), (code, text));
        Assert.Contains(complaint == "no such file" ? "can't be read" : complaint, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no mining.notify")]
    [InlineData("{broken", "line 1 is not JSON")]
    [InlineData("notify", "--extranonce1 HEX")]
    public async Task Input_that_does_not_say_enough_is_told_what_is_missing(string input, string complaint)
    {
        if (input == "notify") input = GoldenData.BuiltIn.NotifyLine();
        CliRun run = CliRun.Start(["explain", "-f", "-"], input: input);
        Assert.Equal(ExitCode.WrongUsage, await run.Finished);
        Assert.Contains(complaint, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100, "has more than 64 MiB: cut the part out")]
    [InlineData(int.MaxValue, "has a line of more than 8 MiB: that is no conversation")]
    public async Task Input_without_an_end_is_given_up(int lineLength, string complaint)
    {
        UsageException e = await Assert.ThrowsAsync<UsageException>(() => InputLines.ReadAsync(
            new EndlessReader(lineLength), "/dev/something", CancellationToken.None));
        Assert.Contains($"/dev/something {complaint}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_are_cut_where_they_end_wherever_the_reads_do()
    {
        string[] lines = ["", new string('x', 70_000), "a\r", "", "no end"];
        Assert.Equal(lines, await InputLines.ReadAsync(
            new StringReader(string.Join('\n', lines)), "text", CancellationToken.None));
    }

    [Fact]
    public async Task A_notify_alone_with_its_facts_as_options_is_enough()
    {
        CliRun run = CliRun.Start(
            ["explain", "-f", "-", "--extranonce1", "f800880e", "--extranonce2-size", "4", "--coin", "litecoin"],
            input: GoldenData.BuiltIn.NotifyLine());
        Assert.Equal(ExitCode.Done, await run.Finished);
        Assert.Contains("6268882fd3ac6f7243f100fd70eabbcc61466bea888b19884d7951146089f83a", run.Out,
            StringComparison.Ordinal);
        Assert.Contains("the input sets no difficulty", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("dogecoin", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pool_is_asked_for_a_job()
    {
        await using StratumPool pool = StratumPool.Start(new PoolOptions { Algorithm = new Sha256d() });
        (ExitCode code, string text, string error) =
            await CliRun.ToEndAsync("explain", "--live", pool.Url, "-u", "w", "-a", "sha256d", "--json");
        Assert.Equal((ExitCode.Done, ""), (code, error));
        JsonElement job = Lines.Json(text);
        Assert.Equal("sha256d", job.GetProperty("algorithm").GetString());
        Assert.Contains("/NightMiner/", text, StringComparison.Ordinal);
        Assert.Equal(160, job.GetProperty("header").GetString()!.Length);
        Assert.Empty(job.GetProperty("findings").EnumerateArray());
    }

    [Fact]
    public async Task A_pool_that_refuses_or_is_not_there_ends_in_the_exit_codes_of_mining()
    {
        await using StratumPool pool = StratumPool.Start(new PoolOptions { Password = "right" });
        (ExitCode refused, _, string why) =
            await CliRun.ToEndAsync("explain", "--live", pool.Url, "-u", "w", "-p", "wrong");
        Assert.Equal(ExitCode.LoginRefused, refused);
        Assert.Contains("check -u and -p", why, StringComparison.Ordinal);
        using TcpListener closed = new(IPAddress.Loopback, 0);
        closed.Start();
        string nobody = closed.LocalEndpoint.ToString()!;
        closed.Stop();
        (ExitCode absent, _, string error) = await CliRun.ToEndAsync("explain", "--live", nobody);
        Assert.Equal(ExitCode.NoPool, absent);
        Assert.Contains("nobody listens", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "the pool closed the connection and gave no job: it did not answer mining.subscribe")]
    [InlineData(1, "the pool closed the connection and gave no job: it did not answer mining.authorize")]
    [InlineData(2, "the pool closed the connection and gave no job: the login went well, but no mining.notify came")]
    [InlineData(3, "the pool said 200 lines and gave no job: the login went well, but no mining.notify came")]
    public async Task A_pool_that_gives_no_job_is_told_how_far_it_got(int steps, string problem)
    {
        using ScriptedPool pool = new();
        CliRun run = CliRun.Start(["explain", "--live", $"{pool.Url}", "-u", "w"]);
        using (ScriptedPeer peer = await pool.AcceptAsync())
        {
            Request subscribe = await peer.ExpectAsync("mining.subscribe");
            if (steps >= 1)
            {
                await peer.SayAsync(Lines.Subscribed(subscribe.Id));
                Request authorize = await peer.ExpectAsync("mining.authorize");
                if (steps >= 2) await peer.SayAsync(Lines.Yes(authorize.Id));
                if (steps >= 3) await peer.SayAsync(Enumerable.Repeat(Lines.SetDifficulty("1"), 198));
            }
            if (steps >= 3) Assert.Null(await peer.HearAsync()); // it leaves by itself
        }
        Assert.Equal(ExitCode.NoPool, await run.Finished);
        Assert.Equal($"nightminer: {problem}", run.Error.TrimEnd());
    }

    [Fact]
    public async Task While_mining_with_d_a_refused_share_is_examined_at_once()
    {
        using CancellationTokenSource stop = new();
        using ScriptedPool pool = new();
        CliRun run = CliRun.Start(["-o", pool.Url.ToString(), "-u", "w", "-a", "sha256d", "-t", "1", "--isa",
            "reference", "-d", "--no-color", "--no-version-rolling", "--no-extranonce"], stop: stop.Token);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.LogInAsync("0.000001");
        await peer.SayAsync(GoldenData.Jobs.Single(job => job.JobId == "b100000").NotifyLine());
        await peer.HearSubmitsAsync(submits => submits.Count == 1, submit =>
            $$"""{"id":{{submit.Id}},"result":null,"error":[23,"low difficulty share",null]}""");
        await run.SeeAsync("autopsy");
        await run.SeeAsync("target-too-low");
        await stop.CancelAsync();
        Assert.Equal(ExitCode.Done, await run.Finished);
    }

    private sealed class EndlessReader(int lineLength) : TextReader
    {
        private int _at;

        public override ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
        {
            for (int i = 0; i < buffer.Length; i++) buffer.Span[i] = ++_at % lineLength == 0 ? '\n' : 'x';
            return ValueTask.FromResult(buffer.Length);
        }
    }

    private sealed class TempFile : IDisposable
    {
        public TempFile(params IEnumerable<string> lines) => File.WriteAllLines(Path, lines);

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
