using System.Text.Json;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Nodes;
using NightMiner.Protocol.Stratum;
using NightMiner.TestSupport;

namespace NightMiner.Protocol.Tests.Nodes;

/// <summary>From a template to the bytes of a block, against blocks that are known to be right.</summary>
public sealed class BlockBuilderTests
{
    private const string Payout = "0014000102030405060708090a0b0c0d0e0f10111213";
    private const string LoneCommitment =
        "6a24aa21a9ede2f61c3f71d1defd3fa999dfa36953755c690689799962b48bebd836974e8cf9";

    private static readonly JsonElement Mweb =
        Lines.Json(File.ReadAllText(Repo.TestPath("Vectors", "mweb-block.json")));

    [Theory]
    [InlineData(0, "00")]
    [InlineData(1, "51")]
    [InlineData(16, "60")]
    [InlineData(17, "0111")]
    [InlineData(127, "017f")]
    [InlineData(128, "028000")]
    [InlineData(255, "02ff00")]
    [InlineData(256, "020001")]
    [InlineData(432, "02b001")]
    [InlineData(500, "02f401")]
    [InlineData(32767, "02ff7f")]
    [InlineData(32768, "03008000")]
    [InlineData(65535, "03ffff00")]
    [InlineData(100000, "03a08601")]
    [InlineData(500000, "0320a107")]
    [InlineData(840000, "0340d10c")]
    [InlineData(8388607, "03ffff7f")]
    [InlineData(8388608, "0400008000")]
    public void A_height_is_pushed_as_short_as_can_be(long height, string script) =>
        Assert.Equal(script, Convert.ToHexStringLower(BlockWriter.PushHeight(height)));

    [Theory]
    [InlineData(0, "00")]
    [InlineData(252, "fc")]
    [InlineData(253, "fdfd00")]
    [InlineData(65535, "fdffff")]
    [InlineData(65536, "fe00000100")]
    [InlineData(4294967296, "ff0000000001000000")]
    public void A_count_takes_1_3_5_or_9_bytes(ulong count, string bytes) =>
        Assert.Equal(bytes, Convert.ToHexStringLower(BlockWriter.VarInt(count)));

    [Theory]
    [InlineData(1, "0d783f88cb218cb9af27cccbb4a0dbf506f74aee3c982c5fd3f996197122935a",
        "sha256d", "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206", 1,
        "6e330f66d67a4fe89fb0b077bd1800214570f742bc3504d2b9768fce562db6ed")]
    [InlineData(1, "0d783f88cb218cb9af27cccbb4a0dbf506f74aee3c982c5fd3f996197122935a",
        "scrypt", "530827f38f93b43ed12af0b3ad25a288dc02ed74d6d7857862df51fc56c416f9", 2,
        "76a2fa5d27cbd13758924a12518057d715fe09c073e086798c2bae46fbc4a232")]
    [InlineData(200, "b2e7ca1de458c2389873112cebd98ce64f14831758419ca9fd2edc1411e5ae14",
        "sha256d", "0000000000000000000000000000000000000000000000000000000000000000", 0,
        "208f2b90ec2a575110087e4f0b0b12e66a7ac34bcb69b4b941c3caf457eaa02f")]
    public void A_lone_coinbase_makes_the_known_header(
        long height, string id, string algorithm, string previous, uint nonce, string hash)
    {
        BlockTemplate template = Template(height, previous);
        Work work = new BlockBuilder(Convert.FromHexString(Payout), "/nm2/"u8)
            .ToWork(template, ReadOnlyMemory<byte>.Empty, 0, Target.DifficultyOne);
        byte[] coinbase = work.Coinbase.ToArray([]);
        Hash256 coinbaseId = DoubleSha256.Hash(coinbase);
        Assert.Equal(id, coinbaseId.ToString());

        BlockHeader header = work.Header([], nonce);
        byte[] bytes = new byte[BlockHeader.Size];
        header.WriteTo(bytes);
        Assert.Equal(hash, Algorithms.Get(algorithm).HashOf(bytes).ToString());

        byte[] block = BlockBuilder.Block(template, header, coinbase);
        Assert.Equal(Convert.ToHexStringLower(bytes) + "01", Convert.ToHexStringLower(block.AsSpan(0, 81)));
        Assert.Equal("020000000001010000", Convert.ToHexStringLower(block.AsSpan(81, 9))); // marker and flag
        Assert.Equal("0120" + new string('0', 64) + "00000000", Convert.ToHexStringLower(block.AsSpan()[^38..]));
    }

