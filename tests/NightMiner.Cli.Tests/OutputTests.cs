using NightMiner.Cli.CommandLine;
using NightMiner.Cli.Output;
using NightMiner.Cli.Rendering;
using NightMiner.Pool;
using NightMiner.TestSupport;

namespace NightMiner.Cli.Tests;

/// <summary>The one writer: what it does when nobody reads, on a full disk and on a terminal.</summary>
public sealed class OutputTests
{
    private const int BrokenPipe = 32;
    private const int NoSpace = 28;

    public static TheoryData<string> Commands =>
    [
        "--help", "--version", "algos", "algos --json", "check --help", "check --list", "check --list --json",
        "explain", "explain --json", "pool --profile list", "pool --quirk list", "pool --defect list",
        $"replay --compare {Recording} {Recording}",
    ];

    private static string Recording => Repo.TestPath("Recordings", "embedded-pool.txt");

    [Theory, MemberData(nameof(Commands))]
    public async Task A_closed_pipe_ends_it_quietly(string line)
    {
        using Broken pipe = new(BrokenPipe);
        CliRun run = CliRun.Start(line.Split(' '), output: pipe);
        Assert.Equal(ExitCode.Done, await run.Finished);
        Assert.Empty(run.Error);
        Assert.Equal(1, pipe.Writes); // and no more
    }

    [Theory, MemberData(nameof(Commands))]
    public async Task A_full_disk_is_told_in_one_line_and_by_the_exit_code(string line)
    {
        using Broken disk = new(NoSpace);
        CliRun run = CliRun.Start(line.Split(' '), output: disk);
        Assert.Equal(ExitCode.WrongUsage, await run.Finished);
        Assert.Equal("nightminer: standard output can't be written: the reason\n", run.Error);
    }

    [Fact]
    public async Task Mining_goes_on_on_a_full_disk_and_keeps_its_exit_code()
    {
        using Broken disk = new(NoSpace);
        CliRun run = CliRun.Start(["--demo", "-a", "sha256d", "-t", "1", "--shares", "1"], output: disk);
        Assert.Equal(ExitCode.Done, await run.Finished);
        Assert.Equal("nightminer: standard output can't be written: the reason\n", run.Error);
    }

