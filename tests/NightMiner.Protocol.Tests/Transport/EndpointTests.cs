using NightMiner.Protocol.Transport;

namespace NightMiner.Protocol.Tests.Transport;

public sealed class EndpointTests
{
    [Theory]
    [InlineData("pool.example", "pool.example", 9333, false)]
    [InlineData("pool.example:3333", "pool.example", 3333, false)]
    [InlineData("stratum+tcp://pool.example:3333", "pool.example", 3333, false)]
    [InlineData("stratum://pool.example:3333", "pool.example", 3333, false)]
    [InlineData("tcp://pool.example:3333", "pool.example", 3333, false)]
    [InlineData("STRATUM+TCP://Pool.Example:3333", "Pool.Example", 3333, false)]
    [InlineData("stratum+tcps://pool.example:443", "pool.example", 443, true)]
    [InlineData("stratum+ssl://pool.example", "pool.example", 9333, true)]
    [InlineData("stratum+tls://pool.example:1", "pool.example", 1, true)]
    [InlineData("ssl://pool.example:65535", "pool.example", 65535, true)]
    [InlineData("tls://pool.example:443", "pool.example", 443, true)]
    [InlineData("stratum+tcp://pool.example:3333/", "pool.example", 3333, false)]
    [InlineData("stratum+tcp://pool.example:3333/path?query", "pool.example", 3333, false)]
    [InlineData("stratum+tcp://pool.example:3333#xnsub", "pool.example", 3333, false)]
    [InlineData("127.0.0.1:3333", "127.0.0.1", 3333, false)]
    [InlineData("[::1]:3333", "::1", 3333, false)]
    [InlineData("[2001:db8::1]", "2001:db8::1", 9333, false)]
    [InlineData("2001:db8::1", "2001:db8::1", 9333, false)]
    [InlineData("stratum+tcps://[::1]:3333", "::1", 3333, true)]
    public void A_url_names_host_port_and_tls(string text, string host, int port, bool tls)
    {
        Endpoint url = Endpoint.Parse(text);
        Assert.Equal((host, port, tls), (url.Host, url.Port, url.IsTls));
        Assert.Equal((null, null), (url.User, url.Password));
        Assert.Equal(url, Endpoint.Parse(url.ToString()));
    }

    [Theory]
    [InlineData("http://node.example:8332", 8332, false)]
    [InlineData("HTTPS://user:pass@node.example:8332/", 8332, true)]
    [InlineData("http://node.example", 0, false)] // it depends on the coin
    [InlineData("http://[::1]:19443", 19443, false)]
    public void Http_names_a_node(string text, int port, bool tls)
    {
        Endpoint url = Endpoint.Parse(text);
        Assert.Equal((true, port, tls), (url.IsNode, url.Port, url.IsTls));
        Assert.StartsWith(tls ? "https://" : "http://", url.ToString(), StringComparison.Ordinal);
        Assert.True(Endpoint.Parse(url.ToString()).IsNode);
        Assert.False(Endpoint.Parse("stratum+tcp://node.example:8332").IsNode);
    }

    [Theory]
    [InlineData("http://u:p@node.example", "sha256d", "http://node.example:8332")]
    [InlineData("http://u:p@node.example/", "scrypt", "http://node.example:9332")]
    [InlineData("https://u:p@[::1]", "my-own", "https://[::1]:9332")]
    [InlineData("http://u:p@node.example:9333", "sha256d", "http://node.example:9333")]
    [InlineData("u:p@pool.example", "sha256d", "stratum+tcp://pool.example:9333")]
    public void A_node_without_a_port_gets_that_of_the_coin(string text, string algorithm, string resolved)
    {
        Endpoint url = Endpoint.Parse(text).WithNodePort(algorithm);
        Assert.Equal((resolved, "u", "p"), (url.ToString(), url.User, url.Password));
        Assert.Equal(url, url.WithNodePort("other"));
    }

    [Theory]
    [InlineData("user@h:1", "user", null)]
    [InlineData("user:pass@h:1", "user", "pass")]
    [InlineData("user.worker:@h:1", "user.worker", "")]
    [InlineData("stratum+tcp://user:pa:ss@h:1", "user", "pa:ss")]
    [InlineData("stratum+tcp://user:p@ss@h:1", "user", "p@ss")]
    [InlineData("stratum+tcp://me@mail.example:pass@h:1", "me@mail.example", "pass")]
    [InlineData("stratum+tcp://user:p%40s%3As%2F@h:1", "user", "p@s:s/")]
    [InlineData("stratum+tcp://user:100%@h:1", "user", "100%")]
    [InlineData("stratum+tcp://user:a/b#c?d@h:1", "user", "a/b#c?d")]
    [InlineData("stratum+tcp://user:d=1024,c=LTC@[::1]:1", "user", "d=1024,c=LTC")]
    public void A_url_may_carry_user_and_password_and_never_prints_them(string text, string user, string? password)
    {
        Endpoint url = Endpoint.Parse(text);
        Assert.Equal((user, password), (url.User, url.Password));
        Assert.Equal(1, url.Port);
        Assert.DoesNotContain("user", url.ToString(), StringComparison.Ordinal);
        if (password?.Length > 0) Assert.DoesNotContain(password, url.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:1,localhost:2", "repeat -o")]
    [InlineData("http://node.example:8332/wallet/w", "after the port ('wallet/w')")]
    public void What_would_be_dropped_or_misread_is_refused(string text, string reason) => Assert.Contains(
        reason, Assert.Throws<FormatException>(() => Endpoint.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("h:0")]
    [InlineData("h:65536")]
    [InlineData("h:-1")]
    [InlineData("h:")]
    [InlineData("h:abc")]
    [InlineData("h: 1")]
    [InlineData("h:99999999999999")]
    [InlineData("h:1\0")]
    [InlineData("[::1]:0")]
    [InlineData("[::1]x1")]
    [InlineData("[::1]1")]
    public void A_bad_port_is_refused(string text) => Assert.Contains(
        "port", Assert.Throws<FormatException>(() => Endpoint.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData(":3333")]
    [InlineData("stratum+tcp://")]
    [InlineData("stratum+tcp://user:pass@")]
    [InlineData("pool example:3333")]
    [InlineData("stratum+tcp:///path")]
    [InlineData("[]:1")]
    [InlineData("http://a*b:1")]
    [InlineData("[::1:3333")]
    public void A_url_without_a_host_is_refused(string text) => Assert.Contains(
        "names no host", Assert.Throws<FormatException>(() => Endpoint.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("stratum2+tcp://pool.example:3333/key")]
    [InlineData("ftp://h")]
    [InlineData("://h")]
    public void Another_scheme_is_refused_with_the_ones_that_work(string text)
    {
        string message = Assert.Throws<FormatException>(() => Endpoint.Parse(text)).Message;
        Assert.Contains("stratum+tcp://host:port", message, StringComparison.Ordinal);
        Assert.Contains("stratum+tcps://", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_never_shows_the_password()
    {
        foreach (string text in new[] { "user:secret@h:bad", "user:secret/1@:1", "user:sec/ret@", "x://user:secret@h" })
            Assert.DoesNotContain(
                "sec", Assert.Throws<FormatException>(() => Endpoint.Parse(text)).Message, StringComparison.Ordinal);
    }
}
