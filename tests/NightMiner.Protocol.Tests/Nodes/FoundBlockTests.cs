using System.Text.Json.Nodes;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Nodes;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;

namespace NightMiner.Protocol.Tests.Nodes;

/// <summary>The one moment that counts: a block was found, and has to leave.</summary>
public sealed class FoundBlockTests
{
    private const int Transactions = 4000;
    private const int TransactionSize = 250;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_large_block_leaves_without_being_copied_again_and_again()
    {
        await using FakeNode node = new();
        using NodeCalls calls = new(new NodeClient(node.Url, DialOptions.Default, Patience));
        JsonObject json = TemplateJson.Sample();
        json["transactions"] = new JsonArray([.. Enumerable.Range(0, Transactions).Select(number => new JsonObject
        {
            ["data"] = number.ToString("x8", null) + new string('a', 2 * TransactionSize - 8),
            ["txid"] = number.ToString("x64", null),
        })]);
        BlockTemplate template = BlockTemplate.Parse(Lines.Json(json.ToJsonString()));
        byte[] coinbase = new byte[120];
        _ = BlockBuilder.Block(template, default, coinbase); // everything is compiled

        long before = GC.GetAllocatedBytesForCurrentThread();
        byte[] block = BlockBuilder.Block(template, default, coinbase);
        long built = GC.GetAllocatedBytesForCurrentThread();
        Task<StratumError?> judged = calls.SubmitAsync(block, null, CancellationToken.None);
        long sent = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(BlockHeader.Size + 3 + 120 + Transactions * TransactionSize, block.Length);
        Assert.InRange(built - before, block.Length, block.Length + 1024);
        Assert.InRange(sent - built, 2 * block.Length, 2 * block.Length + 256 * 1024); // its hex, and one call
        Assert.Null(await judged.WaitAsync(Patience));
        Assert.Equal(
            Convert.ToHexStringLower(block), Assert.Single(node.Calls).Parameters[0].GetString());
    }

    [Fact]
    public async Task A_call_is_told_of_when_its_bytes_have_left()
    {
        await using FakeNode node = new();
        bool hasArrived = false;
        NodeClient client = new(node.Url, DialOptions.Default, Patience)
        {
            // The node has got it while this still runs.
            Sent = _ => hasArrived = SpinWait.SpinUntil(() => !node.Calls.IsEmpty, TimeSpan.FromSeconds(5)),
        };
        using NodeCalls calls = new(client);
        Assert.Null(await calls.SubmitAsync(new byte[100], null, CancellationToken.None).WaitAsync(Patience));
        Assert.True(hasArrived);
    }

    [Fact]
    public async Task The_id_of_a_proxys_work_goes_with_the_block()
    {
        await using FakeNode node = new();
        using NodeCalls calls = new(new NodeClient(node.Url, DialOptions.Default, Patience));
        Assert.Null(await calls.SubmitAsync(new byte[] { 0xab }, "a\"b\\é", CancellationToken.None));
        NodeCall call = Assert.Single(node.Calls);
        Assert.Equal("ab", call.Parameters[0].GetString());
        Assert.Equal("a\"b\\é", call.Parameters[1].GetProperty("workid").GetString());
    }

    [Fact]
    public async Task A_call_is_shown_cut_where_it_is_long()
    {
        await using FakeNode node = new();
        List<string> shown = [];
        NodeClient client = new(node.Url, DialOptions.Default, Patience) { Sent = shown.Add };
        using NodeCalls calls = new(client);
        await calls.ChainAsync(CancellationToken.None);
        await calls.SubmitAsync(new byte[5000], null, CancellationToken.None);
        Assert.Equal("""{"jsonrpc":"1.0","id":1,"method":"getblockchaininfo","params":[]}""", shown[0]);
        Assert.StartsWith("""{"jsonrpc":"1.0","id":2,"method":"submitblock","params":["00""", shown[1],
            StringComparison.Ordinal);
        Assert.EndsWith("00… (10061 bytes)", shown[1], StringComparison.Ordinal);
    }
}
