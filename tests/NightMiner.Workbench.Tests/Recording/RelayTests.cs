using System.Net;
using System.Text;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;
using NightMiner.Workbench.Recording;
using NightMiner.Workbench.Testing;

namespace NightMiner.Workbench.Tests.Recording;

public sealed class RelayTests
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    [Fact]
    public async Task Miners_mine_through_it_and_each_connection_is_written_down_in_order()
    {
        await using NightMiner.Pool.StratumPool pool = NightMiner.Pool.StratumPool.Start(TestPool.Quiet);
        string file = Recordings.NewFile();
        using (RecordingWriter writer = new(RecordingWriter.CreateFile(file), Recordings.SomePool))
        {
            await using RecordingRelay relay = RecordingRelay.Start(AnyPort, Endpoint.Parse(pool.Url), writer);
            MinerOptions options = TestMiner.Defaults(relay.Url, Algorithms.Get("sha256d")) with
            {
                Shares = 3,
                Password = "hunter2",
            };
            MiningResult[] results = await Task.WhenAll(TestMiner.MineAsync(options), TestMiner.MineAsync(options));
            Assert.All(results, result => Assert.Equal(3, result.Summary.Accepted));
        }
        Assert.DoesNotContain("hunter2", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        SessionRecording recording = await SessionRecording.LoadAsync(file);
        File.Delete(file);
        Assert.Null(recording.Problem);
        Assert.Equal([1, 2], recording.Connections);
        foreach (int connection in recording.Connections)
        {
            IReadOnlyList<Message> messages = Message.ReadAll(recording.Of(connection));
            Assert.Contains(messages, message => message.Name == "mining.subscribe #1");
            Assert.True(messages.Count(message => message is { IsShare: true, Reply: not null }) >= 3);
            Assert.True(messages[^1].Line.IsEnd);
            // No answer stands before what it answers.
            Assert.DoesNotContain(messages, message =>
                message is { From: Side.Pool, Method: null, Request: null, Line.IsEnd: false });
        }
    }

    [Fact]
    public async Task Every_byte_goes_through_and_the_pools_last_words_too()
    {
        using ScriptedPool pool = new();
        string file = Recordings.NewFile();
        using (RecordingWriter writer = new(RecordingWriter.CreateFile(file), Recordings.SomePool))
        {
            await using RecordingRelay relay = RecordingRelay.Start(AnyPort, pool.Url, writer);
            await using Stream miner = await Dialer.ConnectAsync(
                Endpoint.Parse(relay.Url), ScriptedPool.Patience, CancellationToken.None);
            using ScriptedPeer peer = await pool.AcceptAsync();
            await miner.WriteAsync("one\r\n\n \ntwo\xff\n"u8.ToArray());
            Assert.Equal("one", await peer.HearAsync());
            Assert.Equal("two\xff", await peer.HearAsync());
            byte[] said = [.. "a\r\n\r\n"u8, 0xff, 0x00, (byte)'\n', .. "unfinished"u8];
            await peer.SayAsync(said);
            peer.Dispose();
            using MemoryStream heard = new();
            await miner.CopyToAsync(heard).WaitAsync(ScriptedPool.Patience);
            Assert.Equal(said, heard.ToArray());
        }
        SessionRecording recording = await SessionRecording.LoadAsync(file);
        File.Delete(file);
        IEnumerable<RecordedLine> fromMiner = recording.Lines.Where(line => line.From == Side.Miner);
        Assert.Equal(["one", "two\xff"], fromMiner.Select(line => line.Text));
        RecordedLine[] fromPool = [.. recording.Lines.Where(line => line.From == Side.Pool)];
        Assert.Equal([(byte)'a'], fromPool[0].Bytes.ToArray());
        Assert.Equal([0xff, 0x00], fromPool[1].Bytes.ToArray());
        Assert.True(fromPool[2].IsEnd);
    }

    [Fact]
    public async Task A_pool_that_is_not_there_is_told_and_the_miner_let_go()
    {
        int port;
        using (ScriptedPool gone = new()) port = gone.Url.Port;
        List<RelayNews> told = [];
        string file = Recordings.NewFile();
        using (RecordingWriter writer = new(RecordingWriter.CreateFile(file), Recordings.SomePool))
        {
            await using RecordingRelay relay = RecordingRelay.Start(
                AnyPort, Endpoint.Parse($"127.0.0.1:{port}"), writer, news => { lock (told) told.Add(news); });
            MiningResult result = await TestMiner.MineAsync(relay.Url, shares: 1);
            Assert.Equal(StopReason.NoPool, result.Reason);
        }
        lock (told) Assert.Contains(told, news =>
            news.IsProblem && news.Text.Contains("connection refused", StringComparison.Ordinal));
        SessionRecording recording = await SessionRecording.LoadAsync(file);
        File.Delete(file);
        Assert.Contains(recording.Of(1), line => line is { IsEnd: true, From: Side.Pool });
    }

    [Fact]
    public async Task A_connection_of_no_line_is_played_as_one_that_the_pool_ends_at_once()
    {
        SessionRecording recording = Recordings.Of("x");
        await using ReplayPool pool = ReplayPool.Start(recording, new ReplayOptions { Speed = null });
        ReplayReport miner = await ReplayMiner.PlayAsync(
            recording, Endpoint.Parse(pool.Url), new ReplayOptions { Speed = null });
        ReplayReport other = await pool.Finished.WaitAsync(ScriptedPool.Patience);
        Assert.True(miner.IsSame && other.IsSame);
    }

    [Fact]
    public async Task An_endless_line_ends_the_connection_and_not_the_relay()
    {
        using ScriptedPool pool = new();
        using RecordingWriter writer = new(new MemoryStream(), Recordings.SomePool);
        await using RecordingRelay relay = RecordingRelay.Start(AnyPort, pool.Url, writer);
        await using Stream miner = await Dialer.ConnectAsync(
            Endpoint.Parse(relay.Url), ScriptedPool.Patience, CancellationToken.None);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.SayAsync(new byte[LineReader.DefaultLimit + 100]);
        await miner.CopyToAsync(Stream.Null).WaitAsync(ScriptedPool.Patience);
        await using Stream next = await Dialer.ConnectAsync(
            Endpoint.Parse(relay.Url), ScriptedPool.Patience, CancellationToken.None);
        using ScriptedPeer again = await pool.AcceptAsync();
        await next.WriteAsync(Encoding.ASCII.GetBytes("hello\n"));
        Assert.Equal("hello", await again.HearAsync());
    }
}
