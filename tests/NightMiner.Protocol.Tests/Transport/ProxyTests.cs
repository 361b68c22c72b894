using System.Text;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;

namespace NightMiner.Protocol.Tests.Transport;

/// <summary>SOCKS5 and HTTP CONNECT, byte by byte, at proxies that say what the test tells them to.</summary>
public sealed class ProxyTests
{
    private const string Established = "HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n";

    [Theory]
    [InlineData("pool.example", "0501000c" + "706f6f6c2e6578616d706c65" + "0d05")] // a name: the proxy resolves it
    [InlineData("192.0.2.7", "05010001c0000207" + "0d05")]
    [InlineData("[2001:db8::1]", "0501000420010db8000000000000000000000001" + "0d05")]
    public async Task Socks_is_asked_for_names_and_addresses(string host, string request)
    {
        byte[] expected = Convert.FromHexString(host.Contains("pool", StringComparison.Ordinal)
            ? request.Replace("0501000c", "050100030c", StringComparison.Ordinal) : request);
        await using Talk talk = await Talk.StartAsync("socks5h", host + ":3333");
        await talk.HearAsync("050100");
        await talk.SayAsync("0500");
        await talk.HearAsync(Convert.ToHexString(expected));
        await talk.SayAsync("0500000100000000" + "0000");
        await talk.ExpectTunnelAsync();
    }

    [Fact]
    public async Task Socks_is_told_user_and_password_when_it_asks()
    {
        await using Talk talk = await Talk.StartAsync("socks5", "192.0.2.7:3333", "al:p%3aw@");
        await talk.HearAsync("05020002");
        await talk.SayAsync("0502");
        await talk.HearAsync("0102616c03703a77"); // al, p:w
        await talk.SayAsync("0100");
        await talk.HearAsync("05010001c00002070d05");
        await talk.SayAsync("05000003016100" + "00"); // its address is a name, a
        await talk.ExpectTunnelAsync();
    }

    [Theory]
    [InlineData("", "05ff", "wants a login: write it as socks5://user:password@host:port")]
    [InlineData("", "0502", "wants a login")]
    [InlineData("a:b@", "05ff", "accepts no login by user and password")]
    [InlineData("a:b@", "0502|0101", "refuses user or password")]
    [InlineData("", "0500|05020001", "its rules forbid it")]
    [InlineData("", "0500|05040001", "its name has no address")]
    [InlineData("", "0500|05050001", "connection refused")]
    [InlineData("", "0500|05630001", "reply 99")]
    [InlineData("", "0500|05000009", "does not speak SOCKS5")]
    [InlineData("", "0400", "does not speak SOCKS5")]
    [InlineData("", "48545450", "use http:// for it")]
    [InlineData("", "05", "closed the connection")]
    [InlineData("", "", "closed the connection")]
    public async Task What_socks_refuses_is_explained(string login, string answers, string expected) =>
        await ExpectAsync("socks5", login, [.. answers.Split('|').Select(Convert.FromHexString)], expected);

    [Fact]
    public async Task A_web_proxy_is_asked_to_connect()
    {
        await using Talk talk = await Talk.StartAsync("http", "[2001:db8::1]:3333", "al:p%3aw@");
        await talk.HearAsync(Convert.ToHexString(Encoding.ASCII.GetBytes(
            "CONNECT [2001:db8::1]:3333 HTTP/1.1\r\nHost: [2001:db8::1]:3333\r\n"
            + "Proxy-Authorization: Basic YWw6cDp3\r\n\r\n")));
        await talk.SayAsync(Convert.ToHexString(Encoding.ASCII.GetBytes(Established)));
        await talk.ExpectTunnelAsync();
    }

