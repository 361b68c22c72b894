using System.Diagnostics;
using NightMiner.TestSupport;

namespace NightMiner.Cli.Tests;

/// <summary>How the real program ends when its output can't be written: never by an abort.</summary>
public sealed class EndingTests
{
    private static string Program => typeof(NightMiner.Cli.Program).Assembly.Location;

    private static string[] Commands =>
    [
        "--help", "--version", "check --list", "check --list --json", "pool --profile list", "pool --quirk list",
        "pool --defect list", "algos", "explain",
        $"replay --compare {Repo.TestPath("Recordings", "odd-pool.txt")} {Repo.TestPath("Recordings", "odd-pool.txt")}",
    ];

    [Theory]
    [InlineData("| true", 0, "")]
    [InlineData("| head -n 1 > /dev/null", 0, "")]
    [InlineData("> /dev/full", 1, "nightminer: standard output can't be written: ")]
    [InlineData(">&-", 0, "")]
    [InlineData(">&- 2>&-", 0, "")]
    [InlineData("> /dev/full 2>&1", 1, "")]
    public async Task Every_command_ends_in_order(string ending, int code, string message)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a shell and /dev/full are needed");
        // Without both streams the runtime takes a second to end, whatever the program does.
        string[] commands = ending == ">&- 2>&-" ? Commands[..3] : Commands;
        string script = string.Join('\n', commands.Select(command =>
            $"dotnet '{Program}' {command} {ending}; echo ${{PIPESTATUS[0]}}"));
        (string output, string error) = await RunAsync(script);
        Assert.All(output.TrimEnd().Split('\n'), line => Assert.Equal($"{code}", line));
        string[] lines = error.TrimEnd('\n').Split('\n');
        Assert.All(lines, line => Assert.StartsWith(message, line, StringComparison.Ordinal));
        Assert.Equal(message.Length > 0 ? Commands.Length : 1, lines.Length);
        if (message.Length == 0) Assert.Empty(error);
    }

    [Theory]
    [InlineData("--nonsense", 1, ">&-")]
    [InlineData("--nonsense", 1, "2>&-")]
    [InlineData("--nonsense", 1, "2> /dev/full")]
    [InlineData("--demo -a sha256d -t 1 --shares 1", 0, ">&- 2>&-")]
    [InlineData("--demo -a sha256d -t 1 --shares 1", 0, "> /dev/full 2>&1")]
    [InlineData("--demo -a sha256d -t 1 --json", 0, "| grep -q shareAccepted")]
    public async Task Mistakes_and_mining_end_in_order(string command, int code, string ending)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a shell and /dev/full are needed");
        (string output, _) = await RunAsync($"dotnet '{Program}' {command} {ending}; echo ${{PIPESTATUS[0]}}");
        Assert.Equal($"{code}\n", output);
    }

    [Fact]
    public async Task A_recording_that_finds_no_room_is_not_called_one_that_exists()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "limits the size of files as bash does");
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        // The runtime keeps compiled code in a file of its own, which the limit must not touch.
        (string output, string error) = await RunAsync("export DOTNET_EnableWriteXorExecute=0; trap '' XFSZ; "
            + $"ulimit -f 0; dotnet '{Program}' --demo --record {file}; echo $?");
        Assert.EndsWith("\n1\n", output, StringComparison.Ordinal);
        Assert.StartsWith("nightminer: the recording can't be written: ", error, StringComparison.Ordinal);
        Assert.False(File.Exists(file));
    }

    private static async Task<(string Output, string Error)> RunAsync(string script)
    {
        ProcessStartInfo start = new("bash", ["-c", script])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using Process bash = Process.Start(start)!;
        Task<string> error = bash.StandardError.ReadToEndAsync();
        string output = await bash.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return (output, await error);
    }
}
