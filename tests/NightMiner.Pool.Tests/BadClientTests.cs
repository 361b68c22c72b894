using System.Text;
using NightMiner.TestSupport;

namespace NightMiner.Pool.Tests;

/// <summary>What a client does wrong costs that client its connection, and nobody else anything.</summary>
public class BadClientTests
{
    private const string Submit = """{"id":1,"method":"mining.submit","params":""";

    public static TheoryData<string, string> Junk => new()
    {
        { "not json\n", "sent a line that is not JSON" },
        { "{\"id\":1,\"method\":\n", "sent a line that is not JSON" },
        { "{\"id\":1} {\"id\":2}\n", "sent a line that is not JSON" },
        { "[1,2]\n", "sent a line that is not a JSON object" },
        { "5\n", "sent a line that is not a JSON object" },
        { "{\"id\":[1],\"method\":\"mining.subscribe\"}\n", "sent an id that is a list or an object" },
        { "{\"id\":1,\"method\":\"\u00ff\"}\n", "sent a line that is not UTF-8" }, // sent as Latin-1
        { Submit + new string('[', 100) + new string(']', 100) + "}\n", "sent a line that is not JSON" },
        { Submit + "[\"" + new string('x', 10300) + "\"]}\n", "the other side sent a line longer than 10240 bytes" },
        { new string('x', 20000), "the other side sent a line longer than 10240 bytes" }, // and no end of line
        { "GET / HTTP/1.1\r\nHost: pool\r\n\r\n", "sent an HTTP request" },
        { "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001", "spoke TLS to a plain port" },
        { string.Concat(Enumerable.Repeat("{\"id\":1}\n", 10)), "sent 10 malformed messages" },
        { string.Concat(Enumerable.Repeat("{\"method\":\"mining.authorize\",\"params\":[\"\\ud800\"]}\n", 10)),
            "sent 10 malformed messages" },
    };

