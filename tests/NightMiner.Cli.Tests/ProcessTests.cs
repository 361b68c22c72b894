using System.Diagnostics;

namespace NightMiner.Cli.Tests;

/// <summary>What only a real process shows: signals, and life without a terminal.</summary>
public sealed class ProcessTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("nightminer-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Sigterm_ends_it_gracefully_with_a_summary()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no SIGTERM to send");
        using Process miner = Start("--demo", "-a", "sha256d", "-t", "1", "-p", "hunter2", "-P");
        string text = await ReadUntilAsync(miner.StandardOutput, "accepted  share 1");
        Send("-TERM", miner.Id, miner.Id); // twice at once, as `timeout` does: not the second wish that kills
        text += await miner.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await miner.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(0, miner.ExitCode);
        Assert.Contains("stopped by the user", text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_ends_when_nobody_reads_its_output_any_more()
    {
        using Process miner = Start("--demo", "-a", "sha256d", "-t", "1", "--json");
        await miner.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        miner.StandardOutput.Close();
        await miner.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(0, miner.ExitCode);
    }

    [Fact]
    public async Task A_full_disk_behind_standard_output_is_reported_and_mining_goes_on()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        string program = typeof(NightMiner.Cli.Program).Assembly.Location;
        ProcessStartInfo start = new("sh", ["-c", $"exec dotnet '{program}' --demo -a sha256d --shares 1 > /dev/full"])
        {
            RedirectStandardError = true,
        };
        using Process miner = Process.Start(start)!;
        string error = await miner.StandardError.ReadToEndAsync().WaitAsync(Patience);
        await miner.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(0, miner.ExitCode);
        Assert.StartsWith("nightminer: standard output can't be written: ", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task In_the_background_it_survives_its_terminal_and_shows_no_password()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looks into /proc");
        string log = Path.Combine(_folder, "mine.log");
        using Process parent = Start(
            [
                ("NIGHTMINER_USERPASS", "alice:hunter3"), ("ALL_PROXY", "socks5://me:hunter4@127.0.0.1:1"),
                ("NO_PROXY", "127.0.0.1"), ("https_proxy", "http://me:hunter5@127.0.0.1:1"),
                ("Http_Proxy", "http://me:hunter6@127.0.0.1:1"), ("nightminer_odd", "hunter7"),
            ],
            "--demo", "-B", "-a", "sha256d", "-t", "1", "-p", "hunter2", "-l", log, "-P");
        string said = await parent.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await parent.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(0, parent.ExitCode);
        int id = int.Parse(said.Split("process ")[1].Split('\n')[0], null);
        using Process child = Process.GetProcessById(id);
        try
        {
            await WaitForAsync(log, "accepted  share 1");
            string visible = await File.ReadAllTextAsync($"/proc/{id}/cmdline")
                + await File.ReadAllTextAsync($"/proc/{id}/environ");
            Assert.Contains("nightminer", visible, StringComparison.Ordinal);
            Assert.DoesNotContain("hunter", visible + said, StringComparison.Ordinal);
            string session = (await File.ReadAllTextAsync($"/proc/{id}/stat")).Split(' ')[5];
            Assert.Equal($"{id}", session); // one of its own
            Send("-HUP", id);
            Send("-TERM", id);
            await child.WaitForExitAsync().WaitAsync(Patience);
            string text = await File.ReadAllTextAsync(log);
            Assert.Contains("logged in as alice", text, StringComparison.Ordinal);
            Assert.Contains("stopped by the user", text, StringComparison.Ordinal);
            Assert.DoesNotContain("hunter", text, StringComparison.Ordinal);
        }
        finally
        {
            if (!child.HasExited) child.Kill();
        }
    }

    [Fact]
    public async Task In_the_background_it_logs_to_a_named_file_and_quiet_prints_the_process_id_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "ends it with a signal");
        using Process parent = Start("--demo", "-Bq", "-a", "sha256d", "-t", "1");
        string said = await parent.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        Assert.Matches(@"^\d+\n$", said);
        Assert.True(File.Exists(Path.Combine(_folder, "nightminer.log")));
        Send("-TERM", int.Parse(said, null));
    }

    [Theory]
    [InlineData("/dev/stdin < options.json")]
    [InlineData("<(cat options.json)")]
    public async Task In_the_background_the_options_may_come_from_a_pipe(string from)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a shell is needed");
        await File.WriteAllTextAsync(Path.Combine(_folder, "options.json"),
            """{"demo": true, "algo": "sha256d", "threads": 1, "shares": 1, "userpass": "alice:hunter2"}""");
        string program = typeof(NightMiner.Cli.Program).Assembly.Location;
        ProcessStartInfo start = new("bash", ["-c", $"dotnet '{program}' -B -c {from}"])
        {
            WorkingDirectory = _folder, RedirectStandardOutput = true,
        };
        using Process parent = Process.Start(start)!;
        await parent.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await parent.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(0, parent.ExitCode);
        string log = Path.Combine(_folder, "nightminer.log");
        await WaitForAsync(log, "stopped after the shares that were asked for");
        Assert.Contains("logged in as alice", await File.ReadAllTextAsync(log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_said_before_it_goes_to_the_background()
    {
        using Process parent = Start("--demo", "-B", "-l", "/nonexistent/folder/file");
        string error = await parent.StandardError.ReadToEndAsync().WaitAsync(Patience);
        await parent.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(1, parent.ExitCode);
        Assert.Contains("the log file can't be written", error, StringComparison.Ordinal);
    }

    private static void Send(string signal, params int[] processes)
    {
        using Process kill = Process.Start("kill", [signal, .. processes.Select(id => $"{id}")]);
        kill.WaitForExit();
    }

    private static async Task<string> ReadUntilAsync(StreamReader reader, string wanted)
    {
        string text = "";
        while (!text.Contains(wanted, StringComparison.Ordinal))
            text += await reader.ReadLineAsync().WaitAsync(Patience) + "\n";
        return text;
    }

    private static async Task WaitForAsync(string file, string wanted)
    {
        using CancellationTokenSource limit = new(Patience);
        while (!(await File.ReadAllTextAsync(file, limit.Token)).Contains(wanted, StringComparison.Ordinal))
            await Task.Delay(10, limit.Token);
    }

    private Process Start(params string[] words) => Start([], words);

    // The tests' own output has nightminer.dll, but not always its apphost: start it as `dotnet nightminer.dll` does.
    private Process Start((string Name, string Value)[] variables, params string[] words)
    {
        ProcessStartInfo start = new("dotnet", [typeof(NightMiner.Cli.Program).Assembly.Location, .. words])
        {
            WorkingDirectory = _folder, RedirectStandardInput = true, RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in variables) start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
