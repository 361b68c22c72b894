using System.Net;
using System.Net.Sockets;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;

namespace NightMiner.Protocol.Tests.Transport;

/// <summary>The race of a host's addresses, with a clock that the test moves.</summary>
public sealed class AddressRaceTests
{
    private static readonly IPAddress[] Two = [IPAddress.IPv6Loopback, IPAddress.Loopback];

    [Fact]
    public async Task The_next_address_starts_after_the_head_start_and_the_loser_is_disposed()
    {
        Track track = new();
        Task<Runner> race = track.RaceAsync(Two);
        Assert.Single(track.Started);
        track.Clock.Advance(AddressRace.HeadStart);
        await TestPool.Until(() => track.Started.Count == 2);

        Runner winner = new(), late = new();
        track.Started[1].SetResult(winner);
        Assert.Same(winner, await race);
        track.Started[0].SetResult(late); // came although it was called off
        await TestPool.Until(() => late.IsDisposed);
        Assert.False(winner.IsDisposed);
    }

    [Fact]
    public async Task A_failure_starts_the_next_at_once_and_the_last_failure_is_told()
    {
        Track track = new();
        Task<Runner> race = track.RaceAsync(Two);
        track.Started[0].SetException(new SocketException((int)SocketError.NetworkUnreachable));
        await TestPool.Until(() => track.Started.Count == 2);
        track.Started[1].SetException(new SocketException((int)SocketError.ConnectionRefused));
        SocketException last = await Assert.ThrowsAsync<SocketException>(() => race);
        Assert.Equal(SocketError.ConnectionRefused, last.SocketErrorCode);
    }

    [Fact]
    public async Task A_slow_first_address_can_still_win_after_the_others_failed()
    {
        Track track = new();
        Task<Runner> race = track.RaceAsync(Two);
        track.Clock.Advance(AddressRace.HeadStart);
        await TestPool.Until(() => track.Started.Count == 2);
        track.Started[1].SetException(new SocketException((int)SocketError.ConnectionRefused));
        Runner winner = new();
        track.Started[0].SetResult(winner);
        Assert.Same(winner, await race);
    }

    [Fact]
    public async Task It_can_be_stopped()
    {
        using CancellationTokenSource stop = new();
        Task<Runner> race = new Track().RaceAsync(Two, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => race);
    }

    [Fact]
    public void The_families_take_turns()
    {
        IPAddress[] given = [.. "::1 ::2 ::3 1.1.1.1".Split(' ').Select(IPAddress.Parse)];
        Assert.Equal(["::1", "1.1.1.1", "::2", "::3"], AddressRace.Mixed(given).Select(a => a.ToString()));
    }

    private sealed class Track
    {
        public ManualClock Clock { get; } = new();

        public List<TaskCompletionSource<Runner>> Started { get; } = [];

        public Task<Runner> RaceAsync(IPAddress[] addresses, CancellationToken stop = default) =>
            AddressRace.RunAsync(addresses, (_, _) =>
            {
                Started.Add(new TaskCompletionSource<Runner>());
                return Started[^1].Task;
            }, Clock, stop);
    }

    private sealed class Runner : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
