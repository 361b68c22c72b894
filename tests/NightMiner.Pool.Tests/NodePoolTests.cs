using System.Text.Json.Nodes;
using NightMiner.Pool.Profiles;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Nodes;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;

namespace NightMiner.Pool.Tests;

/// <summary>The pool on a node that says what a test wants.</summary>
public sealed class NodePoolTests
{
    private const string Address = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";
    private const string Script = "160014751e76e8199196d454941c45d1b3a323f1433bd6";
    private const string Easy = "207fffff"; // every second hash is a block
    private const string Hard = "1b0404cb";

    private static readonly uint Now = (uint)DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    [Fact]
    public async Task A_share_that_is_a_block_goes_to_the_node_and_the_next_template_comes_as_a_clean_job()
    {
        await using FakeNode node = new();
        StandAt(node, 7, height => height == 7 ? Easy : Hard);
        await using StratumPool pool = await StratumPool.StartAsync(Options(node));
        using ScriptedClient client = await ScriptedClient.LoginAsync(pool);
        Assert.Equal((0x207fffffu, Now, true), (client.Job.Bits, client.Job.Time, client.Job.CleanJobs));

        TestShare share = client.Find(client.Job, TestPool.EasyBlock);
        Assert.Equal("true null", await client.SubmitAsync(share));
        await TestPool.Until(() => pool.Snapshot().BlocksFound == 1);
        Notify next = await client.NextJobAsync();

        Assert.Equal((0x1b0404cbu, true), (next.Bits, next.CleanJobs));
        NodeCall submit = Assert.Single(node.Calls, call => call.Method == "submitblock");
        string block = submit.Parameters[0].GetString()!;
        Assert.Equal(Convert.ToHexStringLower(pool.Shares[^1].Header.Span), block[..160]);
        Assert.Contains("00f2052a01000000" + Script, block, StringComparison.Ordinal); // 50 coins for the address
        Assert.Contains("68656c6c6f", block, StringComparison.Ordinal);         // hello
        Assert.Contains(Convert.ToHexStringLower(client.Extranonce1) + share.Extranonce2, block,
            StringComparison.Ordinal);
        Assert.Equal("Basic " + Convert.ToBase64String("u:p"u8), submit.Authorization);
    }

    [Fact]
    public async Task A_refused_block_is_told_and_the_share_still_counts()
    {
        await using FakeNode node = new();
        node.Answers["getblocktemplate"] = call => call.LongPollId is null
            ? Task.FromResult<string?>(FakeNode.Result(Template(7, Easy))) : Never();
        node.Answer("submitblock", FakeNode.Result("bad-cb-height"));
        await using StratumPool pool = await StratumPool.StartAsync(Options(node));
        using ScriptedClient client = await ScriptedClient.LoginAsync(pool);

        Assert.Equal("true null", await client.SubmitAsync(client.Find(client.Job, TestPool.EasyBlock)));

        using CancellationTokenSource limit = new(ScriptedClient.Patience);
        await foreach (PoolEvent happened in pool.Events.ReadAllAsync(limit.Token))
        {
            if (happened is not BlockRefused refused) continue;
            Assert.Equal((7, "bad-cb-height"), (refused.Height, refused.Reason));
            break;
        }
        Assert.Equal((0L, 1L), (pool.Snapshot().BlocksFound, pool.Snapshot().Accepted));
    }

    [Fact]
    public async Task A_new_tip_is_a_clean_job_and_a_better_template_is_not_and_a_node_that_fails_is_asked_again()
    {
        await using FakeNode node = new();
        TaskCompletionSource<string?> better = new(), tip = new();
        node.Answers["getblocktemplate"] = call => call.LongPollId switch
        {
            null => Task.FromResult<string?>(FakeNode.Result(Template(7, Hard, "a"))),
            "a" => better.Task,
            "b" => tip.Task,
            _ => Task.FromResult<string?>(FakeNode.Error(-10, "is downloading")),
        };
        await using StratumPool pool = await StratumPool.StartAsync(Options(node));
        using ScriptedClient client = await ScriptedClient.LoginAsync(pool);

        better.SetResult(FakeNode.Result(Template(7, Hard, "b", value: 51_0000_0000)));
        Notify second = await client.NextJobAsync();
        Assert.False(second.CleanJobs);
        Assert.NotEqual(client.Jobs[0].Coinbase2.ToArray(), second.Coinbase2.ToArray());
        tip.SetResult(FakeNode.Result(Template(8, Hard, "c")));
        Assert.True((await client.NextJobAsync()).CleanJobs);

        using CancellationTokenSource limit = new(ScriptedClient.Patience);
        await foreach (PoolEvent happened in pool.Events.ReadAllAsync(limit.Token))
            if (happened is NodeTrouble trouble)
            {
                Assert.Contains("downloading", trouble.Problem, StringComparison.Ordinal);
                return;
            }
    }

