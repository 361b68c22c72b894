using System.Net;
using System.Net.Sockets;
using System.Text;
using FsCheck.Fluent;
using NightMiner.Protocol.Transport;
using NightMiner.Sessions;
using NightMiner.TestSupport;

namespace NightMiner.Tests.Miners;

public sealed class ConnectionTests
{
    [Fact]
    public async Task A_pool_that_closes_the_connection_is_said_to_have_closed_it() =>
        await ExpectAsync(ConnectionProblem.Closed, "closed the connection", async peer =>
        {
            await peer.LogInAsync();
            peer.Dispose();
        });

    [Fact]
    public async Task A_pool_that_closes_before_a_word_is_said_to_have_closed_it() =>
        await ExpectAsync(ConnectionProblem.Closed, "if this port speaks TLS, use stratum+tcps://", async peer =>
        {
            await peer.ExpectAsync("mining.subscribe");
            peer.Dispose();
        });

    [Fact]
    public async Task A_reset_connection_is_said_to_be_broken() =>
        await ExpectAsync(ConnectionProblem.Broken, "broke", async peer =>
        {
            await peer.LogInAsync();
            peer.Reset();
        });

    [Fact]
    public async Task A_pool_that_says_nothing_is_said_to_be_silent()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool, options => options with
        {
            Retries = 0,
            Timeout = TimeSpan.FromMilliseconds(50),
        });
        using ScriptedPeer peer = await pool.AcceptAsync(); // and not a word
        Assert.Equal(StopReason.NoPool, await run.Finished.WaitAsync(ScriptedPool.Patience));
        await run.EndAsync();
        Assert.Equal(ConnectionProblem.Silent, Assert.Single(run.All<Disconnected>()).Problem);
    }

    [Fact]
    public async Task A_web_server_is_called_a_web_server() =>
        await ExpectAsync(ConnectionProblem.Protocol, "use http://", peer =>
            peer.SayAsync("HTTP/1.1 400 Bad Request", "Content-Length: 0", ""));

    [Fact]
    public async Task An_endless_line_ends_the_connection() =>
        await ExpectAsync(ConnectionProblem.Protocol, "longer than", peer =>
            peer.SayAsync(Encoding.ASCII.GetBytes(new string('x', LineReader.DefaultLimit + 2))));

    [Fact]
    public async Task A_stream_of_garbage_ends_the_connection_and_a_little_does_not() =>
        await ExpectAsync(ConnectionProblem.Protocol, "not JSON", async peer =>
        {
            await peer.LogInAsync();
            await peer.SayAsync("{garbage", "[]", """{"method":"mining.notify","params":[]}""");
            Assert.Empty(await peer.DrainAsync());
            await peer.SayAsync(Enumerable.Repeat("{garbage", 30));
        });

    [Fact]
    public async Task A_refused_connection_says_what_to_check()
    {
        await using MinerRun run = MinerRun.Start(MinerRun.Defaults(DeadPort()) with { Retries = 0 });
        Assert.Equal(StopReason.NoPool, await run.Finished.WaitAsync(ScriptedPool.Patience));
        await run.EndAsync();
        Disconnected end = Assert.Single(run.All<Disconnected>());
        Assert.Equal(ConnectionProblem.Unreachable, end.Problem);
        Assert.Contains("connection refused", end.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-such-host.invalid")]
    [InlineData("a..b")]
    [InlineData("-")]
    [InlineData("xn--")]
    [InlineData("bücher.invalid")]
    public async Task A_host_without_an_address_says_so(string host)
    {
        await using MinerRun run = MinerRun.Start(MinerRun.Defaults(Endpoint.Parse($"{host}:1")) with { Retries = 0 });
        Assert.Equal(StopReason.NoPool, await run.Finished.WaitAsync(ScriptedPool.Patience));
        await run.EndAsync();
        Assert.Equal(ConnectionProblem.UnknownHost, Assert.Single(run.All<Disconnected>()).Problem);
    }

    [Fact]
    public async Task An_address_that_this_machine_has_no_network_for_is_unreachable_not_an_accident()
    {
        await using MinerRun run = MinerRun.Start(MinerRun.Defaults(Endpoint.Parse("[::1]:1")) with { Retries = 0 });
        Assert.Equal(StopReason.NoPool, await run.Finished.WaitAsync(ScriptedPool.Patience));
        await run.EndAsync();
        Assert.Equal(ConnectionProblem.Unreachable, Assert.Single(run.All<Disconnected>()).Problem);
    }

    [Fact]
    public async Task Tls_with_a_pool_that_speaks_none_says_so()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(MinerRun.Defaults(
            Endpoint.Parse($"stratum+tcps://127.0.0.1:{pool.Url.Port}")) with
        { Retries = 0 });
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.SayAsync("Invalid JSON, disconnecting");
        peer.Dispose();
        Assert.Equal(StopReason.NoPool, await run.Finished.WaitAsync(ScriptedPool.Patience));
        await run.EndAsync();
        Assert.Equal(ConnectionProblem.Tls, Assert.Single(run.All<Disconnected>()).Problem);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public async Task It_tries_exactly_as_often_as_it_was_told(int retries)
    {
        await using MinerRun run = MinerRun.Start(MinerRun.Defaults(DeadPort()) with { Retries = retries });
        Assert.Equal(StopReason.NoPool, await run.Finished.WaitAsync(ScriptedPool.Patience));
        await run.EndAsync();
        Assert.Equal(retries + 1, run.All<Connecting>().Count);
        Assert.Equal(retries + 1, run.All<Disconnected>().Count);
        Assert.Equal(Enumerable.Range(1, retries), run.All<Reconnecting>().Select(next => next.Attempt));
    }

    [Fact]
    public async Task A_login_resets_the_count_of_attempts_and_a_mere_connection_does_not()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool, options => options with { Retries = 3 });
        for (int i = 0; i < 3; i++) (await pool.AcceptAsync()).Dispose();
        using (ScriptedPeer peer = await pool.AcceptAsync()) await peer.LogInAsync();
        await run.SeeAsync<LoggedIn>();
        for (int i = 0; i < 3; i++) (await pool.AcceptAsync()).Dispose();
        Assert.Equal(StopReason.NoPool, await run.Finished.WaitAsync(ScriptedPool.Patience));
        await run.EndAsync();
        Assert.Equal([1, 2, 3, 1, 2, 3], run.All<Reconnecting>().Select(next => next.Attempt));
    }

    [Fact]
    public void Pauses_grow_to_a_minute_and_are_jittered() => Properties.Holds(
        from first in Gen.Choose(1, 100_000)
        from attempt in Gen.Choose(1, 100)
        from luck in Gen.Choose(0, 999)
        select (First: TimeSpan.FromMilliseconds(first), attempt, Luck: luck / 1000.0), given =>
        {
            double pause = PoolKeeper.RetryPause(given.First, given.attempt, given.Luck).TotalSeconds;
            double longest = Math.Max(given.First.TotalSeconds, MinerOptions.LongestRetryPause.TotalSeconds);
            double grown = Math.Min(given.First.TotalSeconds * Math.Pow(2, given.attempt - 1), longest);
            Assert.InRange(pause, grown * 0.7499, grown * 1.2501);
            Assert.True(PoolKeeper.RetryPause(given.First, given.attempt + 1, given.Luck).TotalSeconds >= pause);
            Assert.NotEqual(
                pause, PoolKeeper.RetryPause(given.First, given.attempt, (given.Luck + 0.5) % 1).TotalSeconds);
        });

    [Fact]
    public async Task Stopping_while_it_waits_to_reconnect_needs_no_patience()
    {
        await using MinerRun run =
            MinerRun.Start(MinerRun.Defaults(DeadPort()) with { RetryPause = TimeSpan.FromHours(1) });
        await run.SeeAsync<Reconnecting>();
        await run.StopAsync();
        Assert.Equal(StopReason.AsAsked, await run.Finished);
    }

    private static Endpoint DeadPort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return Endpoint.Parse($"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    private static async Task ExpectAsync(ConnectionProblem problem, string reason, Func<ScriptedPeer, Task> play)
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool, options => options with { Retries = 0 });
        using ScriptedPeer peer = await pool.AcceptAsync();
        await play(peer);
        Assert.Equal(StopReason.NoPool, await run.Finished.WaitAsync(ScriptedPool.Patience));
        await run.EndAsync();
        Disconnected end = Assert.Single(run.All<Disconnected>());
        Assert.Equal(problem, end.Problem);
        Assert.Contains(reason, end.Reason, StringComparison.Ordinal);
    }
}
