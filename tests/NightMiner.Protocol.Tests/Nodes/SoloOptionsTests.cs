using NightMiner.Protocol.Nodes;
using NightMiner.Protocol.Transport;

namespace NightMiner.Protocol.Tests.Nodes;

public sealed class SoloOptionsTests
{
    private const string Address = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";

    [Theory]
    [InlineData("", "", "--coinbase-addr")]
    [InlineData("bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt08q", "", "checksum")]
    [InlineData(Address, "a signature that is much longer than the sixty-four bytes that there are", "64 fit")]
    public void What_could_only_fail_later_is_refused(string address, string signature, string reason)
    {
        SoloOptions options = new() { CoinbaseAddress = address, CoinbaseSignature = signature };
        Assert.Contains(reason, Assert.Throws<ArgumentException>(options.Check).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_added_to_the_signature_takes_from_its_room()
    {
        SoloOptions options = new() { CoinbaseAddress = Address, CoinbaseSignature = new string('x', 62) };
        options.Check();
        _ = options.Builder([1, 2]);
        Assert.Contains("61 fit", Assert.Throws<ArgumentException>(() => _ = options.Builder([1, 2, 3])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_cookie_file_the_login_is_what_was_given_and_a_missing_file_is_explained()
    {
        SoloOptions options = new() { CoinbaseAddress = Address };
        Assert.Equal(("user", "secret"), options.Login("user", "secret"));
        string missing = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString(), ".cookie");
        ConnectionException e = Assert.Throws<ConnectionException>(
            () => (options with { CookieFile = missing }).Login("", ""));
        Assert.StartsWith($"the cookie file {missing} can't be read: ", e.Message, StringComparison.Ordinal);
    }
}
