using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;

namespace NightMiner.Tests.Miners;

public sealed class HandshakeTests
{
    [Fact]
    public async Task It_subscribes_then_logs_in_then_mines()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool);
        using ScriptedPeer peer = await pool.AcceptAsync();
        Assert.Equal("""{"id":1,"method":"mining.subscribe","params":["NightMiner/test"]}""", await peer.HearAsync());
        await peer.SayAsync(Lines.Subscribed("1", extranonce1: "0102", size: 3));
        Assert.Equal(
            """{"id":2,"method":"mining.authorize","params":["user.worker","secret"]}""", await peer.HearAsync());
        await peer.SayAsync(Lines.Yes("2"), Lines.SmallNotify("job"));
        Request submit = await peer.ExpectAsync("mining.submit");
        Assert.Equal("user.worker", submit.Parameters[0].GetString());
        Assert.Equal("job", submit.JobId);
        Assert.Equal(6, submit.Parameters[2].GetString()!.Length);
        Assert.Equal("4d1b2237", submit.Parameters[3].GetString());
        Assert.Equal(8, submit.Parameters[4].GetString()!.Length);

        peer.Dispose();
        await run.StopAsync();
        Assert.Equal(StopReason.AsAsked, await run.Finished);
        Assert.Equal([typeof(Connecting), typeof(Subscribed), typeof(LoggedIn)], run.All<MinerEvent>()
            .Where(e => e is Connecting or Subscribed or LoggedIn).Select(e => e.GetType()));
        Assert.DoesNotContain(run.All<MinerEvent>(), e => e.ToString().Contains("secret", StringComparison.Ordinal));
        Assert.Contains(run.All<LineSent>(), e => e.Line.Contains("\"***\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_job_may_come_before_the_answers_to_subscribe_and_login()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.ExpectAsync("mining.subscribe");
        await peer.SayAsync(Lines.SetDifficulty("0.5"), Lines.SmallNotify("early"), Lines.Subscribed("1"));
        await peer.ExpectAsync("mining.authorize");
        Assert.Empty(await peer.DrainAsync()); // nothing is sent before the login is accepted
        await peer.SayAsync(Lines.Yes("2"));
        Assert.Equal("early", (await peer.ExpectAsync("mining.submit")).JobId);
        Assert.Equal("0.5", (await run.SeeAsync<JobReceived>()).Job.Difficulty.ToString());
    }

    [Fact]
    public async Task A_job_keeps_the_difficulty_that_held_when_it_came_even_before_the_subscribe_reply()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.ExpectAsync("mining.subscribe");
        await peer.SayAsync(Lines.SmallNotify("early"), Lines.SetDifficulty("0.001"), Lines.Subscribed("1"));
        Assert.Equal("1", (await run.SeeAsync<JobReceived>()).Job.Difficulty.ToString());
        Assert.Equal("0.001", run.Miner.Snapshot().Difficulty.ToString());
    }

    [Theory]
    [InlineData("""{"id":2,"result":false,"error":null}""", "no reason given")]
    [InlineData("""{"id":2,"result":null,"error":null}""", "no reason given")]
    [InlineData("""{"id":2,"result":null,"error":[24,"not allowed",null]}""", "not allowed (code 24)")]
    [InlineData("""{"id":2,"result":true,"error":[24,"banned"]}""", "banned (code 24)")]
    [InlineData("""{"id":2,"error":{"code":24,"message":"unknown address"}}""", "unknown address (code 24)")]
    [InlineData("""{"id":2,"result":false,"error":"Invalid workername parameter"}""", "Invalid workername parameter")]
    public async Task A_refused_login_stops_the_miner(string answer, string reason)
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.ExpectAsync("mining.subscribe");
        await peer.SayAsync(Lines.Subscribed("1"), Lines.SmallNotify("job"));
        await peer.ExpectAsync("mining.authorize");
        await peer.SayAsync(answer);
        await run.EndAsync();
        Assert.Equal(StopReason.LoginRefused, await run.Finished);
        Assert.Equal(("user.worker", reason), (run.All<LoginRefused>()[0].User, run.All<LoginRefused>()[0].Reason));
        Assert.Empty(run.All<Reconnecting>());
        Assert.Null(await peer.HearAsync());
    }

    [Theory]
    [InlineData("""{"id":1,"result":null,"error":[20,"no thanks"]}""", "no thanks")]
    [InlineData("""{"id":1,"result":"proxy full","error":null}""", "proxy full")]
    [InlineData("""{"id":1,"result":[[["mining.notify","\ud800"]],"00",4],"error":null}""", "not valid")]
    [InlineData("""{"id":1,"result":[[],"00",99],"error":null}""", "extranonce2 size")]
    public async Task An_unusable_subscribe_reply_is_told_and_tried_again(string answer, string reason)
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool, options => options with { Retries = 1 });
        for (int i = 0; i < 2; i++)
        {
            using ScriptedPeer peer = await pool.AcceptAsync();
            await peer.ExpectAsync("mining.subscribe");
            await peer.SayAsync(answer);
            Assert.Contains("\"mining.subscribe\",\"params\":[]", await peer.HearAsync(), StringComparison.Ordinal);
            await peer.SayAsync(answer.Replace("\"id\":1", "\"id\":2", StringComparison.Ordinal));
            Assert.Null(await peer.HearAsync());
        }
        Assert.Equal(StopReason.NoPool, await run.Finished.WaitAsync(ScriptedPool.Patience));
        await run.EndAsync();
        Assert.All(run.All<Disconnected>(), end =>
        {
            Assert.Equal(ConnectionProblem.Protocol, end.Problem);
            Assert.Contains(reason, end.Reason, StringComparison.Ordinal);
        });
        Assert.Equal(2, run.All<Disconnected>().Count);
    }

    [Fact]
    public async Task A_pool_that_refuses_an_agent_is_asked_again_without_one()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.ExpectAsync("mining.subscribe");
        await peer.SayAsync("""{"id":1,"result":null,"error":[20,"no agents",null]}""");
        await peer.LogInAsync();
        await run.SeeAsync<LoggedIn>();
    }

    [Fact]
    public async Task A_login_refused_after_a_good_one_is_tried_again()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool, options => options with { RetryPause = TimeSpan.FromTicks(1) });
        using (ScriptedPeer first = await pool.AcceptAsync()) await first.LogInAsync();
        using (ScriptedPeer second = await pool.AcceptAsync())
        {
            await second.ExpectAsync("mining.subscribe");
            await second.SayAsync(Lines.Subscribed("1"));
            await second.ExpectAsync("mining.authorize");
            await second.SayAsync("""{"id":2,"result":null,"error":[24,"try later",null]}""");
        }
        using ScriptedPeer third = await pool.AcceptAsync();
        await third.LogInAsync();
        Assert.Empty(run.All<LoginRefused>());
    }

    [Fact]
    public async Task Requests_of_the_pool_are_answered_under_their_id_and_notifications_are_not()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.LogInAsync();
        await peer.SayAsync(
            """{"id":null,"method":"mining.ping","params":[]}""",
            """{"id":null,"method":"client.get_version","params":[]}""",
            """{"id":null,"method":"client.unheard_of","params":[]}""",
            """{"id":null,"method":"client.show_message","params":["first\u001b[2J"]}""",
            """{"id":42,"method":"mining.ping","params":[]}""",
            """{"id":"v","method":"client.get_version","params":[]}""",
            """{"id":7,"method":"client.show_message","params":["second"]}""",
            """{"id":8,"method":"client.unheard_of","params":[]}""");
        Assert.Equal("""{"id":42,"result":"pong","error":null}""", await peer.HearAsync());
        Assert.Equal("""{"id":"v","result":"NightMiner/test","error":null}""", await peer.HearAsync());
        Assert.Equal("""{"id":7,"result":true,"error":null}""", await peer.HearAsync());
        Assert.Equal("""{"id":8,"result":null,"error":[20,"unknown method",null]}""", await peer.HearAsync());
        await run.SeeAsync<PoolMessage>(2);
        Assert.Equal(["first·[2J", "second"], run.All<PoolMessage>().Select(message => message.Text));
    }
}
