using System.Net.Sockets;
using NightMiner.TestSupport;
using NightMiner.Workbench.Faults;

namespace NightMiner.Workbench.Tests.Faults;

/// <summary>What each fault does to lines, seen from both ends.</summary>
public sealed class FaultProxyTests : IAsyncDisposable
{
    private static readonly string[] Said = ["first line", "second line", "third line", "fourth line"];

    private readonly ScriptedPool _pool = new();
    private FaultProxy? _proxy;
    private ScriptedPeer? _miner; // the same few words serve this end too
    private ScriptedPeer? _server;

    public async ValueTask DisposeAsync()
    {
        _miner?.Dispose();
        _server?.Dispose();
        if (_proxy is not null) await _proxy.DisposeAsync();
        _pool.Dispose();
    }

    [Theory]
    [InlineData(FaultKind.Delay)]
    [InlineData(FaultKind.Split)]
    [InlineData(FaultKind.Merge)]
    [InlineData(FaultKind.Stall)]
    public async Task Time_and_packing_change_no_line(FaultKind kind)
    {
        await ConnectAsync(kind);
        Assert.Equal(Said, await SendAsync(_miner!, _server!, Said.Length));
        Assert.Equal(Said, await SendAsync(_server!, _miner!, Said.Length));
        Assert.Equal(2 * Said.Length, _proxy!.FaultCount);
        Assert.Equal(2 * Said.Length, _proxy.CountOf(kind));
    }

    [Fact]
    public async Task A_duplicate_comes_twice()
    {
        await ConnectAsync(FaultKind.Duplicate);
        Assert.Equal(Said.SelectMany(line => new[] { line, line }), await SendAsync(_miner!, _server!, 8));
        Assert.Equal(Said.SelectMany(line => new[] { line, line }), await SendAsync(_server!, _miner!, 8));
    }

    [Fact]
    public async Task A_corrupt_line_has_its_length_and_a_truncated_one_its_beginning()
    {
        await ConnectAsync(FaultKind.Corrupt);
        IReadOnlyList<string> corrupt = await SendAsync(_miner!, _server!, Said.Length);
        Assert.All(Said.Zip(corrupt), pair => Assert.NotEqual(pair.First, pair.Second));
        await DisposeAsync();

        await using FaultProxyTests other = new();
        await other.ConnectAsync(FaultKind.Truncate);
        IReadOnlyList<string> shorter = await SendAsync(other._miner!, other._server!, Said.Length);
        Assert.All(Said.Zip(shorter), pair => Assert.True(
            pair.First.StartsWith(pair.Second, StringComparison.Ordinal) && pair.First.Length > pair.Second.Length));
    }

    [Fact]
    public async Task A_cut_ends_both_connections_in_the_middle_of_a_line()
    {
        await ConnectAsync(FaultKind.Cut);
        await _miner!.SayAsync("never to be whole");
        Assert.Null(await _server!.HearAsync());
        Assert.Null(await _miner.HearAsync());
        Assert.Equal(1, _proxy!.CountOf(FaultKind.Cut));
    }

    [Fact]
    public async Task A_stall_keeps_the_connection_and_lets_nothing_through()
    {
        await ConnectAsync(FaultKind.Stall, stall: Timeout.InfiniteTimeSpan);
        await _miner!.SayAsync("held");
        Task<string?> heard = _server!.HearAsync();
        await TestPool.Until(() => _proxy!.FaultCount == 1);
        Assert.False(heard.IsCompleted);
        _proxy!.DropConnections();
        Assert.Null(await heard);
    }

    [Fact]
    public async Task In_the_calm_every_line_passes_and_the_plan_goes_on()
    {
        await ConnectAsync(FaultKind.Cut, calm: true);
        Assert.Equal(Said, await SendAsync(_miner!, _server!, Said.Length));
        Assert.Equal(0, _proxy!.FaultCount);
        _proxy.IsCalm = false;
        await _miner!.SayAsync("cut");
        Assert.Null(await _server!.HearAsync());
        Assert.Equal(5, Assert.Single(_proxy.Faults).Fault.Line);
    }

    [Fact]
    public async Task The_faults_that_happen_are_those_of_the_plan()
    {
        await ConnectAsync(FaultKind.Split);
        await SendAsync(_miner!, _server!, Said.Length);
        Assert.Equal(FaultPlan.Of(_proxy!.Options, 1, FaultDirection.ToPool).Take(Said.Length),
            _proxy.Faults.Select(fault => fault.Fault));
    }

    [Fact]
    public async Task Where_the_pool_is_away_or_the_limit_reached_the_miner_sees_an_end()
    {
        await ConnectAsync(FaultKind.Split, limit: 1);
        using ScriptedPeer second = await DialAsync(_proxy!);
        Assert.Null(await second.HearAsync());
        _proxy!.DropConnections();
        Assert.Null(await _miner!.HearAsync());
        await TestPool.Until(() => _proxy.Standing == 0);
        _pool.Dispose();
        using ScriptedPeer third = await DialAsync(_proxy);
        Assert.Null(await third.HearAsync());
        Assert.Equal(1, _proxy.Connections);
    }

    [Fact]
    public void The_log_keeps_the_newest_and_counts_all()
    {
        FaultLog log = new();
        for (int line = 1; line <= FaultLog.Limit + 5; line++)
            log.Add(new InjectedFault(1, FaultDirection.ToPool, new PlannedFault(line, FaultKind.Merge, 0), ""));
        Assert.Equal(FaultLog.Limit + 5, log.CountOf(FaultKind.Merge));
        Assert.Equal(FaultLog.Limit, log.ToList().Count);
        Assert.Equal(6, log.ToList()[0].Fault.Line);
    }

    private async Task ConnectAsync(FaultKind kind, TimeSpan? stall = null, bool calm = false, int limit = 10)
    {
        _proxy = FaultProxy.Start(new FaultOptions
        {
            Pool = _pool.Url, Kinds = [kind], LinesBetween = 1, // every line
            DelayTime = TimeSpan.FromMilliseconds(5), StallTime = stall ?? TimeSpan.FromMilliseconds(5),
            ConnectionLimit = limit,
        });
        _proxy.IsCalm = calm;
        _miner = await DialAsync(_proxy);
        _server = await _pool.AcceptAsync();
    }

    private static async Task<ScriptedPeer> DialAsync(FaultProxy proxy)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(proxy.EndPoint);
        return new ScriptedPeer(socket);
    }

    private static async Task<IReadOnlyList<string>> SendAsync(ScriptedPeer from, ScriptedPeer to, int lines)
    {
        await from.SayAsync(Said);
        List<string> heard = [];
        while (heard.Count < lines) heard.Add(await to.HearAsync() ?? throw new InvalidOperationException("it ended"));
        return heard;
    }
}
