using System.Text;
using NightMiner.Protocol.Nodes;
using NightMiner.Protocol.Transport;

namespace NightMiner.Protocol.Tests.Nodes;

public sealed class CookieFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    public void It_is_read_in_every_encoding(string encoding, bool hasMark)
    {
        Encoding letters = Encoding.GetEncoding(encoding);
        File.WriteAllBytes(_path, [.. hasMark ? letters.GetPreamble() : [], .. letters.GetBytes("__cookie__:a:b\r\n")]);
        Assert.Equal(("__cookie__", "a:b"), Login());
    }

    [Theory]
    [InlineData("no colon", "does not hold one short line")]
    [InlineData("user:two\nlines", "does not hold one short line")]
    [InlineData("user:0123456789", "can't be read: ", 100)]
    public void Another_file_does_not_go_out_as_a_password(string text, string complaint, int times = 1)
    {
        File.WriteAllText(_path, string.Concat(Enumerable.Repeat(text, times)));
        ConnectionException e = Assert.Throws<ConnectionException>(() => Login());
        Assert.Equal(ConnectionProblem.NotReady, e.Problem);
        Assert.StartsWith($"the cookie file {_path} {complaint}", e.Message, StringComparison.Ordinal);
    }

    private (string, string) Login() =>
        new SoloOptions { CoinbaseAddress = "", CookieFile = _path }.Login("other", "secret");
}
