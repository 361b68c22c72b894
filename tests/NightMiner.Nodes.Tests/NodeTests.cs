using System.Text.Json;
using System.Text.Json.Nodes;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;

namespace NightMiner.Nodes.Tests;

/// <summary>Blocks of our miner, judged by the nodes that the coins run on.</summary>
[Collection("Nodes")]
public sealed class NodeTests(NodeFixture nodes)
{
    private const string BitcoinAddress = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";
    private const int MwebHeight = 432; // on regtest

    [Fact]
    public async Task Litecoin_takes_every_block_from_the_first_to_those_with_mweb()
    {
        RealNode node = nodes.Litecoin;
        string address = (await node.CallAsync("getnewaddress", "", "bech32")).GetString()!;
        await MineAsync(node, address, 20); // the first sixteen heights are pushed in another way
        Assert.Contains(address, (await node.TipAsync()).GetProperty("tx")[0].GetRawText(), StringComparison.Ordinal);
        foreach (int height in (int[])[127, 255]) // where the push of the height grows
        {
            await node.CallAsync("generatetoaddress", height - 1 - await node.HeightAsync(), address);
            await MineAsync(node, address, 3);
        }

        for (int i = 0; i < 20; i++) await node.CallAsync("sendtoaddress", address, 0.01);
        await node.UntilAsync(async () => // the node gives the same template for five seconds
            (await TemplateAsync(node, "mweb", "segwit")).GetProperty("transactions").GetArrayLength() == 20);
        await MineAsync(node, address, 1);
        Assert.Equal(21, (await node.TipAsync()).GetProperty("tx").GetArrayLength());
        Assert.Equal(0, (await node.CallAsync("getrawmempool")).GetArrayLength());

        await node.CallAsync("generatetoaddress", MwebHeight - 1 - await node.HeightAsync(), address);
        string pegIn = (await node.CallAsync("getnewaddress", "", "mweb")).GetString()!;
        await node.CallAsync("sendtoaddress", pegIn, 1); // without one the first block with MWEB can't be made
        await MineAsync(node, address, 3);
        Assert.Equal(MwebHeight + 2, await node.HeightAsync());
        JsonElement tip = await node.TipAsync();
        Assert.True(tip.TryGetProperty("mweb", out _));
        Assert.Equal(2, tip.GetProperty("tx").GetArrayLength()); // ours, and the one that integrates MWEB

        string? best = (await node.CallAsync("getbestblockhash")).GetString();
        await nodes.SecondLitecoin.UntilAsync(
            async () => (await nodes.SecondLitecoin.CallAsync("getbestblockhash")).GetString() == best);
    }

    [Fact]
    public async Task Litecoin_pays_each_kind_of_address()
    {
        foreach (string kind in (string[])["legacy", "p2sh-segwit", "bech32"])
        {
            string address = (await nodes.Litecoin.CallAsync("getnewaddress", "", kind)).GetString()!;
            await MineAsync(nodes.Litecoin, address, 1);
            JsonElement output = (await nodes.Litecoin.TipAsync()).GetProperty("tx")[0].GetProperty("vout")[0];
            Assert.Equal(address, output.GetProperty("scriptPubKey").GetProperty("addresses")[0].GetString());
        }
    }

    [Fact]
    public async Task A_block_of_another_node_ends_our_work_at_once()
    {
        string address = (await nodes.Litecoin.CallAsync("getnewaddress")).GetString()!;
        await using MinerRun run = MinerRun.Start(Options(nodes.SecondLitecoin, address) with
        {
            Algorithm = new NeverFinds(),
            Threads = 1,
            CookieFile = nodes.Cookie,
        });
        JobReceived before = await run.SeeAsync<JobReceived>();
        Assert.False(before.Job.IsStopped);
        await nodes.Litecoin.CallAsync("generatetoaddress", 1, address);
        JobReceived after = await run.SeeAsync<JobReceived>(2);
        Assert.True(after.IsNewBlock);
        Assert.True(before.Job.IsStopped);
        string? tip = (await nodes.Litecoin.CallAsync("getbestblockhash")).GetString();
        Assert.Equal(tip, after.Job.PreviousBlock.ToString());
        await run.StopAsync();
    }

    [Fact]
    public async Task Litecoin_is_mined_on_from_where_it_was_told_to_go_back_to()
    {
        string address = (await nodes.Litecoin.CallAsync("getnewaddress", "", "bech32")).GetString()!;
        await MineOverInvalidatedBlockAsync(nodes.Litecoin, address, "scrypt");
    }