    [Theory]
    [InlineData("", "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "wants a login")]
    [InlineData("a:b@", "HTTP/1.1 407 No\r\n\r\n", "refuses user or password")]
    [InlineData("", "HTTP/1.0 403 Forbidden\r\n\r\n", "many allow port 443 only")]
    [InlineData("", "HTTP/1.1 502 Bad Gateway\n\n", "can't reach stratum+tcp://pool.example:3333")]
    [InlineData("", "HTTP/1.1 418 \u001b[31mteapot\r\n\r\n", "(HTTP/1.1 418 ·[31mteapot)")]
    [InlineData("", "SSH-2.0-x\n\n", "does not speak HTTP")]
    [InlineData("", "HTTP/1.1 200", "closed the connection")]
    [InlineData("", "", "closed the connection")]
    public async Task What_a_web_proxy_refuses_is_explained(string login, string answer, string expected) =>
        await ExpectAsync("http", login, [Encoding.ASCII.GetBytes(answer)], expected);

    [Fact]
    public async Task An_endless_answer_is_cut_off() =>
        await ExpectAsync("http", "", [new byte[20_000]], "more than 16384 bytes");

    [Fact]
    public async Task A_proxy_that_says_nothing_is_called_the_proxy()
    {
        using ScriptedPool mute = new();
        DialOptions options = new() { Proxy = ProxyUrl.Parse($"socks5://127.0.0.1:{mute.Url.Port}") };
        ConnectionException problem = await Assert.ThrowsAsync<ConnectionException>(() => Dialer.ConnectAsync(
            Endpoint.Parse("pool.example"), options, TimeSpan.FromMilliseconds(100)));
        Assert.Equal(ConnectionProblem.Proxy, problem.Problem);
        Assert.Contains("a SOCKS5 proxy", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_is_not_there_is_called_the_proxy()
    {
        ScriptedPool gone = new();
        gone.Dispose();
        DialOptions options = new() { Proxy = ProxyUrl.Parse($"socks5://127.0.0.1:{gone.Url.Port}") };
        ConnectionException problem = await Assert.ThrowsAsync<ConnectionException>(() =>
            Dialer.ConnectAsync(Endpoint.Parse("pool.example"), options, ScriptedPool.Patience));
        Assert.Equal(ConnectionProblem.Proxy, problem.Problem);
        Assert.StartsWith("the proxy: nobody listens at socks5://127.0.0.1", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("proxy", "http://proxy:1080", null)]
    [InlineData("proxy:80", "http://proxy:80", null)]
    [InlineData("socks5h://me:pw@[::1]:9050/", "socks5://[::1]:9050", "me")]
    [InlineData("SOCKS5://proxy", "socks5://proxy:1080", null)]
    public void A_proxys_url_is_read_as_typed(string text, string expected, string? user)
    {
        ProxyUrl proxy = ProxyUrl.Parse(text);
        Assert.Equal((expected, user), (proxy.ToString(), proxy.User));
    }

    [Theory]
    [InlineData("https://proxy")]
    [InlineData("socks4://a:hunter2@proxy")]
    [InlineData("socks5://a:hunter2@")]
    [InlineData("socks5://a:hunter2/x@proxy:port")]
    public void What_is_no_proxys_url_is_refused_without_its_password(string text) => Assert.DoesNotContain(
        "hunter2", Assert.Throws<FormatException>(() => ProxyUrl.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("pool.example", true, "example")]
    [InlineData("pool.example", true, ".EXAMPLE")]
    [InlineData("pool.example", true, "a", "pool.example")]
    [InlineData("pool.example", true, "*")]
    [InlineData("pool.example", false, "ool.example")]
    [InlineData("pool.example", false, "10.0.0.0/8", "")]
    [InlineData("10.1.2.3", true, "10.0.0.0/8")]
    [InlineData("10.1.2.3", true, "10.1.2.3")]
    [InlineData("10.1.2.3", false, "3")]
    [InlineData("::1", true, "[::1]")]
    public void Some_hosts_are_reached_without_the_proxy(string host, bool isDirect, params string[] entries)
    {
        DialOptions options = new() { Proxy = ProxyUrl.Parse("proxy"), NoProxy = entries };
        Assert.Equal(isDirect, options.ProxyFor(host) is null);
    }

    private static async Task ExpectAsync(string scheme, string login, byte[][] answers, string expected)
    {
        await using Talk talk = await Talk.StartAsync(scheme, "pool.example:3333", login);
        foreach (byte[] answer in answers) await talk.AnswerAsync(answer);
        talk.HangUp();
        ConnectionException problem = await Assert.ThrowsAsync<ConnectionException>(() => talk.Dialing);
        Assert.Equal(ConnectionProblem.Proxy, problem.Problem);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    /// <summary>A miner that dials, and the proxy's end of its connection.</summary>
    private sealed class Talk(Task<Stream> dialing, System.Net.Sockets.TcpClient proxy) : IAsyncDisposable
    {
        public Task<Stream> Dialing => dialing;

        public static async Task<Talk> StartAsync(string scheme, string pool, string login = "")
        {
            using System.Net.Sockets.TcpListener listener = new(System.Net.IPAddress.Loopback, 0);
            listener.Start();
            DialOptions options = new() { Proxy = ProxyUrl.Parse($"{scheme}://{login}{listener.LocalEndpoint}") };
            Task<Stream> dialing = Dialer.ConnectAsync(Endpoint.Parse(pool), options, ScriptedPool.Patience);
            return new Talk(dialing, await listener.AcceptTcpClientAsync().WaitAsync(ScriptedPool.Patience));
        }

        public async Task HearAsync(string hex)
        {
            byte[] heard = new byte[hex.Length / 2];
            await proxy.GetStream().ReadExactlyAsync(heard).AsTask().WaitAsync(ScriptedPool.Patience);
            Assert.Equal(hex, Convert.ToHexString(heard), ignoreCase: true);
        }

        public async Task SayAsync(string hex) => await proxy.GetStream().WriteAsync(Convert.FromHexString(hex));

        public async Task AnswerAsync(byte[] answer)
        {
            byte[] heard = new byte[1000];
            await proxy.GetStream().ReadAsync(heard).AsTask().WaitAsync(ScriptedPool.Patience);
            await proxy.GetStream().WriteAsync(answer);
        }

        public void HangUp() => proxy.Client.Shutdown(System.Net.Sockets.SocketShutdown.Send);

        /// <summary>What follows the proxy's words, even in the same packet, reaches the miner.</summary>
        public async Task ExpectTunnelAsync()
        {
            await SayAsync("7b7d");
            await using Stream stream = await dialing.WaitAsync(ScriptedPool.Patience);
            byte[] heard = new byte[2];
            await stream.ReadExactlyAsync(heard);
            Assert.Equal("{}"u8, heard);
        }

        public ValueTask DisposeAsync()
        {
            proxy.Dispose();
            return default;
        }
    }
}
