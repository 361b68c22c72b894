
using NightMiner.Pool;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Nodes;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;

namespace NightMiner.Nodes.Tests;

/// <summary>Blocks that went from our miner through our pool, judged by the nodes that the coins run on.</summary>
[Collection("Nodes")]
public sealed class PoolOnNodeTests(NodeFixture nodes)
{
    [Fact]
    public async Task Litecoin_takes_the_blocks_of_the_pool()
    {
        string address = (await nodes.Litecoin.CallAsync("getnewaddress", "", "bech32")).GetString()!;
        await MineAsync(nodes.Litecoin, address, "scrypt");
        Assert.Contains(address, (await nodes.Litecoin.TipAsync()).GetProperty("tx")[0].GetRawText(),
            StringComparison.Ordinal);
    }

    [Fact]
    public Task Bitcoin_takes_the_blocks_of_the_pool() =>
        MineAsync(nodes.Bitcoin, "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080", "sha256d");

    [Fact]
    public async Task Litecoin_gets_blocks_of_the_pool_where_it_was_told_to_go_back_to()
    {
        string address = (await nodes.Litecoin.CallAsync("getnewaddress", "", "bech32")).GetString()!;
        await MineOverInvalidatedBlockAsync(nodes.Litecoin, address, "scrypt");
    }

    [Fact]
    public Task Bitcoin_gets_blocks_of_the_pool_where_it_was_told_to_go_back_to() => MineOverInvalidatedBlockAsync(
        nodes.Bitcoin, "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080", "sha256d");

    private static async Task MineOverInvalidatedBlockAsync(RealNode node, string address, string algorithm)
    {
        await using StratumPool pool = await StratumPool.StartAsync(Options(node, address, algorithm));
        SlowAlgorithm slow = new(algorithm);
        await using MinerRun run = MinerRun.Start(MinerRun.Defaults(Endpoint.Parse(pool.Url)) with
        {
            Algorithm = slow,
            Threads = 1,
        });
        await run.SeeAsync<SelfTested>();
        slow.SlowDown();
        await TestPool.Until(() => pool.Snapshot().BlocksFound >= 2);
        await node.ReplaceTipAsync();
        await run.StopAsync();
    }

    private static PoolOptions Options(RealNode node, string address, string algorithm) => new()
    {
        Algorithm = Algorithms.Get(algorithm),
        Difficulty = Difficulty.Parse(algorithm == "scrypt" ? "0.00003" : "0.0000000004"), // every second hash
        Node = new PoolNode(node.Url, new SoloOptions { CoinbaseAddress = address }),
    };

    private static async Task MineAsync(RealNode node, string address, string algorithm)
    {
        int before = await node.HeightAsync();
        await using StratumPool pool = await StratumPool.StartAsync(new PoolOptions
        {
            Algorithm = Algorithms.Get(algorithm),
            Difficulty = Difficulty.Parse(algorithm == "scrypt" ? "0.001" : "0.0000001"),
            Node = new PoolNode(node.Url, new SoloOptions { CoinbaseAddress = address }),
        });
        await using MinerRun run = MinerRun.Start(MinerRun.Defaults(Endpoint.Parse(pool.Url)) with
        {
            Algorithm = Algorithms.Get(algorithm),
            Threads = 1,
        });
        await TestPool.Until(() => pool.Snapshot().BlocksFound >= 5);
        await run.StopAsync();
        await pool.DisposeAsync();

        List<PoolEvent> story = [];
        while (pool.Events.TryRead(out PoolEvent? happened)) story.Add(happened);
        Assert.Empty(story.OfType<BlockRefused>().Select(refused => refused.Reason));
        Assert.Empty(story.OfType<NodeTrouble>().Select(trouble => trouble.Problem));
        Assert.Equal(pool.Snapshot().BlocksFound, await node.HeightAsync() - before);
    }
}
