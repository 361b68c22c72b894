using System.Buffers.Binary;
using NightMiner.Pool.Chain;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Nodes;
using NightMiner.Protocol.Stratum;
using NightMiner.TestSupport;

namespace NightMiner.Pool.Tests;

public class TemplateTests
{
    [Fact]
    public void A_branch_leads_to_the_root_of_the_whole_tree()
    {
        for (int others = 0; others <= 40; others++)
        {
            Hash256[] leaves = [.. Enumerable.Range(0, others + 1).Select(i => DoubleSha256.Hash([(byte)i]))];

            IReadOnlyList<Hash256> branch = BlockMerkle.Branch(leaves[1..]);

            Assert.Equal(RootOf(leaves), MerkleRoot.Fold(leaves[0], branch));
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 4)]
    [InlineData(32, 32)]
    public void A_coinbase_is_a_transaction_that_can_be_read_from_end_to_end(int extranonce1, int extranonce2)
    {
        PoolOptions options = TestPool.Quiet with { Extranonce1Size = extranonce1, Extranonce2Size = extranonce2 };
        Notify notify = NotifyOf(new PoolChain(options, Difficulty.One).Current);
        byte[] extranonce = [.. Enumerable.Repeat((byte)0xee, extranonce1 + extranonce2)];
        byte[] coinbase = [.. notify.Coinbase1.Span, .. extranonce, .. notify.Coinbase2.Span];

        int scriptLength = coinbase[41];
        byte[] script = coinbase[42..(42 + scriptLength)];
        int output = 42 + scriptLength + 4;

        Assert.Equal([1, 0, 0, 0, 1, .. new byte[32], 0xff, 0xff, 0xff, 0xff], coinbase[..41]);
        Assert.InRange(scriptLength, 2, 100); // consensus
        Assert.Equal("0340d10c", Convert.ToHexStringLower(script[..4]));
        Assert.Equal(extranonce, script[^extranonce.Length..]);
        Assert.Equal(extranonce.Length + 4, script[^(extranonce.Length + 5)]); // pushed together with the job's number
        Assert.Equal(1, coinbase[output]);
        Assert.Equal(50_0000_0000, BinaryPrimitives.ReadInt64LittleEndian(coinbase.AsSpan(output + 1)));
        Assert.Equal(output + 9 + 1 + coinbase[output + 9] + 4, coinbase.Length);
    }

    [Fact]
    public void Templates_are_plausible_and_repeatable_by_their_seed()
    {
        PoolChain chain = new(TestPool.Quiet, Difficulty.One), twin = new(TestPool.Quiet, Difficulty.One);
        PoolChain other = new(TestPool.Quiet with { Seed = 2 }, Difficulty.One);
        HashSet<Hash256> previous = [];
        for (int i = 0; i < 50; i++)
        {
            Notify notify = NotifyOf(chain.Current);
            Assert.InRange(notify.MerkleBranch.Count, 3, 5);
            Assert.True(chain.Current.Template.NetworkTarget.IsMetBy(notify.PreviousBlock));
            Assert.True(previous.Add(notify.PreviousBlock));
            Assert.Equal(notify.PreviousBlock, NotifyOf(twin.Current).PreviousBlock);
            Assert.Equal(notify.MerkleBranch, NotifyOf(twin.Current).MerkleBranch);
            chain.Advance();
            twin.Advance();
        }
        Assert.DoesNotContain(NotifyOf(other.Current).PreviousBlock, previous);
    }

    [Fact]
    public void The_networks_target_follows_the_work_of_the_last_block()
    {
        ManualClock clock = new();
        PoolOptions options = TestPool.Quiet with { Clock = clock, NetworkBits = null, Difficulty = Difficulty.One };
        PoolChain chain = new(options, Difficulty.One);
        double Network() => (double)Target.DifficultyOne.Value.ToBigInteger()
            / (double)chain.Current.Template.NetworkTarget.Value.ToBigInteger();

        Assert.Equal(4096, Network(), 4096 * 0.001); // nobody mines yet
        clock.Advance(TimeSpan.FromSeconds(10));
        for (int i = 0; i < 20; i++) chain.CountWork(Difficulty.One);
        chain.Refresh();
        Assert.Equal(4096, Network(), 4096 * 0.001); // one height, one target
        chain.Advance();
        Assert.Equal(2 * 48, Network(), 0.1);       // two shares a second: a block in 48 s
        Assert.True(chain.TryExtend(chain.Current.Template, Hash256.FromDisplay(new string('1', 64))));
        Assert.Equal(4096, Network(), 4096 * 0.001);
    }

    [Fact]
    public void Of_two_blocks_of_one_height_the_first_one_stays()
    {
        PoolChain chain = new(TestPool.Quiet, Difficulty.One);
        PoolTemplate template = chain.Current.Template;
        Hash256 block = Hash256.FromDisplay(new string('1', 64));

        Assert.True(chain.TryExtend(template, block));
        Assert.False(chain.TryExtend(template, Hash256.FromDisplay(new string('2', 64))));
        Assert.Equal(block, chain.Current.Template.PreviousBlock);
    }

    [Theory]
    [InlineData("1e-40")]
    [InlineData("1e-320")]
    [InlineData("1e300")]
    public void Absurd_difficulties_still_give_a_network_target(string difficulty)
    {
        PoolChain chain = new(TestPool.Quiet with { NetworkBits = null }, Difficulty.Parse(difficulty));

        Assert.NotNull(chain.Current.Template.Bits.ToTarget());
    }

    private static Notify NotifyOf(PoolJob job)
    {
        using System.Text.Json.JsonDocument line = System.Text.Json.JsonDocument.Parse(job.NotifyLine(clean: true));
        return Notify.Parse(line.RootElement.GetProperty("params"));
    }

    // Level by level over all leaves, as a block's reader does it.
    private static Hash256 RootOf(Hash256[] level)
    {
        while (level.Length > 1)
        {
            if (level.Length % 2 == 1) level = [.. level, level[^1]];
            level = [.. level.Chunk(2).Select(pair => DoubleSha256.Hash([.. pair[0].ToArray(), .. pair[1].ToArray()]))];
        }
        return level[0];
    }
}
