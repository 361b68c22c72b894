using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;

namespace NightMiner.Tests.Miners;

/// <summary>The miner at a node that says what a test wants.</summary>
public sealed class NodeSessionTests
{
    private const string Address = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";
    private const string Script = "160014751e76e8199196d454941c45d1b3a323f1433bd6";
    private const string Hard = "0000000000000000000000000000000000000000000000000000000000000001";

    [Fact]
    public async Task A_block_is_handed_in_and_counts_as_a_share()
    {
        await using FakeNode node = new();
        int height = 6;
        node.Answers["getblocktemplate"] = call =>
            call.LongPollId is null ? Reply(Template(Interlocked.Increment(ref height))) : Never();
        await using MinerRun run = MinerRun.Start(Options(node) with { Shares = 2, CoinbaseSignature = "hello" });
        MinerSnapshot end = await run.EndAsync();
        Assert.Equal((StopReason.AsAsked, 2, 0), (await run.Finished, end.Accepted, end.Rejected));
        Assert.Equal(("Bitcoin regtest", 7, Address), Facts(Assert.Single(run.All<NodeReady>())));

        NodeCall[] submits = [.. node.Calls.Where(call => call.Method == "submitblock")];
        Assert.Equal(2, submits.Length);
        string block = submits[0].Parameters[0].GetString()!;
        BlockHeader header = BlockHeader.Parse(Convert.FromHexString(block[..160]));
        Assert.True(new CompactBits(0x207fffff).ToTarget()!.Value.IsMetBy(
            Algorithms.Get("sha256d").HashOf(Convert.FromHexString(block[..160]))));
        Assert.Equal((0x20000000u, 1700000000u), (header.Version, header.Time));
        Assert.Contains("57" + "0568656c6c6f" + "08", block, StringComparison.Ordinal); // OP_7, hello, the extranonce
        Assert.Contains("00f2052a01000000" + Script, block, StringComparison.Ordinal);  // 50 coins for the address
        Assert.Equal("Basic " + Convert.ToBase64String("user.worker:secret"u8), submits[0].Authorization);
        Assert.Equal(["segwit"], node.Calls.First(call => call.Method == "getblocktemplate").Rules);
    }

    [Fact]
    public async Task A_refused_block_tells_the_nodes_reason_and_the_mining_goes_on()
    {
        await using FakeNode node = new();
        node.Answers["getblocktemplate"] = call => call.LongPollId is null ? Reply(Template(7)) : Never();
        node.Answers["submitblock"] = call => Reply(
            node.Calls.Count(each => each.Method == "submitblock") < 3 ? "bad-cb-height" : null);
        await using MinerRun run = MinerRun.Start(Options(node) with { Shares = 1 });
        MinerSnapshot end = await run.EndAsync();
        Assert.Equal((1, 2), (end.Accepted, end.Rejected));
        Assert.Equal("bad-cb-height", run.All<ShareRejected>()[0].Error.Text);
    }

    [Fact]
    public async Task A_new_tip_ends_the_old_work_at_once_and_a_better_template_does_not()
    {
        await using FakeNode node = new();
        TaskCompletionSource<string?> refresh = new(), tip = new();
        node.Answers["getblocktemplate"] = call => call.LongPollId switch
        {
            null => Reply(Template(7, Hard, poll: "a")),
            "a" => refresh.Task,
            "b" => tip.Task,
            _ => Never(),
        };
        await using MinerRun run = MinerRun.Start(Options(node));
        JobReceived first = await run.SeeAsync<JobReceived>(1);
        refresh.SetResult(FakeNode.Result(Template(7, Hard, poll: "b", value: 51_0000_0000)));
        JobReceived second = await run.SeeAsync<JobReceived>(2);
        Assert.Equal((true, false), (first.IsNewBlock, second.IsNewBlock));
        Assert.False(first.Job.IsStopped);

        JsonObject other = Template(8, Hard, poll: "c");
        other["previousblockhash"] = new string('1', 64);
        tip.SetResult(FakeNode.Result(other));
        JobReceived third = await run.SeeAsync<JobReceived>(3);
        Assert.True(third.IsNewBlock);
        Assert.True(first.Job.IsStopped && second.Job.IsStopped && !third.Job.IsStopped);
        await run.StopAsync();
    }

