using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using NightMiner.Pool.Defects;
using NightMiner.Pool.Judging;
using NightMiner.Pool.Nodes;
using NightMiner.Pool.Sessions;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Transport;

namespace NightMiner.Pool;

/// <summary>
/// A Stratum V1 pool in this process. It hashes every share that it judges. Blocks and transactions are made up, unless
/// the pool stands on a node. All members may be called from any thread.
/// </summary>
public sealed class StratumPool : IAsyncDisposable
{
    private static readonly TimeSpan TickTime = TimeSpan.FromSeconds(0.25);

    private readonly PoolState _state;
    private readonly ClientListener _listener;
    private readonly NodeFeed? _node;
    private readonly CancellationTokenSource _stopNode = new();
    private readonly Task _following;
    private readonly ITimer _timer;
    private readonly Lazy<Task> _stopping;
    private int _isTicking;
    private string? _clockProblem; // of the last tick

    private StratumPool(PoolOptions options, Socket socket, NodeFeed? node)
    {
        _node = node;
        Sabotage? sabotage = Sabotage.Of(options);
        ShareJudge judge = new(options);
        _state = new PoolState(options, () => _listener!.Broadcast(_state!.PoolChain.Current), node)
        {
            Judge = sabotage is null ? judge : new DefectiveJudge(options, judge),
            Wrap = client => sabotage?.Wrap(client) ?? client,
        };
        _listener = new ClientListener(socket, _state);
        _stopping = new Lazy<Task>(EndAsync);
        _listener.Start();
        _following = node?.RunAsync(_state, _stopNode.Token) ?? Task.CompletedTask;
        _timer = options.Clock.CreateTimer(_ => Tick(), null, TickTime, TickTime);
    }

    /// <summary>Where it listens, with the port that was found.</summary>
    public IPEndPoint EndPoint => _listener.EndPoint;

    /// <summary>The URL for a miner on this machine: stratum+tcp://127.0.0.1:PORT.</summary>
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
    /// slow reader or none at all costs nothing. It ends when the pool has stopped.
    /// </summary>
    public ChannelReader<PoolEvent> Events => _state.Events.Reader;

    /// <summary>A copy of the newest 1,000 judged shares, the oldest first.</summary>
    public IReadOnlyList<JudgedShare> Shares => _state.Shares.ToList();

    /// <summary>Starts a pool. It serves until it is stopped or disposed; then its port is free again.</summary>
    /// <param name="options">What was chosen, without a node.</param>
    /// <exception cref="ArgumentException">An option is impossible; the message names it.</exception>
    /// <exception cref="SocketException">The port is taken, or the address is not this machine's.</exception>
    public static StratumPool Start(PoolOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Node is null ? Start(options, null) : throw new ArgumentException(
            $"{nameof(PoolOptions.Node)} is set: a pool on a node has to ask the node first, "
            + $"so start it with {nameof(StartAsync)}", nameof(options));
    }

    /// <summary>Starts a pool, on a node if one is given. It serves until it is stopped or disposed.</summary>
    /// <param name="options">What was chosen.</param>
    /// <param name="stop">Gives the start up; it does not stop the pool afterwards.</param>
    /// <exception cref="ArgumentException">An option is impossible, or does not fit the node's network.</exception>
    /// <exception cref="SocketException">The port is taken, or the address is not this machine's.</exception>
    /// <exception cref="ConnectionException">
    /// The node can't be reached, or has no work; the message says why.
    /// </exception>
    public static async Task<StratumPool> StartAsync(PoolOptions options, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Node is null) return Start(options, null);
        options.AsServed().Validate();
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
        options = options.AsServed();
        options.Validate();
        if (node is not null)
            options = options with { BlockTime = Timeout.InfiniteTimeSpan, RefreshTime = Timeout.InfiniteTimeSpan };
        Socket socket = ClientListener.Listen(options.Listen);
        try
        {
            return new StratumPool(options, socket, node);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>How the pool stands now; after it has stopped, how it stood at its end.</summary>
    public PoolSnapshot Snapshot()
    {
        PoolCounters counters = _state.Counters;
        return new PoolSnapshot
        {
            Connections = _listener.Connections,
            Subscribed = _listener.Subscribed,
            Authorized = _listener.Authorized,
            ConnectionsEver = counters[Count.ConnectionsEver],
            ConnectionsRefused = counters[Count.ConnectionsRefused],
            ConnectionsDropped = counters[Count.ConnectionsDropped],
            LoginsRefused = counters[Count.LoginsRefused],
            MalformedLines = counters[Count.MalformedLines],
            JobsSent = counters[Count.JobsSent],
            Accepted = counters[Count.Accepted],
            RejectedByKind = counters.RejectedByKind(),
            BlocksFound = counters[Count.BlocksFound],
            Height = _state.PoolChain.Current.Template.Height,
        };
    }

    /// <summary>
    /// Somebody else found a block: everybody gets a job on a new previous block, with clean_jobs true. On a node: the
    /// node is asked at once whether it has one.
    /// </summary>
    public void AnnounceBlock() => _state.AnnounceBlock();

    /// <summary>
    /// Everybody gets a job on the same previous block, with other transactions, a newer time and clean_jobs false. On
    /// a node: the node is asked at once for a newer template.
    /// </summary>
    public void RefreshJob() => _state.RefreshJob();

    /// <summary>Fixes the difficulty of all connections, also of those to come. A job follows at once.</summary>
    /// <param name="difficulty">The difficulty of the jobs from now on.</param>
    public void SetDifficulty(Difficulty difficulty)
    {
        _state.FixedDifficulty = difficulty;
        _listener.FollowDifficulty();
    }

    /// <summary>Ends all connections. New ones are welcome.</summary>
    public void DropConnections() => _listener.DropAll("the pool dropped all connections");

    /// <summary>
    /// Frees the port, ends all connections, and then counts: the snapshot has every share that was ever answered, and
    /// no share is judged after it. May be called again, and gives the same figures then.
    /// </summary>
    public async Task<PoolSnapshot> StopAsync()
    {
        await _stopping.Value.ConfigureAwait(false);
        return Snapshot();
    }

    /// <summary>As <see cref="StopAsync"/>.</summary>
    public async ValueTask DisposeAsync() => await _stopping.Value.ConfigureAwait(false);

    private async Task EndAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _listener.DisposeAsync().ConfigureAwait(false);
        await _stopNode.CancelAsync().ConfigureAwait(false); // after the last share: it may have been a block
        await _following.ConfigureAwait(false);
        _node?.Dispose();
        _stopNode.Dispose();
        _state.Events.Complete();
    }

    private void Tick()
    {
        if (Interlocked.Exchange(ref _isTicking, 1) != 0) return; // the last tick is still at work
        try
        {
            _clockProblem = _state.Guard("looking at the clock", () =>
            {
                if (_state.PoolChain.IsBlockDue) _state.AnnounceBlock();
                else if (_state.PoolChain.IsRefreshDue) _state.RefreshJob();
            }, _clockProblem);
            _listener.Tick();
        }
        finally
        {
            Volatile.Write(ref _isTicking, 0);
        }
    }
}
