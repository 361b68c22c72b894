
using NightMiner.Hashing;
using NightMiner.Pool;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;

namespace NightMiner.Tests.Miners;

/// <summary>A miner with backups, at pools that die and come back.</summary>
public sealed class FailoverTests
{
    private static readonly PoolOptions Quiet = TestPool.Quiet with
    {
        Difficulty = Difficulty.Parse("0.00001"), // some 40,000 hashes a share
    };

    [Fact]
    public async Task Hashing_goes_on_at_the_third_of_three_pools_and_returns_to_the_first()
    {
        StratumPool first = StratumPool.Start(Quiet);
        StratumPool second = StratumPool.Start(Quiet);
        await using StratumPool third = StratumPool.Start(Quiet);
        PoolOptions firstAgain = Quiet with { Listen = first.EndPoint };
        await using MinerRun run = MinerRun.Start(Options(first.Url, second.Url, third.Url));
        await run.SeeAsync<ShareAccepted>();

        await first.DisposeAsync();
        Assert.Equal(Endpoint.Parse(second.Url), (await run.SeeAsync<PoolSwitched>()).To);
        await TestPool.Until(() => second.Snapshot().Accepted > 0);
        await second.DisposeAsync();
        Assert.Equal(Endpoint.Parse(third.Url), (await run.SeeAsync<PoolSwitched>(2)).To);
        await TestPool.Until(() => third.Snapshot().Accepted > 0);
        Assert.Empty(run.All<Reconnecting>()); // no pause on the way

        await using StratumPool back = StratumPool.Start(firstAgain);
        PoolSwitched home = await run.SeeAsync<PoolSwitched>(3);
        Assert.Equal((Endpoint.Parse(third.Url), Endpoint.Parse(back.Url), true), (home.From, home.To, home.IsReturn));
        await TestPool.Until(() => back.Snapshot().Accepted > 0);

        MinerSnapshot end = await run.StopAsync();
        Assert.Equal(0, end.Rejected); // no share went to another pool than its own
        Assert.True(end.Accepted <= first.Snapshot().Accepted + second.Snapshot().Accepted
            + third.Snapshot().Accepted + back.Snapshot().Accepted);
        Assert.Equal(["a", "b", "c", "a"], run.All<LoggedIn>().Select(login => login.User));
    }

    [Fact]
    public async Task When_no_pool_can_be_reached_each_is_tried_in_every_round()
    {
        string[] dead = [await DeadAsync(), await DeadAsync(), await DeadAsync()];
        await using MinerRun run = MinerRun.Start(Options(dead) with { Retries = 2 });
        Assert.Equal(StopReason.NoPool, await run.Finished.WaitAsync(ScriptedPool.Patience));
        await run.EndAsync();
        Assert.Equal([1, 2], run.All<Reconnecting>().Select(next => next.Attempt));
        Assert.Equal([.. dead, .. dead, .. dead], run.All<Connecting>().Select(next => next.Pool.ToString()));
    }