    [Theory]
    [InlineData("--demo -a sha256d -t 1")]
    [InlineData("--demo -a sha256d -t 1 --json")]
    [InlineData("pool --listen 0")]
    public async Task What_goes_on_for_ever_ends_when_nobody_reads_any_more(string line)
    {
        using Broken pipe = new(BrokenPipe);
        CliRun run = CliRun.Start(line.Split(' '), output: pipe);
        Assert.Equal(ExitCode.Done, await run.Finished.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task The_log_file_says_that_nobody_read_any_more()
    {
        string file = Path.GetTempFileName();
        try
        {
            using Broken pipe = new(BrokenPipe);
            await CliRun.Start(["--demo", "-a", "sha256d", "-t", "1", "-l", file, "--time-limit", "60"], output: pipe)
                .Finished;
            Assert.Contains("end       stopped because nobody reads the output any more",
                await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("--junit")]
    [InlineData("--html")]
    public async Task A_full_disk_behind_a_report_is_told_in_one_line(string option)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        string[] words = option == "--html"
            ? ["explain"]
            : ["check", pool.Url, "-u", "me", "-a", "sha256d", "--only", "ids.number"];
        (ExitCode code, _, string error) = await CliRun.ToEndAsync([.. words, option, "/dev/full"]);
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.StartsWith($"nightminer: {option}: /dev/full can't be written: ", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(7)]
    [InlineData(120)]
    public void A_resized_terminal_keeps_no_fragment_of_the_status_line(int width)
    {
        using FakeTerminal terminal = new(80);
        using ProgramOutput output = new(new Sink(terminal, () => terminal.Width), Sink.Nowhere, _ => null);
        output.Write("first\n");
        output.ShowStatus(new string('s', 79));
        Assert.Equal("first\n" + new string('s', 79), terminal.Screen);
        terminal.Resize(width);
        output.Write("next\n");
        Assert.Equal("first\nnext\n" + new string('s', Math.Min(79, width - 1)), terminal.Screen);
        terminal.Resize(20);
        output.ShowStatus("short");
        Assert.Equal("first\nnext\nshort", terminal.Screen);
        output.ShowStatus("");
        Assert.Equal("first\nnext", terminal.Screen);
    }

    [Fact]
    public void A_message_on_standard_error_does_not_mix_with_the_status_line()
    {
        using FakeTerminal terminal = new(30);
        Sink sink = new(terminal, () => terminal.Width);
        using ProgramOutput output = new(sink, new Sink(terminal, () => terminal.Width), _ => null);
        output.ShowStatus("12 kH/s");
        output.Complain("a sentence that is longer than the terminal is wide");
        Assert.Equal(
            "nightminer: a sentence that is\nlonger than the terminal is\nwide\n12 kH/s", terminal.Screen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false, "NO_COLOR", "0")]
    [InlineData(false, "NIGHTMINER_NO_COLOR", "1")]
    [InlineData(false, "", "", "--no-color")]
    public async Task Colours_are_decided_in_one_place(
        bool areWanted, string variable = "", string value = "", params string[] words)
    {
        string file = Path.GetTempFileName();
        try
        {
            foreach (string[] command in (string[][])[["explain"], ["--demo", "-a", "sha256d", "--shares", "1"]])
            {
                CliRun run = CliRun.Start([.. command, .. words], [(variable, value)], width: 80);
                Assert.Equal(ExitCode.Done, await run.Finished);
                Assert.Equal(areWanted, run.Out.Contains("\e[3", StringComparison.Ordinal));
            }
            CliRun piped = CliRun.Start(["explain"]);
            await piped.Finished;
            Assert.DoesNotContain('\e', piped.Out);
            await File.WriteAllTextAsync(file, """{"demo": true, "shares": 1, "no-color": true, "algo": "sha256d"}""");
            CliRun fromFile = CliRun.Start(["-c", file], width: 80);
            await fromFile.Finished;
            Assert.DoesNotContain("\e[3", fromFile.Out, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(68)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(200)]
    public void Help_fits_the_terminal(int width)
    {
        foreach (CommandSyntax command in Syntax.Commands.Append(Syntax.Mine))
            Assert.All(HelpText.Render(command, width).Split('\n'),
                line => Assert.True(line.Length <= Math.Min(width, 100), line));
    }

    [Theory]
    [InlineData("100", 100)]
    [InlineData("", 80)]
    [InlineData("wide", 80)]
    public async Task Help_in_a_pipe_is_as_wide_as_COLUMNS_says_or_80(string columns, int width)
    {
        CliRun run = CliRun.Start(["--help"], [("COLUMNS", columns)]);
        await run.Finished;
        Assert.Equal(HelpText.Render(Syntax.Mine, width), run.Out);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Lines_of_the_log_fit_the_terminal(bool hasColour)
    {
        foreach (MinerEvent sample in Samples.All)
        {
            if (Mine.MinerLines.Render(sample, default) is not { } line || line.Level == Level.Wire) continue;
            string shown = LogLine.Render(line, hasColour, width: 80);
            foreach (string row in shown.Split('\n'))
            {
                string plain = System.Text.RegularExpressions.Regex.Replace(row, "\e\\[[0-9;]*m", "");
                bool isOneWord = !plain[20..].Contains(' ', StringComparison.Ordinal); // a hash, for instance
                Assert.True(plain.Length <= 80 || isOneWord, plain);
            }
        }
    }

    [Theory]
    [InlineData("", 20, "")]
    [InlineData("short", 20, "short")]
    [InlineData("exactly twenty chars", 20, "exactly twenty chars")]
    [InlineData("exactly twenty chars more", 20, "exactly twenty chars|more")]
    [InlineData("one  two  three  four  five", 20, "one  two  three|four  five")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b", 20, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa|b")]
    [InlineData("a bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", 20, "a|bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb")]
    [InlineData("  indented text stays so", 20, "  indented text|stays so")]
    public void Text_is_broken_at_blanks(string text, int columns, string expected) =>
        Assert.Equal(expected, string.Join('|', Wrapping.Lines(text, columns)));

    [Fact]
    public void Nothing_else_writes_to_the_console()
    {
        const string Writer = "src/NightMiner.Cli/Output/StandardStream.cs";
        string[] forbidden =
        [
            "Console.Write", "Console.Out", "Console.Error", "Console.OpenStandardOutput", "Console.OpenStandardError",
        ];
        string[] found = [.. Repo.SourceFiles("src").Where(file => file != Writer).SelectMany(file => Repo.Lines(file)
            .Where(line => forbidden.Any(name => line.Contains(name, StringComparison.Ordinal)
                && !line.Contains("Console.OutputEncoding", StringComparison.Ordinal)
                && !line.Contains("///", StringComparison.Ordinal)))
            .Select(line => $"{file}: {line.Trim()}"))];
        Assert.Empty(found);
    }

    private sealed class Broken(int reason) : MemoryStream
    {
        public int Writes { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Writes++;
            throw new IOException("the reason", reason);
        }
    }
}
