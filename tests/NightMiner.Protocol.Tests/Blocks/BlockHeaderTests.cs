using NightMiner.Protocol.Blocks;
using NightMiner.TestSupport;

namespace NightMiner.Protocol.Tests.Blocks;

public sealed class BlockHeaderTests
{
    public static TheoryData<GoldenHeader> Headers => [.. GoldenData.Headers];

    [Theory, MemberData(nameof(Headers))]
    public void Golden_headers_survive_a_round_trip(GoldenHeader golden)
    {
        byte[] bytes = Convert.FromHexString(golden.Header);
        BlockHeader header = BlockHeader.Parse(bytes);
        Assert.Equal(golden.Header, Convert.ToHexStringLower(header.ToArray()));
        Assert.Equal(header, BlockHeader.Parse(header.ToArray()));
        Assert.Equal(golden.Sha256d, DoubleSha256.Hash(bytes).ToString());
    }

    [Fact]
    public void Fields_lie_where_every_node_expects_them()
    {
        BlockHeader header =
            BlockHeader.Parse(Convert.FromHexString(GoldenData.Jobs.Single(j => j.JobId == "b100000").Header));
        Assert.Equal(1u, header.Version);
        Assert.Equal("000000000002d01c1fccc21636b607dfd930d31d01c3a62104612a1719011250",
            header.PreviousBlock.ToString());
        Assert.Equal("f3e94742aca4b5ef85488dc37c06c3282295ffec960994b2c0d5ac2a25a95766", header.MerkleRoot.ToString());
        Assert.Equal(0x4d1b2237u, header.Time);
        Assert.Equal(0x1b04864cu, header.Bits);
        Assert.Equal(0x10572b0fu, header.Nonce);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(79)]
    [InlineData(81)]
    public void Other_lengths_than_80_bytes_are_a_wrong_call(int length) =>
        Assert.Throws<ArgumentException>(() => BlockHeader.Parse(new byte[length]));

    [Fact]
    public void Hashes_are_shown_reversed_and_kept_raw()
    {
        Hash256 hash = DoubleSha256.Hash("hello"u8);
        const string raw = "9595c9df90075148eb06860365df33584b75bff782a510c6cd4883a419833d50";
        Assert.Equal(raw, Convert.ToHexStringLower(hash.ToArray()));
        Assert.Equal(hash, Hash256.FromRaw(raw));
        Assert.Equal("503d8319a48348cdc610a582f7bf754b5833df65038606eb48510790dfc99595", hash.ToString());
        Assert.Equal(hash, Hash256.FromDisplay(hash.ToString()));
        Assert.Equal("5df6e0e2761359d30a8275058e299fcc0381534545f55cf43e41983f5d4c9456",
            Convert.ToHexStringLower(DoubleSha256.Hash([]).ToArray()));
        Assert.Throws<ArgumentException>(() => new Hash256(new byte[31]));
    }
}