    [Fact]
    public void The_block_with_mweb_is_made_byte_for_byte()
    {
        BlockTemplate template = BlockTemplate.Parse(Mweb.GetProperty("template"));
        byte[] coinbase = Bytes("coinbase");
        BlockHeader header = BlockHeader.Parse(Bytes("header"));

        Hash256 root = MerkleRoot.Fold(DoubleSha256.Hash(coinbase),
            BlockMerkle.Branch(template.Transactions.Select(each => each.Id)));
        Assert.Equal(header.MerkleRoot, root);
        Assert.True(template.Target.IsMetBy(Algorithms.Get("scrypt").HashOf(Bytes("header"))));
        Assert.Equal(Mweb.GetProperty("block").GetString(),
            Convert.ToHexStringLower(BlockBuilder.Block(template, header, coinbase)));
    }

    [Fact]
    public void The_witness_commitment_is_what_the_node_computed()
    {
        BlockTemplate given = BlockTemplate.Parse(Mweb.GetProperty("template"));
        Assert.Equal(Convert.ToHexStringLower(given.WitnessCommitment.Span), Convert.ToHexStringLower(
            BlockMerkle.WitnessCommitment(given.Transactions.Select(each => each.WitnessId))));
        Assert.Equal(LoneCommitment, Convert.ToHexStringLower(BlockMerkle.WitnessCommitment([])));
    }

    [Fact]
    public void The_extranonces_fit_between_the_two_parts()
    {
        BlockTemplate template = Template(432, new string('0', 64)) with { CoinbaseAux = new byte[] { 1, 2 } };
        (byte[] before, byte[] after) = new BlockBuilder(Convert.FromHexString(Payout), "hello"u8)
            .CoinbaseParts(template, extranonceSize: 8);
        // 432, "hello", the node's two bytes, and a push of 8
        Assert.EndsWith("ffffffff" + "15" + "02b001" + "0568656c6c6f" + "020102" + "08",
            Convert.ToHexStringLower(before), StringComparison.Ordinal);
        Assert.StartsWith("ffffffff02", Convert.ToHexStringLower(after), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_segwit_there_is_neither_commitment_nor_witness()
    {
        BlockTemplate template = Template(1, new string('0', 64)) with { WitnessCommitment = default };
        (byte[] before, byte[] after) =
            new BlockBuilder(Convert.FromHexString(Payout), "x"u8).CoinbaseParts(template, extranonceSize: 0);
        byte[] coinbase = [.. before, .. after];
        byte[] block = BlockBuilder.Block(template, default, coinbase);
        Assert.Equal(Convert.ToHexStringLower(coinbase), Convert.ToHexStringLower(block.AsSpan(81)));
        Assert.DoesNotContain("aa21a9ed", Convert.ToHexStringLower(block), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(251, "fc")]
    [InlineData(252, "fdfd00")]
    [InlineData(300, "fd2d01")]
    public void The_count_of_transactions_includes_the_coinbase(int others, string count)
    {
        TemplateTransaction one = new(new byte[] { 0xaa }, new Hash256(new byte[32]), new Hash256(new byte[32]));
        BlockTemplate template = Template(1, new string('0', 64)) with
        {
            Transactions = [.. Enumerable.Repeat(one, others)],
            Mweb = new byte[] { 0x77 },
        };
        string block = Convert.ToHexStringLower(BlockBuilder.Block(template, default, new byte[60]));
        Assert.Equal(count, block[160..(160 + count.Length)]);
        Assert.EndsWith(string.Concat(Enumerable.Repeat("aa", others)) + "0177", block, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_into_the_script_is_refused()
    {
        BlockBuilder builder = new(Convert.FromHexString(Payout), new byte[BlockBuilder.SignatureLimit]);
        BlockTemplate full = Template(1, new string('0', 64)) with { CoinbaseAux = new byte[40] };
        FormatException refusal = Assert.Throws<FormatException>(() => builder.CoinbaseParts(full, extranonceSize: 8));
        Assert.Contains("--coinbase-sig", refusal.Message, StringComparison.Ordinal);
    }

    private static byte[] Bytes(string name) => Convert.FromHexString(Mweb.GetProperty(name).GetString()!);

    private static BlockTemplate Template(long height, string previous) => new()
    {
        Version = 0x20000000,
        PreviousBlock = Hash256.FromDisplay(previous),
        Transactions = [],
        CoinbaseValue = 50_0000_0000,
        WitnessCommitment = Convert.FromHexString(LoneCommitment),
        Target = new CompactBits(0x207fffff).ToTarget()!.Value,
        Bits = new CompactBits(0x207fffff),
        Time = 1700000000,
        Height = height,
    };
}
