using System.Net.Sockets;
using NightMiner.Hashing;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;

namespace NightMiner.Pool.Tests;

public class StratumPoolTests
{
    [Fact]
    public async Task A_pool_starts_again_on_its_port_and_not_beside_another_one()
    {
        StratumPool first = StratumPool.Start(TestPool.Quiet);
        PoolOptions samePort = TestPool.Quiet with { Listen = first.EndPoint };
        using ScriptedClient client = await ScriptedClient.LoginAsync(first);
        Assert.Equal($"stratum+tcp://127.0.0.1:{first.EndPoint.Port}", first.Url);
        Assert.Throws<SocketException>(() => StratumPool.Start(samePort));

        for (int i = 0; i < 3; i++)
        {
            await first.DisposeAsync();
            Assert.Empty(await client.ReadToEndAsync());
            await using StratumPool again = StratumPool.Start(samePort);
            using ScriptedClient back = await ScriptedClient.LoginAsync(again);
            Assert.Equal(first.Url, again.Url);
        }
    }

    [Fact]
    public async Task All_connections_can_be_dropped_and_new_ones_are_welcome()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        using ScriptedClient one = await ScriptedClient.LoginAsync(pool);
        using ScriptedClient two = await ScriptedClient.LoginAsync(pool);

        pool.DropConnections();

        Assert.Empty(await one.ReadToEndAsync());
        Assert.Empty(await two.ReadToEndAsync());
        await TestPool.Until(() => pool.Snapshot().Connections == 0);
        using ScriptedClient three = await ScriptedClient.LoginAsync(pool);
        Assert.Equal((1, 3L, 2L), (pool.Snapshot().Connections,
            pool.Snapshot().ConnectionsEver, pool.Snapshot().ConnectionsDropped));
    }

    [Fact]
    public async Task Blocks_and_refreshes_come_by_the_clock()
    {
        ManualClock clock = new();
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet with
        {
            Clock = clock,
            BlockTime = TimeSpan.FromSeconds(15),
            RefreshTime = TimeSpan.FromSeconds(6),
        });
        using ScriptedClient client = await ScriptedClient.LoginAsync(pool);
        uint start = client.Job.Time;

        for (int second = 1; second <= 36; second++) clock.Advance(TimeSpan.FromSeconds(1));
        while (client.Jobs.Count < 7) await client.NextJobAsync();

        Assert.Equal([0, 6, 12, 15, 21, 27, 30], client.Jobs.Take(7).Select(job => (int)(job.Time - start)));
        Assert.Equal([true, false, false, true, false, false, true], client.Jobs.Take(7).Select(job => job.CleanJobs));
        Assert.Equal(client.Jobs.Count, client.Jobs.Select(job => job.JobId).Distinct().Count());
    }

    [Fact]
    public async Task Events_tell_the_whole_story_without_the_password()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet with { LogLines = true, Password = "hush" });
        using (ScriptedClient client = await ScriptedClient.ConnectAsync(pool))
        {
            await client.SubscribeAsync();
            Assert.StartsWith("false", await client.AskAsync("mining.authorize", """["me","nope"]"""),
                StringComparison.Ordinal);
            Assert.Equal("true null", await client.AskAsync("mining.authorize", """["me","hush"]"""));
            await client.SubmitAsync(client.Find(client.Job, TestPool.Easy));
            pool.AnnounceBlock();
            await client.NextJobAsync();
            await client.SendAsync("""{"id":1,"method":"mining.authorize","params":["me","hush" """);
            await client.ReadToEndAsync();
        }
        await pool.DisposeAsync();

        List<PoolEvent> story = [];
        while (pool.Events.TryRead(out PoolEvent? happened)) story.Add(happened);
        Assert.Equal(
            [
                typeof(ClientConnected), typeof(ClientLoginRefused), typeof(ClientLoggedIn),
                typeof(ShareJudged), typeof(NewBlock), typeof(ClientLeft),
            ],
            story.Where(happened => happened is not (ClientLineReceived or ClientLineSent)).Select(h => h.GetType()));
        Assert.DoesNotContain(story, happened => happened.ToString().Contains("hush", StringComparison.Ordinal)
            || happened.ToString().Contains("nope", StringComparison.Ordinal));
        Assert.Contains(story, happened => happened is
            ClientLineReceived { Line: """{"id":103,"method":"mining.authorize","params":["me","***"]}""" });
        Assert.Contains(story, happened =>
            happened is ClientLineSent { Line: """{"id":103,"result":true,"error":null}""" });
    }

    [Fact]
    public async Task A_hundred_clients_mine_side_by_side()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            using ScriptedClient client = await ScriptedClient.LoginAsync(pool);
            Assert.Equal("true null", await client.SubmitAsync(client.Find(client.Job, TestPool.Easy)));
        }));

        PoolSnapshot end = pool.Snapshot();
        Assert.Equal((100L, 100L, 0L), (end.ConnectionsEver, end.Accepted, end.Rejected));
        Assert.Equal(100, pool.Shares.Count);
        await TestPool.Until(() => pool.Snapshot().Connections == 0);
    }

    [Fact]
    public async Task The_miner_of_this_repository_is_served()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet with { Difficulty = Difficulty.Parse("1e-7") });
        Miner miner = new(new MinerOptions
        {
            Pool = Endpoint.Parse(pool.Url),
            User = "me",
            Algorithm = Algorithms.Get("sha256d"),
            Isa = Isa.Reference,
            Threads = 1,
            Shares = 20,
            TimeLimit = ScriptedClient.Patience,
        });

        await miner.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal((20L, 0L), (miner.Snapshot().Accepted, miner.Snapshot().Rejected));
        Assert.InRange(pool.Snapshot().Accepted, 20, long.MaxValue); // further shares may have been under way
        Assert.Equal(0, pool.Snapshot().Rejected);
    }
}
