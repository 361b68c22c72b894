using NightMiner.Protocol.Blocks;
using NightMiner.TestSupport;

namespace NightMiner.Pool.Tests;

public class HandshakeTests
{
    [Fact]
    public async Task After_the_subscribe_reply_come_the_difficulty_and_a_clean_job()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        using ScriptedClient client = await ScriptedClient.ConnectAsync(pool);

        await client.SubscribeAsync();

        Assert.Equal(["reply", "mining.set_difficulty", "mining.notify"], client.Order);
        Assert.Equal([TestPool.Easy], client.Difficulties);
        Assert.True(client.Job.CleanJobs);
        Assert.Equal(4, client.Extranonce1.Length);
        Assert.Equal(4, client.Extranonce2Size);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""["agent/1.0"]""")]
    [InlineData("""["agent/1.0","session"]""")]
    [InlineData("""["agent/1.0",null,"host:3333",null]""")]
    [InlineData("""{"agent":"x"}""")]
    [InlineData("null")]
    public async Task Subscribe_takes_parameters_of_any_shape(string parameters)
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        using ScriptedClient client = await ScriptedClient.ConnectAsync(pool);

        string reply = await client.AskAsync("mining.subscribe", parameters);

        Assert.Equal("""[[["mining.set_difficulty","0000000000000001"],["mining.notify","0000000000000001"]],"""
            + "\"00000001\",4] null", reply);
    }

    [Fact]
    public async Task A_second_subscribe_gives_the_same_extranonce1_and_a_job_of_its_own()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        using ScriptedClient client = await ScriptedClient.LoginAsync(pool);
        byte[] extranonce1 = client.Extranonce1;

        await client.SubscribeAsync();

        Assert.Equal(extranonce1, client.Extranonce1);
        Assert.NotEqual(client.Jobs[0].JobId, client.Jobs[1].JobId);
        Assert.False(client.Job.CleanJobs);
        Assert.Equal("true null", await client.SubmitAsync(client.Find(client.Jobs[0], TestPool.Easy)));
        Assert.Equal("true null", await client.SubmitAsync(client.Find(client.Jobs[1], TestPool.Easy)));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("\"auth\"")]
    [InlineData("null")]
    [InlineData("1.0")]
    [InlineData("-7")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("true")]
    public async Task An_id_comes_back_as_the_same_token(string id)
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        using ScriptedClient client = await ScriptedClient.ConnectAsync(pool);

        await client.SendAsync($$"""{"params":["me"],"id":{{id}},"method":"mining.authorize","more":[]}""");

        Assert.Equal($$"""{"id":{{id}},"result":true,"error":null}""", await client.ReadLineAsync());
    }

    [Fact]
    public async Task Subscribe_and_authorize_may_come_in_one_packet_or_byte_by_byte()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        byte[] both = """
            {"id":1,"method":"mining.subscribe","params":[]}

            {"id":2,"method":"mining.authorize","params":["me","x"]}

            """u8.ToArray();
        using ScriptedClient whole = await ScriptedClient.ConnectAsync(pool);
        using ScriptedClient cut = await ScriptedClient.ConnectAsync(pool);

        await whole.SendAsync(both);
        foreach (byte b in both) await cut.SendAsync([b]);

        foreach (ScriptedClient client in new[] { whole, cut })
        {
            Assert.StartsWith("[[", await client.NextReplyAsync(), StringComparison.Ordinal);
            Assert.Equal("true null", await client.NextReplyAsync());
            Assert.Single(client.Jobs);
        }
        Assert.Equal(2, pool.Snapshot().Authorized);
    }

    [Fact]
    public async Task Several_workers_share_a_connection()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        using ScriptedClient client = await ScriptedClient.LoginAsync(pool);
        await client.AuthorizeAsync("you.2");
        TestShare share = client.Find(client.Job, TestPool.Easy);

        Assert.Equal("true null", await client.SubmitAsync(share with { Worker = "you.2" }));
        Assert.Equal("""null [22,"duplicate share",null]""", await client.SubmitAsync(share));
        Assert.Equal("""null [24,"unauthorized worker",null]""",
            await client.SubmitAsync(share with { Worker = "she" }));
        Assert.Equal(["you.2", "me", "she"], pool.Shares.Select(judged => judged.Worker));
    }

    [Theory]
    [InlineData("""["me"]""", """false [24,"wrong password",null]""")]
    [InlineData("""["me","guess"]""", """false [24,"wrong password",null]""")]
    [InlineData("""["me",1]""", """false [24,"wrong password",null]""")]
    [InlineData("""["me","secret"]""", "true null")]
    [InlineData("""["","secret"]""", """false [24,"the worker's name is not a text of 1 to 256 characters",null]""")]
    [InlineData("[]", """false [24,"the worker's name is not a text of 1 to 256 characters",null]""")]
    public async Task A_password_is_asked_for_where_one_is_set(string parameters, string expected)
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet with { Password = "secret" });
        using ScriptedClient client = await ScriptedClient.ConnectAsync(pool);

        string reply = await client.AskAsync("mining.authorize", parameters);

        Assert.Equal(expected, reply.Replace("\\u0027", "'", StringComparison.Ordinal));
        Assert.Equal(reply == "true null" ? 0 : 1, pool.Snapshot().LoginsRefused);
    }

    [Theory]
    [InlineData("mining.extranonce.subscribe", "[]", "true null")]
    [InlineData("mining.get_transactions", "[\"1\"]", """null [21,"job not found (unknown)",null]""")]
    [InlineData("mining.suggest_difficulty", "[16]", "false null")] // the difficulty is fixed
    [InlineData("mining.suggest_difficulty", "[\"x\"]",
        """null [20,"the suggested difficulty is not a positive number",null]""")]
    [InlineData("mining.suggest_difficulty", "[-1]",
        """null [20,"the suggested difficulty is not a positive number",null]""")]
    [InlineData("mining.brew", "[]", """null [20,"Unsupported request mining.brew",null]""")]
    public async Task Other_requests_are_answered(string method, string parameters, string expected)
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        using ScriptedClient client = await ScriptedClient.ConnectAsync(pool);

        Assert.Equal(expected, await client.AskAsync(method, parameters));
    }

    [Fact]
    public async Task Unknown_notifications_are_ignored()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        using ScriptedClient client = await ScriptedClient.ConnectAsync(pool);

        await client.SendAsync("""{"id":null,"method":"mining.hello","params":[]}""");
        await client.SendAsync("""{"method":"mining.hello"}""");

        Assert.Equal("true null", await client.AskAsync("mining.authorize", """["me"]"""));
        Assert.Equal(["reply"], client.Order);
        Assert.Equal(0, pool.Snapshot().MalformedLines);
    }

    [Theory]
    [InlineData("32")]
    [InlineData("\"32.000000\"")] // cpuminer-opt
    [InlineData("3.2e1")]
    public async Task A_suggested_difficulty_is_where_the_search_starts(string number)
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet with { Difficulty = null });
        using ScriptedClient early = await ScriptedClient.ConnectAsync(pool);
        using ScriptedClient late = await ScriptedClient.LoginAsync(pool);

        Assert.Equal("true null", await early.AskAsync("mining.suggest_difficulty", $"[{number}]"));
        await early.SubscribeAsync();
        await late.SendAsync($$"""{"id":1,"method":"mining.suggest_difficulty","params":[{{number}}]}""");
        await late.NextJobAsync();

        Assert.Equal(["32"], early.Difficulties);
        Assert.Equal(["0.000061", "32"], late.Difficulties);
        Assert.Equal(["mining.set_difficulty", "mining.notify"], late.Order[^2..]);
        Assert.False(late.Job.CleanJobs);
    }

    [Fact]
    public async Task The_extranonces_have_the_sizes_asked_for_and_differ()
    {
        await using StratumPool pool = StratumPool.Start(
            TestPool.Quiet with { Extranonce1Size = 12, Extranonce2Size = 0 });
        using ScriptedClient one = await ScriptedClient.LoginAsync(pool);
        using ScriptedClient two = await ScriptedClient.LoginAsync(pool);

        Assert.Equal(12, one.Extranonce1.Length);
        Assert.NotEqual(one.Extranonce1, two.Extranonce1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(32)]
    public async Task Shares_with_any_size_of_extranonce2_are_accepted(int size)
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet with { Extranonce2Size = size });
        using ScriptedClient client = await ScriptedClient.LoginAsync(pool);

        Assert.Equal(size, client.Extranonce2Size);
        Assert.Equal("true null", await client.SubmitAsync(client.Find(client.Job, TestPool.Easy)));
    }

    [Fact]
    public void Impossible_options_are_named()
    {
        (PoolOptions Options, string Problem)[] impossible =
        [
            (new() { Extranonce1Size = 0 }, "Extranonce1Size is 0: expected 1 to 32 bytes"),
            (new() { Extranonce2Size = 33 }, "Extranonce2Size is 33: expected 0 to 32 bytes"),
            (new() { NetworkBits = new CompactBits(0x04923456) },
                "NetworkBits is 04923456: expected the compact form of a target"),
            (new() { LineLimit = 255 }, "LineLimit is 255: expected at least 256 bytes, which a submit may take"),
            (new() { ConnectionLimit = 0 }, "ConnectionLimit is 0: expected at least 1"),
            (new() { ShareInterval = TimeSpan.Zero }, "ShareInterval is 00:00:00: expected a positive time"),
            (new() { BlockTime = TimeSpan.Zero }, "BlockTime is 00:00:00: expected a positive time, or infinite"),
            (new() { LoginTimeout = TimeSpan.FromSeconds(-2) },
                "LoginTimeout is -00:00:02: expected a positive time, or infinite"),
            (new() { Defects = [(PoolDefect)999] }, "Defects is 999: expected members of PoolDefect"),
            (new() { Algorithm = null! }, "Algorithm is null: expected an algorithm"),
            (new() { Profile = null! }, "Profile is null: expected a profile"),
        ];
        Assert.All(impossible, option => Assert.Equal(option.Problem,
            Assert.Throws<ArgumentException>(() => StratumPool.Start(option.Options)).Message));
        Assert.DoesNotContain("secret", new PoolOptions { Password = "secret" }.ToString(), StringComparison.Ordinal);
    }
}
