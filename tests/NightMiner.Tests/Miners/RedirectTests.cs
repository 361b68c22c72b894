using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;
using NightMiner.Sessions;
using NightMiner.TestSupport;

namespace NightMiner.Tests.Miners;

/// <summary>client.reconnect: what is followed, and what is not.</summary>
public sealed class RedirectTests
{
    [Theory]
    [InlineData("pool.example", "pool.example", true)]
    [InlineData("pool.example", "POOL.Example.", true)]
    [InlineData("eu.pool.example", "us.pool.example", true)]
    [InlineData("pool.example", "a.b.pool.example", true)]
    [InlineData("a.b.pool.example", "pool.example", true)]
    [InlineData("eu.pool.co.uk", "us.pool.co.uk", true)]
    [InlineData("localhost", "localhost", true)]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("::1", "0:0:0:0:0:0:0:1", true)]
    [InlineData("pool.example", "evil.example", false)]
    [InlineData("pool.example", "example", false)]
    [InlineData("pool.example", "pool.example.evil.net", false)]
    [InlineData("pool.example", "evilpool.example", false)]
    [InlineData("pool.co.uk", "evil.co.uk", false)]
    [InlineData("pool.co.uk", "co.uk", false)]
    [InlineData("localhost", "otherhost", false)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("10.0.0.1", "pool.example", false)]
    [InlineData("1.pool.example", "10.0.0.1", false)]
    [InlineData("pool.example", "::1", false)]
    public void A_place_is_a_host_or_a_registrable_domain(string one, string other, bool isSame) =>
        Assert.Equal(isSame, Redirect.IsSamePlace(one, other));

    [Theory]
    [InlineData("stratum+tcp://eu.pool.example:1", "us.pool.example", 3333, "stratum+tcp://us.pool.example:3333")]
    [InlineData("stratum+tcps://eu.pool.example:1", "us.pool.example", null, "stratum+tcps://us.pool.example:1")]
    [InlineData("stratum+tcps://eu.pool.example:1", null, 2, "stratum+tcps://eu.pool.example:2")]
    [InlineData("stratum+tcp://eu.pool.example:1", null, null, "stratum+tcp://eu.pool.example:1")]
    [InlineData("stratum+tcp://[::1]:1", null, 2, "stratum+tcp://[::1]:2")]
    [InlineData("stratum+tcp://[::1]:1", "::1", 2, "stratum+tcp://[::1]:2")]
    [InlineData("stratum+tcps://eu.pool.example:1", "stratum+tcp://us.pool.example", 2, null)]
    [InlineData("stratum+tcp://eu.pool.example:1", "me:secret@eu.pool.example", 2, null)]
    [InlineData("stratum+tcp://eu.pool.example:1", "eu.pool.example/x", 2, null)]
    [InlineData("stratum+tcp://eu.pool.example:1", "evil\u001b.pool.example", 2, null)]
    [InlineData("stratum+tcp://eu.pool.example:1", " ", 2, null)]
    [InlineData("stratum+tcp://eu.pool.example:1", "...", 2, null)]
    public void A_redirect_keeps_what_it_does_not_name_and_tls(string from, string? host, int? port, string? to)
    {
        Reconnect order = new(MessageId.None, host, port, TimeSpan.FromHours(3));
        (Redirect? redirect, string refusal) = Redirect.Decide(Endpoint.Parse(from), order);
        Assert.Equal(to, redirect?.Pool.ToString());
        Assert.Equal(to is null, refusal.Length > 0);
        if (redirect is not null) Assert.Equal(Redirect.LongestWait, redirect.Wait);
    }

    [Fact]
    public void A_host_too_long_for_a_name_is_refused_without_a_throw() => Assert.Null(Redirect.Decide(
        Endpoint.Parse("pool.example"),
        new Reconnect(MessageId.None, string.Concat(Enumerable.Repeat("a.", 500)) + "pool.example", 1, default)).To);

    [Fact]
    public async Task A_miner_goes_to_another_port_and_comes_back_when_that_is_lost()
    {
        using ScriptedPool home = new(), other = new();
        await using MinerRun run = MinerRun.Start(home);
        using (ScriptedPeer peer = await home.AcceptAsync())
        {
            await peer.LogInAsync();
            await peer.SayAsync(Order($"\"127.0.0.1\",\"{other.Url.Port}\",0"), Lines.SmallNotify("ignored"));
            Assert.Null(await peer.HearAsync());
        }
        using (ScriptedPeer peer = await other.AcceptAsync()) await peer.LogInAsync();
        using ScriptedPeer back = await home.AcceptAsync();
        await back.LogInAsync();
        await run.SeeAsync<LoggedIn>(3);
        await run.StopAsync();
        Assert.Equal(other.Url.Port, Assert.Single(run.All<Redirected>()).Pool.Port);
        Assert.Single(run.All<Reconnecting>()); // none for the redirect
        Assert.Equal([home.Url.Port, other.Url.Port, home.Url.Port],
            run.All<Connecting>().Take(3).Select(e => e.Pool.Port));
    }

    [Fact]
    public async Task Shares_on_their_way_are_counted_when_the_pool_sends_the_miner_off()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool);
        using (ScriptedPeer peer = await pool.AcceptAsync())
        {
            await peer.LogInAsync();
            await peer.SayAsync(Lines.SmallNotify("a"));
            await peer.HearSubmitsAsync(submits => submits.Count == 5, _ => null);
            await peer.SayAsync(Order(""));
            while (await peer.HearAsync() is not null)
            {
            }
        }
        using ScriptedPeer again = await pool.AcceptAsync();
        await again.LogInAsync();
        MinerSnapshot end = await run.StopAsync(); // checks the books
        Assert.True(end.Unsent >= 5);
    }

    [Fact]
    public async Task A_pool_that_redirects_for_ever_gets_pauses_in_between()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool);
        for (int i = 0; i < 12; i++)
        {
            using ScriptedPeer peer = await pool.AcceptAsync();
            await peer.LogInAsync();
            await peer.SayAsync(Order(""));
        }
        await run.SeeAsync<Reconnecting>(2); // after the 6th and the 12th
        await run.StopAsync();
        Assert.Equal(2, run.All<Disconnected>().Count(
            lost => lost.Reason.Contains("sent us on 5 times", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("\"evil.example\",3333", true, "does not belong")]
    [InlineData("\"\",0", true, "no port")]
    [InlineData("\"\",\"x\"", true, "no port")]
    [InlineData("7,1", true, "not text")]
    [InlineData("\"127.0.0.1\",3333", false, "switched off")]
    [InlineData("", false, "switched off")]
    public async Task What_is_not_followed_is_told_and_mining_goes_on(string parameters, bool follows, string reason)
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool, options => options with { FollowsRedirects = follows });
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.LogInAsync();
        await peer.SayAsync(Order(parameters), Lines.SmallNotify("a"));
        await peer.ExpectAsync("mining.submit");
        await run.SeeAsync<JobReceived>();
        string[] told = [.. run.All<RedirectRefused>().Select(e => e.Reason),
            .. run.All<ProtocolProblem>().Select(e => e.Problem)];
        Assert.Contains(reason, Assert.Single(told), StringComparison.Ordinal);
        Assert.Empty(run.All<Redirected>());
    }

    [Theory]
    [InlineData("", null, null, 0)]
    [InlineData("null,null,null", null, null, 0)]
    [InlineData("\"\",\"\"", null, null, 0)]
    [InlineData("\"h\"", "h", null, 0)]
    [InlineData("\"h\",1", "h", 1, 0)]
    [InlineData("\"h\",\"65535\",\"2.5\",{}", "h", 65535, 2.5)]
    [InlineData("\"h\",1,-5", "h", 1, 0)]
    [InlineData("\"h\",1,1e300", "h", 1, 86400)]
    [InlineData("\"h\",1,\"soon\"", "h", 1, 0)]
    [InlineData("\"h\",1,\"NaN\"", "h", 1, 0)]
    [InlineData("\"h\",1,[]", "h", 1, 0)]
    public void Every_shape_of_the_order_is_read(string parameters, string? host, int? port, double seconds)
    {
        Reconnect order = Lines.Read<Reconnect>(Order(parameters));
        Assert.Equal((host, port, seconds), (order.Host, order.Port, order.Wait.TotalSeconds));
    }

    [Fact]
    public void An_order_without_parameters_means_the_same_place() => Assert.Null(
        Lines.Read<Reconnect>("""{"method":"client.reconnect"}""").Host);

    private static string Order(string parameters) =>
        $$"""{"id":null,"method":"client.reconnect","params":[{{parameters}}]}""";
}
