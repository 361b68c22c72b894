using System.Text.Json;
using NightMiner.Pool;
using NightMiner.Protocol.Blocks;
using NightMiner.TestSupport;
using NightMiner.Workbench.Recording;

namespace NightMiner.Cli.Tests;

/// <summary>--record, `record` and `replay` as users type them.</summary>
public sealed class RecordReplayTests : IDisposable
{
    private static readonly string[] Miner =
        ["-u", "user.worker", "-p", "hunter2", "-a", "sha256d", "-t", "1", "--isa", "reference", "--shares", "2"];

    private readonly string _file = Recordings.NewFile();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task What_was_recorded_while_mining_is_replayed_to_the_same_miner()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        (ExitCode code, _, string error) = await CliRun.ToEndAsync(["-o", pool.Url, .. Miner, "--record", _file]);
        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.DoesNotContain("hunter2", await File.ReadAllTextAsync(_file), StringComparison.Ordinal);

        CliRun replay = CliRun.Start(["replay", _file, "--listen", "0", "--speed", "max"]);
        await replay.SeeAsync("it gets 1 recorded connection");
        string url = replay.Out.Split("point a miner at ")[1].Split(": it")[0];
        await CliRun.ToEndAsync(["-o", url, .. Miner]);
        Assert.Equal(ExitCode.Done, await replay.Finished);
        Assert.Contains("the miner did the same as in the recording", replay.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_relay_records_and_the_recording_is_replayed_to_the_pool()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet with
        {
            Difficulty = Difficulty.Parse("0.000002"), // one hash of 8,590: another header's nonce will hardly meet it
        });
        using CancellationTokenSource stop = new();
        CliRun record = CliRun.Start(
            ["record", _file, "--pool", pool.Url, "--listen", "0", "--mask-user"], stop: stop.Token);
        await record.SeeAsync("point your miner at ");
        string url = record.Out.Split("point your miner at ")[1].Split(": all")[0];
        await CliRun.ToEndAsync(["-o", url, .. Miner]);
        await record.SeeAsync("the miner closed the connection");
        await stop.CancelAsync();
        Assert.Equal(ExitCode.Done, await record.Finished);
        SessionRecording recording = await SessionRecording.LoadAsync(_file);
        Assert.DoesNotContain(recording.Lines, line => line.Text.Contains("user.worker", StringComparison.Ordinal));

        (ExitCode code, string text, _) =
            await CliRun.ToEndAsync("replay", _file, "--to", pool.Url, "--speed", "max");
        Assert.Equal(ExitCode.WrongUsage, code); // another connection's shares fail with this extranonce1
        Assert.Contains("the reply to mining.submit #1", text, StringComparison.Ordinal);
        Assert.Contains("the pool did not do the same as in the recording", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_recordings_are_compared()
    {
        string odd = Repo.TestPath("Recordings", "odd-pool.txt");
        string other = Repo.TestPath("Recordings", "embedded-pool.txt");
        Assert.Equal((ExitCode.Done, "they mean the same\n", ""),
            await CliRun.ToEndAsync("replay", "--compare", odd, odd));
        (ExitCode code, string text, _) = await CliRun.ToEndAsync("replay", "--compare", odd, other);
        Assert.Equal(ExitCode.WrongUsage, code);
        Approved.Verify("Compare", text.Replace(Repo.Root, "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_not_played_to_its_end_is_not_as_recorded()
    {
        (ExitCode code, string text, _) = await CliRun.ToEndAsync("replay",
            Repo.TestPath("Recordings", "embedded-pool.txt"), "--listen", "0", "--time-limit", "0.01");
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Contains("stopped before all was played", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("where to?", "record")]
    [InlineData("which pool?", "record", "f")]
    [InlineData("one of these: --listen", "replay", "f")]
    [InlineData("one of these: --listen", "replay", "f", "--listen", "0", "--to", "x")]
    [InlineData("--compare takes two recordings", "replay", "--compare", "f")]
    [InlineData("expected a number from 0.001 to 100000, or max", "replay", "f", "--listen", "0", "--speed", "fast")]
    [InlineData("there is no file", "replay", "no/such/file", "--listen", "0")]
    [InlineData("the recording can't be written", "record", "no/such/folder/f", "--pool", "x", "--listen", "0")]
    public async Task A_wrong_wish_is_answered_with_what_to_type(string expected, params string[] words)
    {
        (ExitCode code, _, string error) = await CliRun.ToEndAsync(words);
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trouble_with_files_ports_and_pools_is_explained()
    {
        await File.WriteAllTextAsync(_file, "hello\n");
        (_, _, string error) = await CliRun.ToEndAsync("replay", _file, "--listen", "0");
        Assert.Contains("is not a recording", error, StringComparison.Ordinal);
        (_, _, error) = await CliRun.ToEndAsync("--demo", "--record", _file);
        Assert.Contains("exists already: choose another name", error, StringComparison.Ordinal);

        string[] whole = await File.ReadAllLinesAsync(Repo.TestPath("Recordings", "embedded-pool.txt"));
        await File.WriteAllTextAsync(_file, string.Join('\n', whole[..4]) + "\n" + whole[4][..20]);
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        (ExitCode code, string text, error) =
            await CliRun.ToEndAsync("replay", _file, "--listen", $"{pool.EndPoint}", "--speed", "max");
        Assert.Contains("is not whole: it is cut off in line 5", text, StringComparison.Ordinal);
        Assert.Contains("another program listens at", error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.WrongUsage, code);

        int port;
        using (ScriptedPool gone = new()) port = gone.Url.Port;
        (code, text, _) = await CliRun.ToEndAsync("replay", _file, "--to", $"127.0.0.1:{port}", "--speed", "max");
        Assert.Equal(ExitCode.NoPool, code);
        Assert.Contains("connection refused", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_is_no_utf8_is_shown_and_recorded_whole()
    {
        using ScriptedPool pool = new();
        Task<(ExitCode, string Out, string)> mining = CliRun.ToEndAsync(
            ["-o", $"{pool.Url}", .. Miner, "--record", _file, "-P", "--json", "-r", "0",
                "--no-version-rolling", "--no-extranonce"]);
        using (ScriptedPeer peer = await pool.AcceptAsync())
        {
            await peer.LogInAsync();
            await peer.SayAsync([0xff, (byte)'x', (byte)'\n']);
            await peer.DrainAsync();
        }
        string text = (await mining).Out;
        Assert.All(text.TrimEnd().Split('\n'), line => JsonDocument.Parse(line).Dispose());
        SessionRecording recording = await SessionRecording.LoadAsync(_file);
        Assert.Contains(recording.Lines, line => line.Bytes.Span.SequenceEqual((byte[])[0xff, (byte)'x']));
        Assert.Equal((true, Side.Pool), (recording.Lines[^1].IsEnd, recording.Lines[^1].From));
    }
}
