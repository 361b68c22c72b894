using System.Text.Json;
using System.Xml.Linq;
using NightMiner.Pool;
using NightMiner.TestSupport;
using NightMiner.Workbench.Check;

namespace NightMiner.Cli.Tests;

public sealed class CheckTests
{
    [Fact]
    public async Task A_good_pool_is_told_in_a_line_for_each_case_and_exit_code_0()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);

        (ExitCode code, string text, string error) = await CliRun.ToEndAsync(
            "check", pool.Url, "-u", "me", "-a", "sha256d", "--only", "ids,shares.low*");

        Assert.Equal((ExitCode.Done, ""), (code, error));
        string[] lines = text.Split('\n');
        Assert.Equal("ids", lines[0]);
        Assert.Equal("  pass  ids.number                         7", lines[1]);
        Assert.StartsWith("  pass  shares.low-difficulty ", lines[16], StringComparison.Ordinal);
        Assert.Matches(@"^15 cases in \d+\.\d s: 15 pass$", lines[18]);
    }

    [Fact]
    public async Task What_fails_is_told_with_the_lines_and_exit_code_5()
    {
        await using StratumPool pool = StratumPool.Start(
            TestPool.Quiet with { Defects = [PoolDefect.AcceptsDuplicates] });

        (ExitCode code, string text, _) = await CliRun.ToEndAsync(
            "check", "-o", pool.Url, "-O", "me:geheim", "-a", "sha256d", "--only", "shares.dup*");

        Assert.Equal(ExitCode.PoolFailed, code);
        Assert.Contains("  fail  shares.duplicate                   the second time: accepted\n", text,
            StringComparison.Ordinal);
        Assert.Contains("        asked:  the same share again is refused (22)\n", text, StringComparison.Ordinal);
        Assert.Contains("\n          1> {\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"me\",\"***\"]}\n", text,
            StringComparison.Ordinal);
        Assert.Contains("  n/a   shares.duplicate-in-capitals       needs shares.duplicate, which failed\n", text,
            StringComparison.Ordinal);
        Assert.Contains(": 1 fail, 1 n/a\n", text, StringComparison.Ordinal);
        Assert.Contains(text.Split('\n'), line => line.EndsWith('…')); // the job, cut
    }

    [Fact]
    public async Task Json_and_junit_say_the_same()
    {
        string file = Path.Combine(Path.GetTempPath(), $"nightminer-junit-{Guid.NewGuid():N}.xml");
        await using StratumPool pool = StratumPool.Start(
            TestPool.Quiet with { Defects = [PoolDefect.AcceptsDuplicates, PoolDefect.NotifyWithId] });
        try
        {
            (ExitCode code, string text, _) = await CliRun.ToEndAsync("check", pool.Url, "-a", "sha256d", "--json",
                "--only", "shares.dup*,jobs.notification,jobs.bits", "--junit", file);

            Assert.Equal(ExitCode.PoolFailed, code);
            JsonElement[] lines = [.. text.TrimEnd('\n').Split('\n').Select(line =>
                JsonDocument.Parse(line).RootElement)];
            Assert.Equal(["jobs.notification warn", "jobs.bits pass", "shares.duplicate fail",
                "shares.duplicate-in-capitals n/a"], lines[..^1].Select(line => $"{line.GetProperty("case")} "
                + line.GetProperty("outcome")));
            Assert.Equal((4, 1), (lines[^1].GetProperty("cases").GetInt32(), lines[^1].GetProperty("fail").GetInt32()));

            XElement report = XElement.Load(file);
            Assert.Equal(("4", "1", "1"), (report.Attribute("tests")!.Value, report.Attribute("failures")!.Value,
                report.Attribute("skipped")!.Value));
            XElement failed = Assert.Single(report.Descendants("failure")).Parent!;
            Assert.Equal("shares.duplicate", failed.Attribute("name")!.Value);
            Assert.Contains("mining.submit", failed.Value, StringComparison.Ordinal);
            Assert.Contains(failed.Value.Split('\n'), line => line.Length > 300); // the job, whole
            Assert.Equal(["jobs", "shares"],
                report.Elements("testsuite").Select(suite => suite.Attribute("name")!.Value));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task The_list_shows_every_case()
    {
        (ExitCode code, string text, _) = await CliRun.ToEndAsync("check", "--list");
        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(ConformanceCases.All.Select(one => one.Name),
            text.TrimEnd('\n').Split('\n').Select(line => line.Split(' ')[0]));
    }

    [Theory]
    [InlineData("which pool?", "check")]
    [InlineData("no case is left", "check", "127.0.0.1", "--only", "ids", "--skip", "ids.*")]
    [InlineData("no case is like 'shrs.typo'", "check", "127.0.0.1", "--only", "shares.duplicate,shrs.typo")]
    [InlineData("no case is like 'ids.bgi'", "check", "127.0.0.1", "--skip", "ids.bgi")]
    [InlineData("--work 'x'", "check", "127.0.0.1", "--work", "x")]
    [InlineData("--junit: ", "check", "127.0.0.1", "--junit", "/no/such/directory/report.xml")]
    [InlineData("is not a port", "check", "127.0.0.1:99999")]
    [InlineData("'nosuchdefect' is not the name of a defect: --defect list", "pool", "--defect", "nosuchdefect")]
    public async Task A_wrong_call_is_told_in_one_sentence(string expected, params string[] words)
    {
        (ExitCode code, string text, string error) = await CliRun.ToEndAsync(words);
        Assert.Equal((ExitCode.WrongUsage, ""), (code, text));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_there_is_exit_code_3()
    {
        (ExitCode code, _, string error) = await CliRun.ToEndAsync("check", "127.0.0.1:1", "-u", "me");
        Assert.Equal(ExitCode.NoPool, code);
        Assert.StartsWith("nightminer: nobody listens at stratum+tcp://127.0.0.1:1", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pool_that_is_broken_on_purpose_says_so()
    {
        (ExitCode code, _, string error) = await CliRun.ToEndAsync(
            "pool", "--listen", "127.0.0.1:0", "--time-limit", "0.01", "--defect", "wrong-id,old-time");
        Assert.Equal(ExitCode.Done, code);
        Assert.Equal("nightminer: this pool is broken on purpose: wrong-id, old-time\n",
            error.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task The_defects_are_listed()
    {
        (ExitCode code, string text, _) = await CliRun.ToEndAsync("pool", "--defect", "list");
        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(PoolDefects.All.Select(facts => facts.Name),
            text.TrimEnd('\n').Split('\n').Select(line => line.Split(' ')[0]));
    }
}