    [Fact]
    public Task Bitcoin_is_mined_on_from_where_it_was_told_to_go_back_to() =>
        MineOverInvalidatedBlockAsync(nodes.Bitcoin, BitcoinAddress, "sha256d");

    [Fact]
    public async Task A_wrong_password_and_a_wrong_address_are_explained()
    {
        Endpoint wrong = Endpoint.Parse($"http://u:wrong@127.0.0.1:{nodes.Litecoin.Url.Port}");
        string address = (await nodes.Litecoin.CallAsync("getnewaddress")).GetString()!;
        Assert.Contains("rpcpassword", await RefusalAsync(Options(nodes.Litecoin, address) with { Pool = wrong }),
            StringComparison.Ordinal);
        Assert.Contains("the node is on Litecoin regtest",
            await RefusalAsync(Options(nodes.Litecoin, BitcoinAddress)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bitcoin_takes_every_block_before_and_after_segwit()
    {
        RealNode node = nodes.Bitcoin;
        int first = await node.HeightAsync(); // other tests mine here too
        await MineAsync(node, BitcoinAddress, 20, "sha256d");
        Assert.Equal(first + 20, await node.HeightAsync());
        Assert.Contains("00f2052a010000001600147", await RawTipAsync(node), StringComparison.Ordinal);
        await MineAsync(node, BitcoinAddress, 440, "sha256d"); // segwit is active from 432
        Assert.Equal(first + 460, await node.HeightAsync());
        JsonElement template = await TemplateAsync(node, "segwit");
        Assert.Contains("segwit", template.GetProperty("rules").GetRawText(), StringComparison.Ordinal);
        Assert.Contains("aa21a9ed", await RawTipAsync(node), StringComparison.Ordinal);
    }

    private static MinerOptions Options(RealNode node, string address) => MinerRun.Defaults(node.Url) with
    {
        User = "",
        CoinbaseAddress = address,
        Algorithm = Algorithms.Get("scrypt"),
    };

    private static async Task MineOverInvalidatedBlockAsync(RealNode node, string address, string algorithm)
    {
        SlowAlgorithm slow = new(algorithm);
        await using MinerRun run = MinerRun.Start(Options(node, address) with { Algorithm = slow, Threads = 1 });
        await run.SeeAsync<SelfTested>();
        slow.SlowDown();
        await run.SeeAsync<ShareAccepted>(2);
        await node.ReplaceTipAsync();
        await run.StopAsync();
        Assert.Empty(run.All<Disconnected>());
    }

    private static async Task MineAsync(RealNode node, string address, int blocks, string algorithm = "scrypt")
    {
        int before = await node.HeightAsync();
        await using MinerRun run = MinerRun.Start(Options(node, address) with
        {
            Shares = blocks,
            Algorithm = Algorithms.Get(algorithm),
            CoinbaseSignature = "/test/",
        });
        await run.Finished.WaitAsync(TimeSpan.FromMinutes(3));
        MinerSnapshot end = await run.EndAsync();
        Assert.Equal([], run.All<ShareRejected>().Select(share => share.Error.Text));
        Assert.Equal([], run.All<Disconnected>().Select(lost => lost.Reason));
        Assert.Equal((blocks, before + blocks), (end.Accepted, await node.HeightAsync()));
    }

    private static Task<JsonElement> TemplateAsync(RealNode node, params string[] rules) => node.CallAsync(
        "getblocktemplate",
        new JsonObject { ["rules"] = new JsonArray([.. rules.Select(rule => (JsonNode?)rule)]) });

    private static async Task<string> RefusalAsync(MinerOptions options)
    {
        await using MinerRun run = MinerRun.Start(options);
        Assert.Equal(0, (await run.EndAsync()).Hashes);
        return Assert.Single(run.All<LoginRefused>()).Reason;
    }

    private static async Task<string> RawTipAsync(RealNode node) => (await node.CallAsync(
        "getblock", (await node.CallAsync("getbestblockhash")).GetString(), 0)).GetString()!;

    /// <summary>Scrypt by name; no hash of it meets any target.</summary>
    private sealed class NeverFinds : PowAlgorithm
    {
        public override string Name => "scrypt";

        public override void Hash(ReadOnlySpan<byte> header, Span<byte> digest) => digest.Fill(0xff);
    }
}