    [Theory]
    [MemberData(nameof(Junk))]
    public async Task Junk_ends_the_connection_with_a_reason_while_others_go_on(string junk, string reason)
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet with { LogLines = true });
        using ScriptedClient good = await ScriptedClient.LoginAsync(pool);
        using ScriptedClient bad = await ScriptedClient.ConnectAsync(pool);

        await bad.SendAsync(Encoding.Latin1.GetBytes(junk));
        await bad.ReadToEndAsync();

        ClientLeft left = await NextAsync<ClientLeft>(pool);
        Assert.Equal(2, left.Connection);
        Assert.StartsWith(reason, left.Reason, StringComparison.Ordinal);
        Assert.Equal((1, 1L), (pool.Snapshot().Connections, pool.Snapshot().ConnectionsDropped));
        Assert.Equal("true null", await good.SubmitAsync(good.Find(good.Job, TestPool.Easy)));
    }

    [Fact]
    public async Task The_client_is_told_what_was_wrong()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        using ScriptedClient junk = await ScriptedClient.ConnectAsync(pool);
        using ScriptedClient browser = await ScriptedClient.ConnectAsync(pool);

        await junk.SendAsync("[]");
        await browser.SendAsync("GET / HTTP/1.1\r\n\r");

        Assert.Equal(["""{"id":null,"result":null,"error":[20,"this is a line that is not a JSON object",null]}"""],
            await junk.ReadToEndAsync());
        List<string> page = await browser.ReadToEndAsync();
        Assert.Equal("HTTP/1.1 400 Bad Request", page[0]);
        Assert.Equal("This is a Stratum mining pool, not a web server.", page[^1]);
        Assert.Equal(2, pool.Snapshot().MalformedLines);
    }

    [Fact]
    public async Task A_client_that_reads_none_of_its_jobs_is_not_waited_for()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        using ScriptedClient slow = await ScriptedClient.ConnectAsync(pool, receiveBuffer: 4096);
        await slow.SubscribeAsync();

        await TestPool.Until(() =>
        {
            for (int i = 0; i < 50; i++) pool.RefreshJob();
            return pool.Snapshot().ConnectionsDropped == 1;
        });

        Assert.Equal("left 262144 bytes unread", (await NextAsync<ClientLeft>(pool)).Reason);
        using ScriptedClient good = await ScriptedClient.LoginAsync(pool);
        Assert.Equal("true null", await good.SubmitAsync(good.Find(good.Job, TestPool.Easy)));
    }

    [Fact]
    public async Task A_client_that_asks_without_end_and_reads_no_answer_is_not_read_from_and_then_dropped()
    {
        ManualClock clock = new();
        await using StratumPool pool = StratumPool.Start(
            TestPool.Quiet with { Clock = clock, SilenceLimit = Timeout.InfiniteTimeSpan });
        using ScriptedClient good = await ScriptedClient.LoginAsync(pool);
        using ScriptedClient slow = await ScriptedClient.ConnectAsync(pool, receiveBuffer: 4096);
        await slow.AuthorizeAsync("slow");

        Task asking = TrySendAsync(slow, Questions(100_000));
        await TestPool.Until(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            return pool.Snapshot().ConnectionsDropped == 1;
        });

        Assert.Equal("read nothing for 60 s", (await NextAsync<ClientLeft>(pool)).Reason);
        Assert.Equal("true null", await good.SubmitAsync(good.Find(good.Job, TestPool.Easy)));
        await asking;
    }

    [Fact]
    public async Task A_client_may_ask_much_at_once_if_it_reads_the_answers()
    {
        const int Many = 20_000;
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        using ScriptedClient client = await ScriptedClient.ConnectAsync(pool, receiveBuffer: 4096);

        Task asking = client.SendAsync(Questions(Many));
        for (int i = 0; i < Many; i++)
            Assert.Equal("""{"id":1,"result":null,"error":[21,"job not found (unknown)",null]}""",
                await client.ReadLineAsync());
        await asking;
    }

    [Fact]
    public async Task Who_does_not_log_in_or_is_silent_is_dropped()
    {
        ManualClock clock = new();
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet with { Clock = clock });
        using ScriptedClient stranger = await ScriptedClient.ConnectAsync(pool);
        await stranger.SubscribeAsync();
        using ScriptedClient miner = await ScriptedClient.LoginAsync(pool);

        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(0, pool.Snapshot().ConnectionsDropped);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("not logged in within 30 s", (await NextAsync<ClientLeft>(pool)).Reason);
        await stranger.ReadToEndAsync();

        clock.Advance(TimeSpan.FromSeconds(500));
        Assert.Equal("true null", await miner.SubmitAsync(miner.Find(miner.Job, TestPool.Easy)));
        clock.Advance(TimeSpan.FromSeconds(599));
        Assert.Equal(1, pool.Snapshot().Connections);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("silent for 600 s", (await NextAsync<ClientLeft>(pool)).Reason);
    }

    [Fact]
    public async Task Beyond_the_limit_connections_are_refused()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet with { ConnectionLimit = 1 });
        using ScriptedClient first = await ScriptedClient.LoginAsync(pool);
        using ScriptedClient second = await ScriptedClient.ConnectAsync(pool);

        Assert.Empty(await second.ReadToEndAsync());
        Assert.Equal((1, 1L), (pool.Snapshot().Connections, pool.Snapshot().ConnectionsRefused));

        first.Dispose();
        await TestPool.Until(() => pool.Snapshot().Connections == 0);
        using ScriptedClient third = await ScriptedClient.LoginAsync(pool);
    }

    [Fact]
    public async Task Mutated_lines_never_harm_the_pool()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        Random random = new(7);
        string[] lines =
        [
            """{"id":1,"method":"mining.configure","params":[["version-rolling"],{"version-rolling.mask":"1fffe0"}]}""",
            """{"id":2,"method":"mining.subscribe","params":["a",null]}""",
            """{"id":3,"method":"mining.authorize","params":["me","x"]}""",
            """{"id":4,"method":"mining.submit","params":["me","1","00000000","504e86ed","b2957c02","00002000"]}""",
            """{"id":5,"method":"mining.suggest_difficulty","params":[1e5]}""",
        ];
        for (int i = 0; i < 200; i++)
        {
            using ScriptedClient client = await ScriptedClient.ConnectAsync(pool);
            foreach (string line in lines) await TrySendAsync(client, Mutated(line, random));
        }
        using ScriptedClient good = await ScriptedClient.LoginAsync(pool);

        Assert.Equal("true null", await good.SubmitAsync(good.Find(good.Job, TestPool.Easy)));
        await TestPool.Until(() => pool.Snapshot().Connections == 1);
        while (pool.Events.TryRead(out PoolEvent? happened))
            if (happened is ClientLeft left)
                Assert.DoesNotContain("internal", left.Reason, StringComparison.Ordinal);
    }

    private static byte[] Questions(int count) => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(
        """{"id":1,"method":"mining.get_transactions","params":[]}""" + "\n", count)));

    private static byte[] Mutated(string line, Random random)
    {
        List<byte> bytes = [.. Encoding.ASCII.GetBytes(line)];
        for (int changes = random.Next(3); changes > 0; changes--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(3))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                default:
                    bytes.Insert(at, (byte)"[]{}\",:\\0\n"[random.Next(10)]);
                    break;
            }
        }
        return [.. bytes, (byte)'\n'];
    }

    private static async Task TrySendAsync(ScriptedClient client, byte[] line)
    {
        try
        {
            await client.SendAsync(line);
        }
        catch (IOException)
        {
            // the pool had enough of this client
        }
    }

    private static async Task<T> NextAsync<T>(StratumPool pool) where T : PoolEvent
    {
        while (true)
            if (await pool.Events.ReadAsync().AsTask().WaitAsync(ScriptedClient.Patience) is T happened)
                return happened;
    }
}
