using NightMiner.Protocol.Text;

namespace NightMiner.Protocol.Tests.Text;

public sealed class PrintableTextTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("plain text 123", "plain text 123")]
    [InlineData("Grüße, 世界 🚀", "Grüße, 世界 🚀")]
    [InlineData("\u001b[31mred\u001b[0m", "·[31mred·[0m")]
    [InlineData("\u001b]8;;http://x\u0007link", "·]8;;http://x·link")]
    [InlineData("\u009b31m", "·31m")]
    [InlineData("a\r\nb\tc\0", "a··b·c·")]
    [InlineData("\u202egnp.exe\u202c", "·gnp.exe·")]
    [InlineData("\u2066\u200b\ufeff", "···")]
    [InlineData("\u2028\u2029", "··")]
    [InlineData("\ue000", "·")]
    public void Nothing_that_moves_a_cursor_or_reverses_text_gets_through(string? text, string expected) =>
        Assert.Equal(expected, PrintableText.From(text));

    [Fact]
    public void Half_a_surrogate_pair_is_replaced() =>
        Assert.DoesNotContain(PrintableText.From("a\ud800b\udc00"), char.IsSurrogate);

    [Fact]
    public void Long_text_is_cut_and_says_so()
    {
        Assert.Equal(new string('x', 256), PrintableText.From(new string('x', 256)));
        Assert.Equal(new string('x', 256) + "…", PrintableText.From(new string('x', 257)));
        Assert.Equal("ab…", PrintableText.From("abc", limit: 2));
        Assert.InRange(PrintableText.From(new string('\u001b', 1 << 20)).Length, 1, 257);
    }
}