    [Fact]
    public async Task A_pool_that_refuses_the_login_is_left_out_and_the_next_is_mined_at()
    {
        await using StratumPool strict = StratumPool.Start(Quiet with { Password = "another" });
        await using StratumPool open = StratumPool.Start(Quiet);
        await using MinerRun run = MinerRun.Start(Options(strict.Url, open.Url));
        await run.SeeAsync<ShareAccepted>(2);
        await run.StopAsync();
        Assert.Equal(1, strict.Snapshot().ConnectionsEver); // not asked again, not even whether it is back
        Assert.Contains("left out", Assert.Single(run.All<Disconnected>()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_all_refuse_the_login_it_ends()
    {
        await using StratumPool one = StratumPool.Start(Quiet with { Password = "another" });
        await using StratumPool two = StratumPool.Start(Quiet with { Password = "another" });
        await using MinerRun run = MinerRun.Start(Options(one.Url, two.Url));
        Assert.Equal(StopReason.LoginRefused, await run.Finished.WaitAsync(ScriptedPool.Patience));
        await run.EndAsync();
        Assert.Equal("b", Assert.Single(run.All<LoginRefused>()).User);
    }

    [Fact]
    public async Task An_open_port_that_says_nothing_useful_is_not_returned_to()
    {
        using ScriptedPool first = new();
        await using StratumPool second = StratumPool.Start(Quiet);
        await using MinerRun run = MinerRun.Start(
            Options(first.Url.ToString(), second.Url) with { RollsVersions = false });
        (await first.AcceptAsync()).Dispose();
        await run.SeeAsync<LoggedIn>();
        for (int i = 0; i < 2; i++)
        {
            using ScriptedPeer probe = await first.AcceptAsync();
            Request asked = await probe.ExpectAsync("mining.subscribe");
            await probe.SayAsync($$"""{"id":{{asked.Id}},"result":null,"error":[20,"not yet",null]}""");
        }
        using ScriptedPeer last = await first.AcceptAsync();
        Assert.Single(run.All<PoolSwitched>()); // to the backup, and not back
        Assert.True(run.Miner.Snapshot().IsLoggedIn);
        await run.StopAsync();
    }

    [Fact]
    public async Task A_pool_that_takes_the_connection_and_says_nothing_is_waited_for_once()
    {
        using ScriptedPool mute = new();
        await using StratumPool second = StratumPool.Start(Quiet);
        await using MinerRun run = MinerRun.Start(Options(mute.Url.ToString(), second.Url) with
        {
            Timeout = TimeSpan.FromMilliseconds(200),
            ReturnPause = TimeSpan.FromMinutes(1),
        });
        using ScriptedPeer peer = await mute.AcceptAsync();
        await peer.ExpectAsync("mining.configure");
        await run.SeeAsync<PoolSwitched>();
        await run.SeeAsync<Connecting>(2);
        Assert.Equal(Endpoint.Parse(second.Url), run.All<Connecting>()[1].Pool); // not the mute one without configure
        Assert.Empty(run.All<ProtocolProblem>());
        await run.StopAsync();
    }

    [Fact]
    public async Task Shares_on_their_way_are_answered_before_the_backup_is_left()
    {
        using ScriptedPool first = new(), second = new();
        await using MinerRun run = MinerRun.Start(
            Options(first.Url.ToString(), second.Url.ToString()) with { Algorithm = new TinyAlgorithm(), Shares = 1 });
        (await first.AcceptAsync()).Dispose();
        using ScriptedPeer backup = await second.AcceptAsync();
        await backup.LogInAsync();
        await backup.SayAsync(Lines.SmallNotify("a"));
        Request share = await backup.ExpectAsync("mining.submit");
        using (ScriptedPeer probe = await first.AcceptAsync())
        {
            Request asked = await probe.ExpectAsync("mining.subscribe");
            await probe.SayAsync(Lines.Subscribed(asked.Id));
            Assert.Null(await probe.HearAsync()); // it has its answer, and leaves the backup next
        }
        await backup.SayAsync(Lines.Yes(share.Id));
        await run.SeeAsync<ShareAccepted>();
        Assert.Equal(1, (await run.EndAsync()).Accepted);
    }

    [Fact]
    public async Task A_backup_that_sends_us_elsewhere_is_still_the_backup()
    {
        using ScriptedPool favourite = new(), backup = new(), elsewhere = new();
        await using MinerRun run = MinerRun.Start(Options(favourite.Url.ToString(), backup.Url.ToString()) with
        {
            RollsVersions = false,
        });
        (await favourite.AcceptAsync()).Dispose();
        using (ScriptedPeer sending = await backup.AcceptAsync())
        {
            await sending.LogInAsync();
            await sending.SayAsync($$"""
                {"id":null,"method":"client.reconnect","params":["127.0.0.1",{{elsewhere.Url.Port}},0]}
                """);
            using ScriptedPeer there = await elsewhere.AcceptAsync();
            await there.LogInAsync();
            await run.SeeAsync<LoggedIn>(2);
            await AnswerProbesAsync(favourite, run); // while it is mined elsewhere, the way back is looked for
        }
        PoolSwitched back = await run.SeeAsync<PoolSwitched>(2);
        Assert.Equal((backup.Url, favourite.Url, true), (back.From, back.To, back.IsReturn));
        Assert.Equal(["b", "b"], run.All<LoggedIn>().Select(login => login.User).Take(2));
        await run.StopAsync();
    }

    [Fact]
    public async Task Version_rolling_is_agreed_on_with_each_pool_anew()
    {
        using ScriptedPool rolling = new(), plain = new();
        await using MinerRun run = MinerRun.Start(Options(rolling.Url.ToString(), plain.Url.ToString()) with
        {
            ReturnPause = TimeSpan.FromMinutes(1),
        });
        using (ScriptedPeer first = await rolling.AcceptAsync())
        {
            Request configure = await first.ExpectAsync("mining.configure");
            await first.SayAsync($$"""
                {"id":{{configure.Id}},"result":{"version-rolling":true,"version-rolling.mask":"1fffe000"},"error":null}
                """);
            Assert.Equal(6, (await FirstShareAsync(first)).Parameters.GetArrayLength());
        }
        using ScriptedPeer second = await plain.AcceptAsync();
        Request refused = await second.ExpectAsync("mining.configure");
        await second.SayAsync($$"""{"id":{{refused.Id}},"result":null,"error":[20,"unknown method",null]}""");
        Assert.Equal(5, (await FirstShareAsync(second)).Parameters.GetArrayLength());
        await run.StopAsync();
    }

    [Fact]
    public async Task A_limit_on_shares_counts_over_all_pools_and_is_met_exactly()
    {
        using ScriptedPool first = new(), second = new();
        await using MinerRun run = MinerRun.Start(Options(first.Url.ToString(), second.Url.ToString()) with
        {
            RollsVersions = false,
            ReturnPause = TimeSpan.FromMinutes(1),
            Shares = 3,
        });
        using (ScriptedPeer dying = await first.AcceptAsync())
        {
            await dying.SayAsync(Lines.Yes((await FirstShareAsync(dying)).Id));
            await dying.ExpectAsync("mining.submit"); // and dies with at least one share unanswered
        }
        using ScriptedPeer peer = await second.AcceptAsync();
        await peer.SayAsync(Lines.Yes((await FirstShareAsync(peer)).Id));
        Assert.Single(await peer.HearSubmitsAsync(_ => false)); // no fourth one
        Assert.Equal(3, (await run.EndAsync()).Accepted);
        Assert.Equal(StopReason.AsAsked, await run.Finished);
    }

    private static async Task<Request> FirstShareAsync(ScriptedPeer peer)
    {
        await peer.LogInAsync(TestPool.Easy);
        await peer.SayAsync(Lines.SmallNotify("a"));
        return await peer.ExpectAsync("mining.submit");
    }

    // Until the miner goes back: it then closes the connection of the backup.
    private static async Task AnswerProbesAsync(ScriptedPool pool, MinerRun run)
    {
        using ScriptedPeer probe = await pool.AcceptAsync();
        Request asked = await probe.ExpectAsync("mining.subscribe");
        await probe.SayAsync(Lines.Subscribed(asked.Id));
        await run.SeeAsync<PoolSwitched>(2);
    }

    private static MinerOptions Options(params string[] urls) => MinerRun.Defaults(Endpoint.Parse(urls[0])) with
    {
        User = "a",
        Backups = [.. urls.Skip(1).Select((url, i) => new PoolLogin(Endpoint.Parse(url), $"{(char)('b' + i)}"))],
        Algorithm = Algorithms.Get("sha256d"),
        Isa = Isa.Reference,
        ReturnPause = TimeSpan.FromMilliseconds(20),
    };

    private static async Task<string> DeadAsync()
    {
        await using StratumPool pool = StratumPool.Start(Quiet);
        return pool.Url;
    }
}