    [Fact]
    public async Task After_the_node_has_gone_back_to_an_earlier_tip_blocks_on_it_are_handed_in_again()
    {
        await using FakeNode node = new();
        node.Answers["getblocktemplate"] = call => call.LongPollId is null
            ? Task.FromResult<string?>(FakeNode.Result(Template(7, Easy))) : Never();
        await using StratumPool pool = await StratumPool.StartAsync(Options(node) with { Clock = new JumpingClock() });
        await using MinerRun run = MinerRun.Start(MinerRun.Defaults(Endpoint.Parse(pool.Url)) with
        {
            Algorithm = Algorithms.Get("sha256d"),
            Threads = 1,
            Isa = NightMiner.Hashing.Isa.Reference,
        });
        await TestPool.Until(() => pool.Snapshot().BlocksFound >= 4);
        await run.StopAsync();
        await pool.DisposeAsync();
        string[] blocks = [.. node.Calls.Where(call => call.Method == "submitblock")
            .Select(call => call.Parameters[0].GetString()!)];
        Assert.InRange(blocks.Distinct().Count(), 4, int.MaxValue); // the last one may still be on its way
        Assert.Single(blocks.Select(block => block[8..72]).Distinct());
    }

    [Fact]
    public async Task A_node_whose_long_poll_returns_at_once_is_asked_once_a_second_and_miners_do_not_notice()
    {
        await using FakeNode node = new();
        JumpingClock clock = new();
        DateTimeOffset start = clock.GetUtcNow();
        DateTimeOffset[] asked = new DateTimeOffset[40];
        int questions = 0;
        node.Answers["getblocktemplate"] = _ =>
        {
            if (questions < asked.Length) asked[questions] = clock.GetUtcNow();
            questions++;
            return Task.FromResult<string?>(FakeNode.Result(Template(7, Hard)));
        };
        await using StratumPool pool = await StratumPool.StartAsync(Options(node) with { Clock = clock });
        using ScriptedClient client = await ScriptedClient.LoginAsync(pool);
        await TestPool.Until(() => Volatile.Read(ref questions) >= asked.Length);
        Assert.InRange((asked[^1] - start).TotalSeconds, asked.Length - 12, asked.Length); // ten are free
        Assert.Equal(1, pool.Snapshot().JobsSent);
    }

    [Fact]
    public async Task A_block_that_is_found_while_the_node_is_away_is_handed_in_when_it_is_back()
    {
        await using FakeNode node = new();
        StandAt(node, 7, height => height == 7 ? Easy : Hard);
        Func<NodeCall, Task<string?>> accept = node.Answers["submitblock"];
        int submits = 0;
        node.Answers["submitblock"] = call => ++submits < 6 ? Task.FromResult<string?>(null) : accept(call); // hangs up
        await using StratumPool pool = await StratumPool.StartAsync(Options(node) with { Clock = new JumpingClock() });
        using ScriptedClient client = await ScriptedClient.LoginAsync(pool);
        Assert.Equal("true null", await client.SubmitAsync(client.Find(client.Job, TestPool.EasyBlock)));
        await TestPool.Until(() => pool.Snapshot().BlocksFound == 1);
        Assert.Single(node.Calls.Where(call => call.Method == "submitblock")
            .Select(call => call.Parameters[0].GetString()).Distinct());
    }

    [Fact]
    public async Task A_node_that_was_started_again_is_called_with_its_new_cookie()
    {
        string cookie = Path.GetTempFileName();
        await File.WriteAllTextAsync(cookie, "__cookie__:one\n");
        await using FakeNode node = new();
        StandAt(node, 7, _ => Hard);
        PoolOptions options = Options(node);
        await using StratumPool pool = await StratumPool.StartAsync(options with
        {
            Clock = new JumpingClock(),
            Node = Solo(options, solo => solo with { CookieFile = cookie }),
        });
        node.Answer("getblocktemplate", FakeNode.Http(401, ""));
        await File.WriteAllTextAsync(cookie, "__cookie__:two\n");
        pool.RefreshJob();
        string second = "Basic " + Convert.ToBase64String("__cookie__:two"u8);
        await TestPool.Until(() => node.Calls.Any(call => call.Authorization == second));
        File.Delete(cookie);
    }

