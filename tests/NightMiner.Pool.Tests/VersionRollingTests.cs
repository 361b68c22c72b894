using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.TestSupport;

namespace NightMiner.Pool.Tests;

public class VersionRollingTests
{
    [Theory]
    [InlineData("""[["version-rolling"],{"version-rolling.mask":"ffffffff"}]""",
        """{"version-rolling":true,"version-rolling.mask":"1fffe000"}""")]
    [InlineData("""[["version-rolling"],{"version-rolling.mask":"18000000","version-rolling.min-bit-count":2}]""",
        """{"version-rolling":true,"version-rolling.mask":"18000000"}""")]
    [InlineData("""[["version-rolling"],{}]""", """{"version-rolling":true,"version-rolling.mask":"1fffe000"}""")]
    [InlineData("""[["version-rolling"]]""", """{"version-rolling":true,"version-rolling.mask":"1fffe000"}""")]
    [InlineData("""[["version-rolling"],{"version-rolling.mask":"00001fff"}]""", """{"version-rolling":false}""")]
    [InlineData("""[["version-rolling"],{"version-rolling.mask":"00002000","version-rolling.min-bit-count":2}]""",
        """{"version-rolling":false}""")]
    [InlineData("""[["minimum-difficulty","subscribe-extranonce","info","x"],{"minimum-difficulty.value":8}]""",
        """{"minimum-difficulty":false,"subscribe-extranonce":true,"info":true,"x":false}""")]
    [InlineData("[]", "{}")]
    [InlineData("{}", "{}")]
    public async Task Configure_grants_what_both_sides_know(string parameters, string expected)
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        using ScriptedClient client = await ScriptedClient.ConnectAsync(pool);

        Assert.Equal($"{expected} null", await client.AskAsync("mining.configure", parameters));
    }

    [Theory]
    [InlineData("\"xyz\"")]
    [InlineData("\"123456789\"")]
    [InlineData("5")]
    public async Task A_malformed_mask_is_named(string mask)
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        using ScriptedClient client = await ScriptedClient.ConnectAsync(pool);

        Assert.Equal("""null [20,"version-rolling.mask is not a word of hex digits",null]""", await client.AskAsync(
            "mining.configure", $$"""[["version-rolling"],{"version-rolling.mask":{{mask}}}]"""));
    }

    [Fact]
    public async Task Rolled_versions_are_judged_as_BIP_310_builds_them()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        using ScriptedClient client = await ScriptedClient.ConnectAsync(pool);
        await client.AskAsync("mining.configure", """[["version-rolling"],{"version-rolling.mask":"0000e000"}]""");
        await client.SubscribeAsync();
        await client.AuthorizeAsync("me");
        Notify job = client.Job;
        TestShare rolled = client.Find(job, TestPool.Easy, versionBits: 0x2000) with { VersionBits = "00002000" };
        TestShare plain = client.Find(job, TestPool.Easy) with { VersionBits = "00000000" };
        async Task<string> WithBits(string? bits) => await client.SubmitAsync(rolled with { VersionBits = bits });

        Assert.Equal("""null [20,"rolling-version mask violation (0000e000 allowed, got 00012000)",null]""",
            await WithBits("00012000"));
        Assert.Equal("""null [20,"incorrect size of version bits (8 hex digits expected, got 4)",null]""",
            await WithBits("2000"));
        Assert.Equal("""null [20,"version bits is not hex",null]""", await WithBits("0000200g"));
        Assert.Equal("""null [20,"wrong parameter count (6 expected with version rolling, got 5)",null]""",
            await WithBits(null));
        Assert.Equal("true null", await client.SubmitAsync(rolled));
        Assert.Equal("true null", await client.SubmitAsync(plain));
        Assert.Equal("""null [22,"duplicate share",null]""", await client.SubmitAsync(rolled));
        Assert.Equal(0x20002000u, BlockHeader.Parse(pool.Shares[4].Header.Span).Version);
    }
}
