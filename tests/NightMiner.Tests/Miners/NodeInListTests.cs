using System.Text.Json.Nodes;
using NightMiner.Jobs;
using NightMiner.Pool;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Nodes;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;

namespace NightMiner.Tests.Miners;

/// <summary>Nodes that refuse blocks, and nodes among pools.</summary>
public sealed class NodeInListTests
{
    private const string Address = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";
    private const string Hard = "0000000000000000000000000000000000000000000000000000000000000001";

    [Fact]
    public async Task After_a_refused_block_another_template_is_asked_for_before_the_next_is_handed_in()
    {
        await using FakeNode node = new();
        node.Answers["getblocktemplate"] = call => call.LongPollId is null ? Template() : Never();
        node.Answer("submitblock", FakeNode.Result("bad-cb-height"));
        await using MinerRun run = MinerRun.Start(Options(node.Url) with { Threads = 2 });
        await run.SeeAsync<ShareRejected>(4);
        MinerSnapshot end = await run.StopAsync();
        Assert.Equal(end.Found, end.Accepted + end.Rejected + end.Stale + end.Unsent);
        string[] calls = [.. node.Calls.Select(call => call.Method + call.Parameters)]; // the same block may be
        Assert.DoesNotContain(calls.Zip(calls.Skip(1)), two => two.First != two.Second
            && two.First.StartsWith("submit", StringComparison.Ordinal)
            && two.Second.StartsWith("submit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_block_whose_answer_is_none_is_not_followed_by_another_at_once()
    {
        await using FakeNode node = new();
        node.Answers["getblocktemplate"] = call => call.LongPollId is null ? Template() : Never();
        node.Answer("submitblock", FakeNode.Http(500, "<html>"));
        await using MinerRun run = MinerRun.Start(Options(node.Url) with { Threads = 2 });
        await run.SeeAsync<JobReceived>(4);
        await run.StopAsync();
        string[] calls = [.. node.Calls.Select(call => call.Method + call.Parameters)]; // the same block may be
        Assert.DoesNotContain(calls.Zip(calls.Skip(1)), two => two.First != two.Second
            && two.First.StartsWith("submit", StringComparison.Ordinal)
            && two.Second.StartsWith("submit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_node_with_nothing_to_wait_for_is_not_asked_again_and_again()
    {
        await using FakeNode node = new();
        node.Answers["getblocktemplate"] = _ => Template(poll: null, isHard: true);
        await using MinerRun run = MinerRun.Start(Options(node.Url));
        await run.SeeAsync<JobReceived>();
        using NodeCalls other = new(new NodeClient(node.Url, DialOptions.Default, ScriptedPool.Patience));
        for (int i = 0; i < 50; i++) await other.ChainAsync(CancellationToken.None); // time for as many questions
        await run.StopAsync();
        Assert.Single(node.Calls, call => call.Method == "getblocktemplate");
    }

    [Fact]
    public async Task A_node_that_gives_no_work_is_not_returned_to_and_one_that_does_is()
    {
        await using FakeNode node = new();
        TaskCompletionSource asked = new();
        int questions = 0;
        node.Answers["getblocktemplate"] = call =>
        {
            if (Interlocked.Increment(ref questions) == 4) asked.SetResult();
            return questions < 4 ? Task.FromResult<string?>(FakeNode.Error(-10, "downloading blocks"))
                : call.LongPollId is null ? Template(isHard: true) : Never();
        };
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        await using MinerRun run = MinerRun.Start(Options(node.Url) with
        {
            Backups = [new PoolLogin(Endpoint.Parse(pool.Url), "b")],
            ReturnPause = TimeSpan.FromMilliseconds(20),
        });
        await asked.Task.WaitAsync(ScriptedPool.Patience);
        await run.SeeAsync<NodeReady>();
        await run.StopAsync();
        Assert.Equal([false, true], run.All<PoolSwitched>().Select(e => e.IsReturn));
        Assert.Single(run.All<LoggedIn>());
    }

    [Fact]
    public async Task A_node_whose_network_does_not_fit_is_left_out_in_its_own_words()
    {
        await using FakeNode node = new();
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        await using MinerRun run = MinerRun.Start(Options(node.Url) with
        {
            CoinbaseAddress = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            Backups = [new PoolLogin(Endpoint.Parse(pool.Url), "b")],
        });
        await run.SeeAsync<LoggedIn>();
        await run.StopAsync();
        string reason = Assert.Single(run.All<Disconnected>()).Reason;
        Assert.StartsWith("bc1qw508", reason, StringComparison.Ordinal);
        Assert.EndsWith("left out", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("-u and -p", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_difficulty_factor_of_a_pool_does_not_change_a_nodes_target()
    {
        await using FakeNode node = new();
        node.Answers["getblocktemplate"] = call => call.LongPollId is null ? Template(isHard: true) : Never();
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet with { Difficulty = Difficulty.One });
        await using MinerRun run = MinerRun.Start(Options(Endpoint.Parse(pool.Url)) with
        {
            DifficultyFactor = Difficulty.Parse("65536"),
            Backups = [new PoolLogin(node.Url, "b")],
        });
        await run.SeeAsync<JobReceived>();
        await pool.DisposeAsync();
        await run.SeeAsync<NodeReady>();
        await run.SeeAsync<JobReceived>(2);
        await run.StopAsync();
        Job atPool = run.All<JobReceived>()[0].Job, atNode = run.All<JobReceived>()[^1].Job;
        Assert.NotEqual(Target.FromDifficulty(atPool.Difficulty, atPool.Algorithm.DifficultyOne), atPool.Target);
        Assert.Equal(new Target(UInt256.Parse(Hard)), atNode.Target);
        Assert.Null(atNode.VersionMask); // what the pool granted does not hold at the node
    }

    [Fact]
    public async Task A_proxy_that_is_not_there_is_not_taken_for_the_node()
    {
        await using FakeNode node = new();
        await using MinerRun run = MinerRun.Start(Options(node.Url) with
        {
            Retries = 0,
            Dial = new DialOptions { Proxy = ProxyUrl.Parse("socks5://127.0.0.1:1") },
        });
        await run.EndAsync();
        Disconnected end = Assert.Single(run.All<Disconnected>());
        Assert.Equal(ConnectionProblem.Proxy, end.Problem);
        Assert.Contains("socks5://127.0.0.1:1", end.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_speaks_no_tls_is_told_apart_from_a_pool()
    {
        await using FakeNode node = new();
        await using MinerRun run = MinerRun.Start(
            Options(Endpoint.Parse($"https://127.0.0.1:{node.Url.Port}")) with { Retries = 0 });
        await run.EndAsync();
        string reason = Assert.Single(run.All<Disconnected>()).Reason;
        Assert.Contains("http://", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("tratum", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_whose_url_names_no_port_is_looked_for_where_its_coin_listens()
    {
        await using MinerRun run = MinerRun.Start(Options(Endpoint.Parse("http://localhost.invalid")) with
        {
            Retries = 0,
            Backups = [new PoolLogin(Endpoint.Parse("http://second.invalid"), "b")],
        });
        await run.EndAsync();
        Assert.Equal(["http://localhost.invalid:8332", "http://second.invalid:8332"],
            run.All<Connecting>().Select(connecting => connecting.Pool.ToString()));
    }

    private static MinerOptions Options(Endpoint url) => MinerRun.Defaults(url) with
    {
        CoinbaseAddress = Address,
        Algorithm = Algorithms.Get("sha256d"),
    };

    private static Task<string?> Never() => new TaskCompletionSource<string?>().Task;

    private static Task<string?> Template(string? poll = "poll", bool isHard = false)
    {
        JsonObject template = TemplateJson.Sample();
        template["longpollid"] = poll;
        if (isHard) template["target"] = Hard;
        return Task.FromResult<string?>(FakeNode.Result(template));
    }
}