    [Fact]
    public async Task Our_miner_mines_blocks_through_the_pool_under_every_profile()
    {
        foreach (PoolProfile profile in PoolProfile.All)
        {
            await using FakeNode node = new();
            StandAt(node, 7, _ => Easy);
            await using StratumPool pool = await StratumPool.StartAsync(Options(node) with
            {
                Profile = profile,
                Difficulty = Difficulty.Parse("0.000001"),
            });
            await using MinerRun run = MinerRun.Start(MinerRun.Defaults(Endpoint.Parse(pool.Url)) with
            {
                Algorithm = Algorithms.Get("sha256d"),
                Threads = 1,
                Isa = NightMiner.Hashing.Isa.Reference,
            });
            await TestPool.Until(() => pool.Snapshot().BlocksFound >= 3);
            await run.StopAsync();
        }
    }

    [Theory]
    [InlineData("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "sha256d", "give an address of that network")]
    [InlineData(Address, "scrypt", "Bitcoin regtest is mined with sha256d, not with scrypt: use -a sha256d")]
    [InlineData("nonsense", "sha256d", "'nonsense' is not a coinbase address")]
    [InlineData("", "sha256d", "--coinbase-addr")]
    public async Task What_does_not_fit_the_node_is_explained(string address, string algorithm, string problem)
    {
        await using FakeNode node = new();
        node.Answer("getblocktemplate", FakeNode.Result(Template(7, Easy)));
        PoolOptions options = Options(node) with { Algorithm = Algorithms.Get(algorithm) };

        ArgumentException e = await Assert.ThrowsAsync<ArgumentException>(() => StratumPool.StartAsync(
            options with { Node = Solo(options, solo => solo with { CoinbaseAddress = address }) }));

        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_without_room_and_a_node_without_work_are_explained()
    {
        await using FakeNode node = new();
        PoolOptions options = Options(node);
        ConnectionException noWork =
            await Assert.ThrowsAsync<ConnectionException>(() => StratumPool.StartAsync(options));
        Assert.Contains("Method not found", noWork.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(StratumPool.StartAsync),
            Assert.Throws<ArgumentException>(() => StratumPool.Start(options)).Message, StringComparison.Ordinal);

        PoolOptions talkative = options with
        {
            Node = Solo(options, solo => solo with { CoinbaseSignature = new string('x', 61) }),
        };
        Assert.Contains("60 fit", (await Assert.ThrowsAsync<ArgumentException>(
            () => StratumPool.StartAsync(talkative))).Message, StringComparison.Ordinal);
    }

    private static PoolNode Solo(PoolOptions options, Func<SoloOptions, SoloOptions> change) =>
        options.Node! with { Solo = change(options.Node.Solo) };

    private static PoolOptions Options(FakeNode node) => TestPool.Quiet with
    {
        NetworkBits = null,
        Node = new PoolNode(
            Endpoint.Parse($"http://u:p@127.0.0.1:{node.Url.Port}"),
            new SoloOptions { CoinbaseAddress = Address, CoinbaseSignature = "hello" }),
    };

    // A chain that grows with every block handed in; a long poll is answered when it has grown.
    private static void StandAt(FakeNode node, int height, Func<int, string> bits)
    {
        node.Answers["getblocktemplate"] = async call =>
        {
            while (call.LongPollId == Tip()) await Task.Delay(5);
            return FakeNode.Result(Template(height, bits(height), Tip()));
        };
        node.Answers["submitblock"] = _ =>
        {
            Interlocked.Increment(ref height);
            return Task.FromResult<string?>(FakeNode.Result(null));
        };

        string Tip() => Volatile.Read(ref height).ToString("d", null);
    }

    private static JsonObject Template(int height, string bits, string poll = "poll", long value = 50_0000_0000) =>
        new()
        {
            ["version"] = 0x20000000, ["previousblockhash"] = height.ToString("x64", null),
            ["transactions"] = new JsonArray(), ["coinbasevalue"] = value, ["bits"] = bits,
            ["curtime"] = Now, ["height"] = height, ["longpollid"] = poll,
        };

    private static Task<string?> Never() => new TaskCompletionSource<string?>().Task;
}