    [Fact]
    public async Task After_a_block_of_ours_the_next_template_is_asked_for_at_once()
    {
        await using FakeNode node = new();
        int templates = 0;
        node.Answers["getblocktemplate"] = call =>
        {
            if (call.LongPollId is not null) return Never(); // as if the node forgot to tell
            JsonObject template = Template(7 + templates);
            template["previousblockhash"] = (templates++).ToString("x64", null);
            return Reply(template);
        };
        await using MinerRun run = MinerRun.Start(Options(node) with { Shares = 3 });
        Assert.Equal(3, (await run.EndAsync()).Accepted);
        Assert.Equal(3, node.Calls.Where(call => call.Method == "submitblock")
            .Select(call => call.Parameters[0].GetString()![8..72]).Distinct().Count()); // each on another block
    }

    [Fact]
    public async Task A_template_that_a_block_of_ours_stands_on_already_is_not_mined_again()
    {
        await using FakeNode node = new();
        int asked = 0;
        node.Answers["getblocktemplate"] = call =>
        {
            if (call.LongPollId is not null) return Never();
            int block = asked++ / 3; // it comes twice more after the block: the node has not heard itself yet
            JsonObject template = Template(7 + block);
            template["previousblockhash"] = block.ToString("x64", null);
            return Reply(template);
        };
        await using MinerRun run = MinerRun.Start(Options(node) with { Shares = 3 });
        Assert.Equal(3, (await run.EndAsync()).Accepted);
        Assert.Equal(3, node.Calls.Where(call => call.Method == "submitblock")
            .Select(call => call.Parameters[0].GetString()![8..72]).Distinct().Count()); // each on another block
    }

    [Fact]
    public async Task A_node_that_goes_back_is_mined_on_again()
    {
        await using FakeNode node = new();
        bool isExtended = false;
        node.Answers["getblocktemplate"] = call =>
        {
            if (call.LongPollId == "old") return Never();
            if (call.LongPollId == "new") isExtended = false; // somebody told it to: invalidateblock
            return Reply(isExtended ? Template(8, Hard, "new") : Template(7, poll: "old"));
        };
        node.Answers["submitblock"] = _ =>
        {
            isExtended = true;
            return Reply(null);
        };
        await using MinerRun run = MinerRun.Start(Options(node) with { Shares = 5 });
        Assert.Equal((5, 0), ((await run.EndAsync()).Accepted, run.All<ShareRejected>().Count));
        string[] blocks = [.. node.Calls.Where(call => call.Method == "submitblock")
            .Select(call => call.Parameters[0].GetString()!)];
        Assert.Equal(5, blocks.Distinct().Count());
        Assert.Single(blocks.Select(block => block[8..72]).Distinct());
    }

