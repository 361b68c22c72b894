using NightMiner.Protocol.Text;

namespace NightMiner.Protocol.Tests.Text;

public sealed class WireTextTests
{
    [Fact]
    public void Any_bytes_become_text_and_the_same_bytes_again()
    {
        Random random = new(12);
        for (int i = 0; i < 2000; i++)
        {
            byte[] bytes = new byte[random.Next(12)];
            random.NextBytes(bytes);
            Assert.Equal(bytes, WireText.ToBytes(WireText.From(bytes)));
        }
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("é 漢 \U0001f600")]
    public void Utf8_stays_what_it_is(string text) =>
        Assert.Equal(text, WireText.From(System.Text.Encoding.UTF8.GetBytes(text)));
}
