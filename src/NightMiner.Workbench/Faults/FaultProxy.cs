using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;

namespace NightMiner.Workbench.Faults;

/// <summary>
/// Stands between miners and a pool and makes bad weather: cuts, delays, splits, merges, truncates, duplicates,
/// corrupts and stalls, in both directions, as a seed has it. All members may be called from any thread.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private const int Backlog = 512;
    private static readonly TimeSpan DialLimit = TimeSpan.FromSeconds(10);

    private readonly Socket _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly FaultLog _log = new();
    private readonly ConcurrentDictionary<FaultRelay, Task> _relays = new();
    private readonly Task _accepting;
    private long _connections;
    private int _isDisposed;

    private FaultProxy(FaultOptions options, Socket listener)
    {
        (Options, _listener) = (options, listener);
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        _accepting = Task.Run(() => AcceptLoop.RunAsync(_listener, WelcomeAsync, _stop.Token));
    }

    /// <summary>What it was told.</summary>
    public FaultOptions Options { get; }

    /// <summary>Where it listens, with the port that was found.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>What a miner is told instead of the pool's URL.</summary>
    public string Url => $"stratum+tcp://{EndPoint}";

    /// <summary>While it is true every line passes unharmed; the plan goes on counting lines.</summary>
    public bool IsCalm { get; set; }

    /// <summary>How many faults have happened.</summary>
    public long FaultCount => _log.Count;

    /// <summary>The newest 1,000 faults, the oldest first.</summary>
    public IReadOnlyList<InjectedFault> Faults => _log.ToList();

    /// <summary>Connections relayed so far.</summary>
    public long Connections => Interlocked.Read(ref _connections);

    /// <summary>Connections that stand.</summary>
    internal int Standing => _relays.Count;

    /// <summary>Starts a proxy. It relays until it is disposed; then its port is free again.</summary>
    /// <exception cref="ArgumentException">An option is impossible; the message names it.</exception>
    /// <exception cref="SocketException">The port is taken, or the address is not this machine's.</exception>
    public static FaultProxy Start(FaultOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Socket listener = new(options.Listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(options.Listen);
            listener.Listen(Backlog);
            return new FaultProxy(options, listener);
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    /// <summary>How many faults of a kind have happened.</summary>
    public long CountOf(FaultKind kind) => _log.CountOf(kind);

    /// <summary>Ends all connections. New ones are welcome.</summary>
    public void DropConnections()
    {
        foreach (FaultRelay relay in _relays.Keys) relay.End();
    }

    /// <summary>Ends all connections and frees the port.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        DropConnections();
        await Task.WhenAll(_relays.Values).ConfigureAwait(false);
        _stop.Dispose();
    }

    internal void Note(InjectedFault fault) => _log.Add(fault);

    // One after the other, so that connections count here as they do in the pool.
    private async Task WelcomeAsync(Socket socket)
    {
        NetworkStream miner = new(socket, ownsSocket: true);
        try
        {
            if (_relays.Count >= Options.ConnectionLimit) throw new IOException("too many connections");
            socket.NoDelay = true; // else two pieces might leave as one
            Stream pool = await Dialer.ConnectAsync(Options.Pool, DialLimit, _stop.Token).ConfigureAwait(false);
            FaultRelay relay = new(this, Interlocked.Increment(ref _connections), miner, pool);
            TaskCompletionSource added = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _relays[relay] = RelayAsync(relay, added.Task);
            added.SetResult();
        }
        catch (IOException) // the pool can't be reached: the miner sees its connection end
        {
            await miner.DisposeAsync().ConfigureAwait(false);
        }
        catch
        {
            await miner.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task RelayAsync(FaultRelay relay, Task added)
    {
        await added.ConfigureAwait(false);
        await relay.RunAsync().ConfigureAwait(false);
        _relays.TryRemove(relay, out _);
        relay.Dispose();
    }
}
