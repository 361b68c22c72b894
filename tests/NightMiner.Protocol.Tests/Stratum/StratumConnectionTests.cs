using System.Collections.Concurrent;
using System.Text;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;

namespace NightMiner.Protocol.Tests.Stratum;

public sealed class StratumConnectionTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentQueue<string> _sent = new();
    private readonly ConcurrentQueue<string> _received = new();
    private readonly StratumConnection _connection;
    private readonly Stream _pool;
    private readonly StreamReader _poolReader;

    public StratumConnectionTests()
    {
        (Stream client, _pool) = StreamPair.Create();
        _poolReader = new StreamReader(_pool);
        _connection = new StratumConnection(client) { LineSent = _sent.Enqueue, LineReceived = _received.Enqueue };
    }

    public async ValueTask DisposeAsync()
    {
        _poolReader.Dispose();
        await _connection.DisposeAsync();
    }

    [Fact]
    public async Task Replies_find_their_requests_in_whatever_order_they_come()
    {
        Submit[] submits = [.. Enumerable.Range(0, 10).Select(n => Share((uint)n))];
        List<long> ids = [];
        foreach (Submit submit in submits) ids.Add(await _connection.SendAsync(submit));
        Assert.Equal(submits, _connection.Unanswered.Cast<Submit>().OrderBy(submit => submit.Nonce));

        foreach (long id in Enumerable.Reverse(ids)) await SayAsync(Lines.Yes($"{id}"));
        _pool.Close();
        Assert.Equal(submits.Reverse(), (await ReadAllAsync()).Cast<Reply>().Select(reply => reply.Request));
        Assert.Empty(_connection.Unanswered);
    }

    [Fact]
    public async Task A_reply_may_carry_the_text_of_the_id_and_an_unknown_one_has_no_request()
    {
        long id = await _connection.SendAsync(Share(1));
        foreach (string token in new[] { "\"auth\"", "null", "[]", "999", $"\"{id}\"", $"{id}" }) await SayAsync(
            Lines.Yes(token));
        _pool.Close();
        Reply[] replies = [.. (await ReadAllAsync()).Cast<Reply>()];
        Assert.Equal([false, false, false, false, true, false], replies.Select(reply => reply.Request is not null));
        Assert.True(replies[4].RoundTrip > TimeSpan.Zero);
    }

    [Fact]
    public async Task Notifications_between_replies_come_in_their_place()
    {
        long id = await _connection.SendAsync(new Subscribe("x"));
        await SayAsync(Lines.SetDifficulty("2"));
        await SayAsync(Lines.Subscribed($"{id}"));
        await SayAsync("garbage");
        await SayAsync(Lines.SmallNotify("a"));
        _pool.Close();
        Assert.Equal([typeof(SetDifficulty), typeof(Reply), typeof(Malformed), typeof(Notify)],
            (await ReadAllAsync()).Select(message => message.GetType()));
        Assert.Equal(4, _received.Count);
        Assert.Equal("garbage", _received.ElementAt(2));
    }

    [Fact]
    public async Task Ids_are_never_used_twice_however_many_threads_send()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(async () =>
        {
            for (int i = 0; i < 100; i++) await _connection.SendAsync(Share((uint)i));
        })));
        HashSet<long> ids = [];
        for (int i = 0; i < 400; i++) // whole lines: writes must not run into each other
            Assert.True(ids.Add(Lines.Json((await _poolReader.ReadLineAsync())!).GetProperty("id").GetInt64()));
    }

    [Fact]
    public async Task The_password_goes_to_the_pool_and_not_into_the_log()
    {
        await _connection.SendAsync(new Authorize("user", "secret"));
        Assert.Equal(
            """{"id":1,"method":"mining.authorize","params":["user","secret"]}""", await _poolReader.ReadLineAsync());
        Assert.Equal("""{"id":1,"method":"mining.authorize","params":["user","***"]}""", Assert.Single(_sent));
    }

    [Fact]
    public async Task A_line_that_pools_would_drop_us_for_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() =>
            _connection.SendAsync(new Authorize(new string('u', 1024), "x")));
        await Assert.ThrowsAsync<ArgumentException>(() =>
            _connection.SendAsync(new Authorize("ü" + new string('u', 968), "x")));
        Assert.Empty(_connection.Unanswered);

        string longest = new('u', 1024 - """{"id":3,"method":"mining.authorize","params":["","x"]}""".Length - 1);
        await _connection.SendAsync(new Authorize(longest, "x"));
        Assert.Equal(1023, (await _poolReader.ReadLineAsync())!.Length); // the third id: refused ones were counted
    }

    [Fact]
    public async Task Silence_ends_the_reading_with_a_word_about_it()
    {
        (Stream client, _) = StreamPair.Create();
        await using StratumConnection connection = new(client) { SilenceLimit = TimeSpan.FromMilliseconds(20) };
        ConnectionException silent = await Assert.ThrowsAsync<ConnectionException>(() => ReadAllAsync(connection));
        Assert.Equal(ConnectionProblem.Silent, silent.Problem);
    }

    [Fact]
    public async Task The_end_of_the_stream_ends_the_reading_quietly_and_drops_a_cut_off_line()
    {
        await SayAsync(Lines.SmallNotify("a"));
        await _pool.WriteAsync("{\"id\":null,\"meth"u8.ToArray());
        _pool.Close();
        Assert.IsType<Notify>(Assert.Single(await ReadAllAsync()));
    }

    [Fact]
    public async Task A_line_over_the_limit_is_a_protocol_problem()
    {
        (Stream client, Stream pool) = StreamPair.Create();
        await using StratumConnection connection = new(client, lineLimit: 100);
        await pool.WriteAsync(new byte[200]);
        Assert.Equal(ConnectionProblem.Protocol,
            (await Assert.ThrowsAsync<ConnectionException>(() => ReadAllAsync(connection))).Problem);
    }

    [Fact]
    public async Task A_stream_that_breaks_or_is_closed_is_said_to_be_broken()
    {
        await using StratumConnection connection = new(new BrokenStream());
        Assert.Equal(ConnectionProblem.Broken,
            (await Assert.ThrowsAsync<ConnectionException>(() => ReadAllAsync(connection))).Problem);
        await _connection.DisposeAsync();
        Assert.Equal(ConnectionProblem.Broken,
            (await Assert.ThrowsAsync<ConnectionException>(() => ReadAllAsync())).Problem);
        await Assert.ThrowsAnyAsync<IOException>(() => _connection.SendAsync(Share(1)));
    }

    [Fact]
    public async Task Reading_stops_when_asked()
    {
        using CancellationTokenSource stop = new();
        Task<List<ServerMessage>> reading = ReadAllAsync(stop: stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Patience));
    }

    [Fact]
    public async Task Requests_of_the_pool_are_answered_and_refused_under_their_id()
    {
        MessageId id = MessageId.From(Lines.Json("\"auth\""));
        await _connection.AnswerAsync(id, json => json.WriteStringValue("pong"));
        await _connection.RefuseAsync(id, "unknown method");
        Assert.Equal("""{"id":"auth","result":"pong","error":null}""", await _poolReader.ReadLineAsync());
        Assert.Equal("""{"id":"auth","result":null,"error":[20,"unknown method",null]}""",
            await _poolReader.ReadLineAsync());
    }

    private static Submit Share(uint nonce) => new("w", new JobId("j"), new byte[4], 1, nonce);

    private async Task SayAsync(string line) => await _pool.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));

    private async Task<List<ServerMessage>> ReadAllAsync(StratumConnection? connection = null,
        CancellationToken stop = default)
    {
        List<ServerMessage> messages = [];
        await foreach (ServerMessage message in (connection ?? _connection).ReadAllAsync(stop)) messages.Add(message);
        return messages;
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("reset by peer");
    }
}