    [Fact]
    public async Task A_node_whose_long_poll_returns_at_once_is_not_asked_again_and_again()
    {
        await using FakeNode node = new();
        node.Answers["getblocktemplate"] = _ => Reply(Template(7, Hard));
        Stopwatch watch = Stopwatch.StartNew();
        await using MinerRun run = MinerRun.Start(Options(node));
        while (node.Calls.Count(call => call.Method == "getblocktemplate") <= 10) await Task.Delay(5);
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(0.95), ScriptedPool.Patience);
        await run.StopAsync();
        Assert.Single(run.All<JobReceived>()); // it said the same each time
    }

    [Fact]
    public async Task No_block_of_ours_has_a_rival_of_ours_however_close_the_blocks_come()
    {
        await using FakeNode node = new();
        int height = 1;
        TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Answers["getblocktemplate"] = async call =>
        {
            Task isNew = Volatile.Read(ref next).Task;
            if (call.LongPollId == $"{Volatile.Read(ref height)}") await isNew;
            int tip = Volatile.Read(ref height);
            JsonObject template = Template(tip, poll: $"{tip}");
            template["previousblockhash"] = tip.ToString("x64", null);
            return FakeNode.Result(template);
        };
        node.Answers["submitblock"] = async _ =>
        {
            Interlocked.Increment(ref height);
            TaskCompletionSource isNew = next;
            next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            isNew.SetResult(); // the next template and this answer race each other
            await Task.Delay(1);
            return FakeNode.Result(null);
        };
        await using MinerRun run = MinerRun.Start(Options(node) with { Shares = 300 });
        Assert.Equal(300, (await run.EndAsync()).Accepted);
        Assert.Equal(300, node.Calls.Where(call => call.Method == "submitblock")
            .Select(call => call.Parameters[0].GetString()![8..72]).Distinct().Count());
    }

    [Theory]
    [InlineData("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "sha256d",
        "an address of Bitcoin, but the node is on Bitcoin regtest")]
    [InlineData("rltc1qqypqxpq9qcrsszg2pvxq6rs0zqg3yyc5l62ze4", "sha256d", "an address of Litecoin regtest, but")]
    [InlineData(Address, "scrypt", "use -a sha256d")]
    public async Task What_does_not_fit_the_network_is_refused_before_a_hash_is_computed(
        string address, string algorithm, string reason)
    {
        await using FakeNode node = new();
        await using MinerRun run = MinerRun.Start(Options(node) with
        {
            CoinbaseAddress = address,
            Algorithm = Algorithms.Get(algorithm),
        });
        Assert.Equal(0, (await run.EndAsync()).Hashes);
        Assert.Equal(StopReason.LoginRefused, await run.Finished);
        LoginRefused refused = Assert.Single(run.All<LoginRefused>());
        Assert.True(refused.IsNode);
        Assert.Contains(reason, refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_that_is_not_known_is_refused_by_name()
    {
        await using FakeNode node = new();
        node.Answer("getblockhash", FakeNode.Result(new string('a', 64)));
        await using MinerRun run = MinerRun.Start(Options(node));
        await run.EndAsync();
        Assert.Contains("'regtest'", Assert.Single(run.All<LoginRefused>()).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "", "user.worker", "rpcuser")]
    [InlineData(401, "", "", "wants a login")]
    [InlineData(403, "", "user.worker", "rpcallowip")]
    public async Task A_node_that_does_not_let_us_in_is_explained(int status, string body, string user, string reason)
    {
        await using FakeNode node = new();
        node.Answer("getblockchaininfo", FakeNode.Http(status, body));
        await using MinerRun run = MinerRun.Start(Options(node) with { User = user });
        await run.EndAsync();
        Assert.Equal(StopReason.LoginRefused, await run.Finished);
        string text = Assert.Single(run.All<LoginRefused>()).Reason;
        Assert.Contains(reason, text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-28, "words of the node", "just been started")]
    [InlineData(-10, "words of the node", "still downloading")]
    [InlineData(-9, "words of the node", "no peers")]
    [InlineData(-8, "words of the node", "refuses to give work")]
    [InlineData(-1, "CreateNewBlock: TestBlockValidity failed: bad-txns-vin-empty", "needs a peg-in")]
    public async Task A_node_that_is_not_ready_is_explained_and_asked_again(int code, string words, string reason)
    {
        await using FakeNode node = new();
        int asked = 0;
        node.Answers["getblocktemplate"] = call => asked++ == 0
            ? Task.FromResult<string?>(FakeNode.Error(code, words))
            : Reply(Template(7));
        await using MinerRun run = MinerRun.Start(Options(node) with { Shares = 1 });
        Assert.Equal(1, (await run.EndAsync()).Accepted);
        Disconnected end = run.All<Disconnected>()[0];
        Assert.Equal(ConnectionProblem.NotReady, end.Problem);
        Assert.Contains(reason, end.Reason, StringComparison.Ordinal);
        Assert.Contains(words, end.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>", ConnectionProblem.Protocol, "is no node")]
    [InlineData("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", ConnectionProblem.Protocol, "HTTP 404")]
    [InlineData("HTTP/1.1 302 No\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        ConnectionProblem.Protocol, "HTTP 302")]
    [InlineData("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", ConnectionProblem.NotReady, "too busy")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 67108865\r\n\r\n", ConnectionProblem.Protocol, "larger than 64 MB")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"re", ConnectionProblem.Silent, "did not answer")]
    [InlineData("{\"id\":null,\"method\":\"mining.notify\"}\n", ConnectionProblem.Broken, "broke")]
    [InlineData(null, ConnectionProblem.Broken, "broke")]
    public async Task Whatever_comes_over_http_ends_as_news(string? reply, ConnectionProblem problem, string reason)
    {
        await using FakeNode node = new();
        node.Answers["getblocktemplate"] = _ => Task.FromResult(reply);
        await using MinerRun run = MinerRun.Start(Options(node) with
        {
            Retries = 1,
            Timeout = TimeSpan.FromMilliseconds(2000),
        });
        await run.EndAsync();
        Assert.Equal(StopReason.NoPool, await run.Finished);
        Assert.All(run.All<Disconnected>(), end => Assert.Equal(problem, end.Problem));
        Assert.Contains(reason, run.All<Disconnected>()[0].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"result":{"version":1},"error":null}""")]
    [InlineData("""{"result":null,"error":null}""")]
    [InlineData("""{"result":"\ud800","error":null}""")]
    [InlineData("""{"result":{"previousblockhash":"\ud800","transactions":[]},"error":null}""")]
    [InlineData("""{"error":{"code":1e99,"message":"\udc00"}}""")]
    [InlineData("""{"error":"text"}""")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]")]
    [InlineData("")]
    public async Task Json_that_is_no_template_ends_as_news(string body)
    {
        foreach (string method in (string[])["getblockchaininfo", "getblockhash", "getblocktemplate"])
        {
            await using FakeNode node = new();
            node.Answer("getblocktemplate", FakeNode.Result(Template(7, Hard)));
            node.Answer(method, FakeNode.Http(200, body));
            await using MinerRun run = MinerRun.Start(Options(node) with { Retries = 0 });
            if (method == "getblockchaininfo" && body.StartsWith("""{"result":""", StringComparison.Ordinal))
            {
                await run.StopAsync(); // the chain's name is for messages only
                continue;
            }
            await run.EndAsync();
            Assert.Equal(StopReason.NoPool, await run.Finished);
        }
    }

    [Fact]
    public async Task A_long_poll_that_stays_silent_is_followed_by_a_plain_question()
    {
        await using FakeNode node = new();
        long value = 50_0000_0000; // more with each question, or it would be no news
        node.Answers["getblocktemplate"] = call =>
            call.LongPollId is null ? Reply(Template(7, Hard, value: value++)) : Never();
        await using MinerRun run = MinerRun.Start(Options(node) with { Timeout = TimeSpan.FromSeconds(2) });
        await run.SeeAsync<JobReceived>(3);
        await run.StopAsync();
        Assert.Empty(run.All<Disconnected>());
    }

    [Theory]
    [InlineData("duplicate")]
    [InlineData("rejected: duplicate")] // bcoin
    public async Task A_block_whose_answer_got_lost_is_handed_in_again(string words)
    {
        await using FakeNode node = new();
        node.Answers["getblocktemplate"] = call => call.LongPollId is null ? Reply(Template(7)) : Never();
        int submits = 0;
        node.Answers["submitblock"] = _ => submits++ == 0 ? Task.FromResult<string?>(null) : Reply(words);
        await using MinerRun run = MinerRun.Start(Options(node) with { Shares = 1 });
        Assert.Equal((1, 0), ((await run.EndAsync()).Accepted, run.All<ShareRejected>().Count));
        Assert.Equal(2, submits);
    }

    [Fact]
    public async Task The_cookie_file_is_read_anew_at_each_connection()
    {
        string cookie = Path.GetTempFileName();
        await File.WriteAllTextAsync(cookie, "__cookie__:one\n");
        await using FakeNode node = new();
        int asked = 0;
        node.Answers["getblocktemplate"] = async call =>
        {
            if (asked++ > 0) return FakeNode.Result(Template(7));
            await File.WriteAllTextAsync(cookie, "__cookie__:two\n"); // a restart
            return null;
        };
        await using MinerRun run = MinerRun.Start(Options(node) with { Shares = 1, CookieFile = cookie });
        await run.EndAsync();
        File.Delete(cookie);
        Assert.Equal(Basic("__cookie__:one"), node.Calls.First().Authorization);
        Assert.Equal(Basic("__cookie__:two"), node.Calls.Last().Authorization);
        Assert.DoesNotContain(
            run.All<MinerEvent>(), what => what.ToString().Contains(":two", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cookie_file_that_is_not_there_is_explained()
    {
        await using FakeNode node = new();
        string missing = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString());
        await using MinerRun run = MinerRun.Start(Options(node) with { Retries = 0, CookieFile = missing });
        await run.EndAsync();
        Assert.StartsWith($"the cookie file {missing} can't be read: ",
            Assert.Single(run.All<Disconnected>()).Reason, StringComparison.Ordinal);
        Assert.Empty(node.Calls);
    }

    [Fact]
    public async Task The_wire_is_shown_without_the_login()
    {
        await using FakeNode node = new();
        node.Answer("getblocktemplate", FakeNode.Result(Template(7)));
        await using MinerRun run = MinerRun.Start(Options(node) with { Shares = 1 });
        await run.EndAsync();
        Assert.Contains(run.All<LineSent>(), sent => sent.Line.Contains("submitblock", StringComparison.Ordinal));
        Assert.Contains(run.All<LineReceived>(), got => got.Line.Contains("coinbasevalue", StringComparison.Ordinal));
        Assert.DoesNotContain(run.All<LineSent>(), sent => sent.Line.Contains("secret", StringComparison.Ordinal)
            || sent.Line.Contains(Basic("user.worker:secret"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Https_is_checked_and_explained()
    {
        await using FakeNode node = new(); // speaks no TLS
        await using MinerRun run = MinerRun.Start(Options(node) with
        {
            Pool = Endpoint.Parse($"https://127.0.0.1:{node.Url.Port}"),
            Retries = 0,
        });
        await run.EndAsync();
        Assert.Equal(ConnectionProblem.Tls, Assert.Single(run.All<Disconnected>()).Problem);
    }

    [Theory]
    [InlineData(null, "/NightMiner/", "--coinbase-addr")]
    [InlineData("bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt08q", "", "checksum")]
    [InlineData(Address, "a signature that is much longer than the sixty-four bytes that there are", "64 fit")]
    public void Options_that_could_only_fail_later_are_refused(string? address, string signature, string reason)
    {
        MinerOptions options = MinerRun.Defaults(Endpoint.Parse("http://127.0.0.1:1")) with
        {
            CoinbaseAddress = address,
            CoinbaseSignature = signature,
        };
        Assert.Contains(reason, Assert.Throws<ArgumentException>(options.Check).Message, StringComparison.Ordinal);
    }

    internal static MinerOptions Options(FakeNode node) => MinerRun.Defaults(node.Url) with
    {
        CoinbaseAddress = Address,
        Algorithm = Algorithms.Get("sha256d"),
    };

    private static (string, long, string) Facts(NodeReady ready) => (ready.Network, ready.Height, ready.PaidTo);

    private static string Basic(string login) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(login));

    internal static Task<string?> Reply(JsonNode? result) => Task.FromResult<string?>(FakeNode.Result(result));

    internal static Task<string?> Never() => new TaskCompletionSource<string?>().Task;

    internal static JsonObject Template(
        int height, string? target = null, string poll = "poll", long value = 50_0000_0000)
    {
        JsonObject template = TemplateJson.Sample();
        template["height"] = height;
        template["longpollid"] = poll;
        template["coinbasevalue"] = value;
        template["previousblockhash"] = height.ToString("x64", null);
        if (target is not null) template["target"] = target;
        return template;
    }
}
