
using NightMiner.Jobs;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;

namespace NightMiner.Tests.Miners;

/// <summary>What a pool may overlook: extranonces that change, sessions that go on, a wished difficulty.</summary>
public sealed class OptionalRequestTests
{
    [Theory]
    [InlineData("""{"id":3,"result":true,"error":null}""")]
    [InlineData("""{"id":3,"result":null,"error":true}""")]
    [InlineData("""{"id":3,"result":null,"error":[20,"unknown",null]}""")]
    [InlineData(null)]
    public async Task After_the_login_changes_of_the_extranonce_are_welcome_whatever_the_pool_answers(string? answer)
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool, options => options with { SubscribesExtranonce = true });
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.LogInAsync(extranonce1: "01", size: 4);
        Request request = await peer.ExpectAsync("mining.extranonce.subscribe");
        Assert.Equal(("3", "[]"), (request.Id, request.Parameters.GetRawText()));
        if (answer is not null) await peer.SayAsync(answer);
        await peer.SayAsync(Lines.SetExtranonce("0203", 2));
        ExtranonceChanged changed = await run.SeeAsync<ExtranonceChanged>();
        Assert.Equal(("0203", 2), (Convert.ToHexString(changed.Extranonce1.Span), changed.Extranonce2Size));
        await peer.SayAsync(Lines.SmallNotify("a"));
        Assert.Equal(4, (await peer.ExpectAsync("mining.submit")).Parameters[2].GetString()!.Length);
        Assert.Empty(run.All<ProtocolProblem>());
    }

    [Fact]
    public async Task A_new_extranonce_without_a_size_keeps_the_size()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.LogInAsync(extranonce1: "01", size: 3);
        await peer.SayAsync("""{"id":null,"method":"mining.set_extranonce","params":["0203"]}""");
        ExtranonceChanged changed = await run.SeeAsync<ExtranonceChanged>();
        Assert.Equal(("0203", 3), (Convert.ToHexString(changed.Extranonce1.Span), changed.Extranonce2Size));
        await peer.SayAsync(Lines.SmallNotify("a"));
        Assert.Equal(6, (await peer.ExpectAsync("mining.submit")).Parameters[2].GetString()!.Length);
        Assert.Empty(run.All<ProtocolProblem>());
    }

    [Fact]
    public async Task A_pool_that_hangs_up_at_it_is_asked_again_after_a_connection_without_it()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool, options => options with { SubscribesExtranonce = true });
        using (ScriptedPeer first = await pool.AcceptAsync())
        {
            await first.LogInWithoutTargetAsync();
            await first.ExpectAsync("mining.extranonce.subscribe");
        }
        using (ScriptedPeer second = await pool.AcceptAsync())
        {
            await second.LogInAsync();
            await second.SayAsync(Lines.SmallNotify("a"));
            await second.ExpectAsync("mining.submit");
        }
        Assert.Contains("mining.extranonce.subscribe", (await run.SeeAsync<ProtocolProblem>()).Problem,
            StringComparison.Ordinal);
        using ScriptedPeer third = await pool.AcceptAsync();
        await third.LogInWithoutTargetAsync();
        await third.ExpectAsync("mining.extranonce.subscribe");
    }

    [Fact]
    public async Task A_session_goes_on_at_the_same_pool_and_is_tried_once()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool);
        using (ScriptedPeer first = await pool.AcceptAsync()) await first.LogInAsync();
        using (ScriptedPeer second = await pool.AcceptAsync())
            Assert.Equal("""["NightMiner/test","s1"]""", await HearSubscribeAsync(second)); // and hangs up
        using ScriptedPeer third = await pool.AcceptAsync();
        Assert.Equal("""["NightMiner/test"]""", await HearSubscribeAsync(third));
    }

    [Theory]
    [InlineData("""{"id":ID,"result":null,"error":[0,"invalid params",false]}""")]
    [InlineData("""{"id":ID,"result":"no such session","error":null}""")]
    public async Task A_refused_session_is_followed_by_plainer_requests(string refusal)
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool);
        using (ScriptedPeer first = await pool.AcceptAsync()) await first.LogInAsync();
        using ScriptedPeer second = await pool.AcceptAsync();
        for (int id = 1; id <= 2; id++)
        {
            await HearSubscribeAsync(second);
            await second.SayAsync(refusal.Replace("ID", $"{id}", StringComparison.Ordinal));
        }
        await second.LogInAsync();
        await run.SeeAsync<LoggedIn>(2);
        Assert.Equal(["""["NightMiner/test","s1"]""", """["NightMiner/test"]""", "[]"],
            second.Received.Take(3).Select(line => Request.Parse(line).Parameters.GetRawText()));
    }

    [Theory]
    [InlineData("\\u001b[2J")]
    [InlineData("a b")]
    [InlineData("")]
    public async Task A_session_id_that_would_need_escaping_is_not_used(string id)
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool);
        using (ScriptedPeer first = await pool.AcceptAsync())
        {
            Request subscribe = await first.ExpectAsync("mining.subscribe");
            await first.SayAsync(Lines.Subscribed(subscribe.Id).Replace("s1", id, StringComparison.Ordinal));
            await first.ExpectAsync("mining.authorize");
        }
        using ScriptedPeer second = await pool.AcceptAsync();
        Assert.Equal("""["NightMiner/test"]""", await HearSubscribeAsync(second));
    }

    [Theory]
    [InlineData("""{"id":2,"result":true,"error":null}""")]
    [InlineData("""{"id":2,"method":"mining.set_difficulty","params":[0.5]}""")] // an older public-pool
    [InlineData("""{"id":2,"result":null,"error":"no"}""")]
    public async Task A_difficulty_is_suggested_before_the_login(string answer)
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool, options => options with
        {
            SuggestedDifficulty = Difficulty.Parse("0.5"),
        });
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.ExpectAsync("mining.subscribe");
        await peer.SayAsync(Lines.Subscribed("1"));
        Assert.Equal("[0.5]", (await peer.ExpectAsync("mining.suggest_difficulty")).Parameters.GetRawText());
        await peer.SayAsync(answer);
        await peer.ExpectAsync("mining.authorize");
        await peer.SayAsync(Lines.Yes("3"));
        await run.SeeAsync<LoggedIn>();
        Assert.Empty(run.All<ProtocolProblem>());
    }

    [Theory]
    [InlineData("65536", "3", "196608")]
    [InlineData("0.5", "3", "1.5")]
    [InlineData("1", "0.1", "0.1")]
    [InlineData("0.0000152587890625", "65536", "1")]
    public void A_factor_moves_the_target_exactly_and_leaves_the_pools_number(string factor, string sent, string same)
    {
        TinyAlgorithm algorithm = new();
        Subscription subscription = new(algorithm, Difficulty.Parse(factor));
        subscription.SetDifficulty(Difficulty.Parse(sent));
        Assert.Equal(Target.FromDifficulty(Difficulty.Parse(same), algorithm.DifficultyOne), subscription.Target);
        Assert.Equal(sent, subscription.Difficulty.ToString());
    }

    [Fact]
    public async Task The_factor_of_the_options_reaches_the_jobs_also_on_the_next_connection()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool, options => options with
        {
            DifficultyFactor = Difficulty.Parse("4"),
        });
        Target expected = Target.FromDifficulty(Difficulty.Parse("4"), run.Miner.Options.Algorithm.DifficultyOne);
        for (int i = 1; i <= 2; i++)
        {
            using ScriptedPeer peer = await pool.AcceptAsync();
            await peer.LogInWithoutTargetAsync();
            await peer.SayAsync(Lines.SmallNotify("a"));
            Assert.Equal(expected, (await run.SeeAsync<JobReceived>(i)).Job.Target);
        }
    }

    [Fact]
    public async Task A_pool_that_says_its_only_job_once_more_does_not_make_its_shares_stale()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.LogInAsync();
        for (int i = 0; i < 20; i++)
        {
            await peer.SayAsync(Lines.SmallNotify("a", clean: true));
            await peer.HearSubmitsAsync(submits => submits.Count == 5);
        }
        peer.Dispose();
        Assert.Equal(0, (await run.StopAsync()).Stale);
    }

    [Fact]
    public void No_request_is_longer_than_pools_take()
    {
        MinerOptions options = MinerRun.Defaults(Endpoint.Parse("pool"));
        Assert.ThrowsAny<ArgumentException>(() => (options with { Agent = new string('a', 850) }).Check());
        (options with { Agent = new string('a', 800) }).Check(); // with an id of 128 letters it still fits
        (options with { SuggestedDifficulty = Difficulty.Parse(new string('9', 400)) }).Check();
    }

    private static async Task<string> HearSubscribeAsync(ScriptedPeer peer) =>
        (await peer.ExpectAsync("mining.subscribe")).Parameters.GetRawText();
}
