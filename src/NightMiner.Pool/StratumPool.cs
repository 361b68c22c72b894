using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using NightMiner.Pool.Nodes;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Transport;

namespace NightMiner.Pool;

/// <summary>
/// A Stratum v1 pool in this process. Shares are judged for real; blocks and transactions are made up, unless it stands
/// on a node.
/// All members may be called from any thread.
/// </summary>
public sealed class StratumPool : IAsyncDisposable
{
    private const int Backlog = 4096; // ten thousand clients may come at once
    private static readonly TimeSpan TickTime = TimeSpan.FromSeconds(0.25);

    private readonly PoolState _state;
    private readonly Socket _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<ClientConnection, Task> _connections = new();
    private readonly NodeFeed? _node;
    private readonly Task _accepting;
    private readonly Task _following;
    private readonly ITimer _timer;
    private int _isTicking;
    private int _isDisposed;

    private StratumPool(PoolOptions options, Socket listener, NodeFeed? node)
    {
        _node = node;
        _state = new PoolState(options, Broadcast, node);
        _listener = listener;
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        _accepting = Task.Run(() => AcceptLoop.RunAsync(_listener, Welcome, _stop.Token));
        _following = node?.RunAsync(_state, _stop.Token) ?? Task.CompletedTask;
        _timer = options.Clock.CreateTimer(_ => Tick(), null, TickTime, TickTime);
    }

    /// <summary>Where it listens, with the port that was found.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>What a miner on this machine is told: stratum+tcp://127.0.0.1:PORT.</summary>
    public string Url
    {
        get
        {
            IPAddress address = EndPoint.Address.Equals(IPAddress.Any) ? IPAddress.Loopback
                : EndPoint.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback
                : EndPoint.Address;
            return $"stratum+tcp://{new IPEndPoint(address, EndPoint.Port)}";
        }
    }

    /// <summary>
    /// What happens, in order, for one reader. The newest 4,096 events wait to be read; older ones are dropped, so a
    /// slow reader or none at all costs nothing. Ends when the pool is disposed.
    /// </summary>
    public ChannelReader<PoolEvent> Events => _state.Events.Reader;

    /// <summary>The newest 1,000 judged shares, the oldest first.</summary>
    public IReadOnlyList<JudgedShare> Shares => _state.Shares.ToList();

    /// <summary>Starts a pool. It serves until it is disposed; then its port is free again.</summary>
    /// <exception cref="ArgumentException">An option is impossible; the message names it.</exception>
    /// <exception cref="SocketException">The port is taken, or the address is not this machine's.</exception>
    public static StratumPool Start(PoolOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Node is null ? Start(options, null) : throw new ArgumentException(
            $"a pool on a node is started with {nameof(StartAsync)}: the node is asked first");
    }

    /// <summary>Starts a pool, on a node if one is given. It serves until it is disposed.</summary>
    /// <exception cref="ArgumentException">An option is impossible, or does not fit the node's network.</exception>
    /// <exception cref="SocketException">The port is taken, or the address is not this machine's.</exception>
    /// <exception cref="ConnectionException">
    /// The node can't be reached, or has no work; the message says why.
    /// </exception>
    public static async Task<StratumPool> StartAsync(PoolOptions options, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Node is null) return Start(options, null);
        NodeFeed node = await NodeFeed.OpenAsync(options, stop).ConfigureAwait(false);
        try
        {
            return Start(options, node);
        }
        catch
        {
            node.Dispose();
            throw;
        }
    }

    private static StratumPool Start(PoolOptions options, NodeFeed? node)
    {
        options = options.Profile.Quirks.ApplyTo(options);
        options.Validate();
        if (node is not null)
            options = options with { BlockTime = Timeout.InfiniteTimeSpan, RefreshTime = Timeout.InfiniteTimeSpan };
        Socket listener = new(options.Listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(options.Listen); // the runtime sets SO_REUSEADDR: a pool may return to its port at once
            listener.Listen(Backlog);
            return new StratumPool(options, listener, node);
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    /// <summary>How things stand.</summary>
    public PoolSnapshot Snapshot()
    {
        PoolCounters counters = _state.Counters;
        return new PoolSnapshot
        {
            Connections = _connections.Count,
            Subscribed = _connections.Keys.Count(connection => connection.Session.IsSubscribed),
            Authorized = _connections.Keys.Count(connection => connection.Session.IsAuthorized),
            ConnectionsEver = counters[Count.ConnectionsEver],
            ConnectionsRefused = counters[Count.ConnectionsRefused],
            ConnectionsDropped = counters[Count.ConnectionsDropped],
            LoginsRefused = counters[Count.LoginsRefused],
            MalformedLines = counters[Count.MalformedLines],
            JobsSent = counters[Count.JobsSent],
            Accepted = counters[Count.Accepted],
            RejectedByCode = counters.RejectedByCode(),
            BlocksFound = counters[Count.BlocksFound],
            Height = _state.PoolChain.Current.Template.Height,
        };
    }

    /// <summary>Somebody else found a block: a new previous block for everybody, and clean_jobs true.</summary>
    public void AnnounceBlock() => _state.AnnounceBlock();

    /// <summary>The same previous block with other transactions and a newer time, and clean_jobs false.</summary>
    public void RefreshJob() => _state.RefreshJob();

    /// <summary>Fixes the difficulty of all connections, also of those to come; a job follows at once.</summary>
    public void SetDifficulty(Difficulty difficulty)
    {
        _state.FixedDifficulty = difficulty;
        foreach (ClientConnection connection in _connections.Keys) connection.Session.FollowDifficulty();
    }

    /// <summary>Ends all connections. New ones are welcome.</summary>
    public void DropConnections() => DropAll("the pool dropped all connections");

    /// <summary>Ends all connections and frees the port.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        await _following.ConfigureAwait(false);
        _node?.Dispose();
        DropAll("the pool stopped");
        await Task.WhenAll(_connections.Values).ConfigureAwait(false);
        _state.Events.Complete();
        _stop.Dispose();
    }

    private void Welcome(Socket socket)
    {
        if (_connections.Count >= _state.Options.ConnectionLimit)
        {
            _state.Counters.Add(Count.ConnectionsRefused);
            socket.Dispose();
            return;
        }
        ClientConnection connection = new(_state.Counters.Add(Count.ConnectionsEver), socket, _state);
        TaskCompletionSource added = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[connection] = ServeAsync(connection, added.Task);
        added.SetResult();
    }

    private async Task ServeAsync(ClientConnection connection, Task added)
    {
        await added.ConfigureAwait(false); // first the accepting thread goes back to accept the next client
        await connection.RunAsync().ConfigureAwait(false);
        _connections.TryRemove(connection, out _);
        connection.Dispose();
    }

    private void Broadcast()
    {
        PoolJob job = _state.PoolChain.Current;
        foreach (ClientConnection connection in _connections.Keys) connection.Session.Send(job);
    }

    private void DropAll(string reason)
    {
        foreach (ClientConnection connection in _connections.Keys) connection.Drop(reason);
    }

    private void Tick()
    {
        if (Interlocked.Exchange(ref _isTicking, 1) != 0) return; // the last tick is still at work
        if (_state.PoolChain.IsBlockDue) _state.AnnounceBlock();
        else if (_state.PoolChain.IsRefreshDue) _state.RefreshJob();
        foreach (ClientConnection connection in _connections.Keys) connection.Tick();
        Volatile.Write(ref _isTicking, 0);
    }
}
