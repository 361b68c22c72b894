using NightMiner.Protocol.Stratum;
using NightMiner.TestSupport;

namespace NightMiner.Protocol.Tests.Stratum;

public sealed class SubscribeResultTests
{
    [Theory]
    [InlineData("""[[["mining.set_difficulty","s1"],["mining.notify","s2"]],"f800880e",4]""", "s2")]
    [InlineData("""[[["mining.notify","s2"],["mining.set_difficulty","s1"]],"f800880e",4]""", "s2")]
    [InlineData("""[[["mining.notify","s2"]],"f800880e",4]""", "s2")]
    [InlineData("""[["mining.notify","s2"],"f800880e",4]""", "s2")]
    [InlineData("""[[[[["mining.notify","s2"]]]],"f800880e",4]""", "s2")]
    [InlineData("""[null,"f800880e",4]""", null)]
    [InlineData("""[[],"f800880e",4]""", null)]
    [InlineData("""["",  "F800880E", 4]""", null)]
    [InlineData("""[[["mining.notify"]],"f800880e",4]""", null)]
    [InlineData("""[[["mining.notify",7]],"f800880e",4]""", null)]
    [InlineData("""[[["mining.notify","s2"]],"f800880e",4,"more",{}]""", "s2")]
    [InlineData("""[null,"f800880e","4"]""", null)]
    public void Every_shape_in_the_field_is_understood(string result, string? session)
    {
        SubscribeResult read = SubscribeResult.Parse(Lines.Json(result));
        Assert.Equal(session, read.SessionId);
        Assert.Equal([0xf8, 0x00, 0x88, 0x0e], read.Extranonce1.ToArray());
        Assert.Equal(4, read.Extranonce2Size);
    }

    [Theory]
    [InlineData("""[null,"",0]""", 0, 0)]
    [InlineData("""[null,"06",1]""", 1, 1)]
    [InlineData("""[null,"0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20",32]""", 32, 32)]
    public void Both_extranonces_have_0_to_32_bytes(string result, int size1, int size2)
    {
        SubscribeResult read = SubscribeResult.Parse(Lines.Json(result));
        Assert.Equal((size1, size2), (read.Extranonce1.Length, read.Extranonce2Size));
    }

    [Theory]
    [InlineData("\"proxy full\"", "proxy full")]
    [InlineData("\"\\u001b[2J\"", "·[2J")]
    [InlineData("null", "not [subscriptions")]
    [InlineData("true", "not [subscriptions")]
    [InlineData("{}", "not [subscriptions")]
    [InlineData("[]", "not [subscriptions")]
    [InlineData("""[[],"f800880e"]""", "not [subscriptions")]
    [InlineData("""[[],null,4]""", "extranonce1")]
    [InlineData("""[[],"f80",4]""", "extranonce1")]
    [InlineData("""[[],"xx",4]""", "extranonce1")]
    [InlineData("""[[],"0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2021",4]""", "extranonce1")]
    [InlineData("""[[],"00",33]""", "extranonce2 size")]
    [InlineData("""[[],"00",-1]""", "extranonce2 size")]
    [InlineData("""[[],"00",4.5]""", "extranonce2 size")]
    [InlineData("""[[],"00","4\u0000"]""", "extranonce2 size")]
    [InlineData("""[[],"00",null]""", "extranonce2 size")]
    [InlineData("""[[],"00",99999999999999]""", "extranonce2 size")]
    [InlineData("""[[["mining.notify","\ud800"]],"00",4]""", "")]
    [InlineData("\"\\ud800\"", "")]
    [InlineData("""[[],"\ud800",4]""", "")]
    [InlineData("""[[],"00","\ud800"]""", "")]
    public void What_is_unusable_says_why(string result, string problem) => Assert.Contains(problem,
        Assert.Throws<FormatException>(() => SubscribeResult.Parse(Lines.Json(result))).Message,
            StringComparison.Ordinal);
}
