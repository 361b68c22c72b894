using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using NightMiner.Protocol.Transport;

namespace NightMiner.Workbench.Recording;

/// <summary>Something that a relay's owner may want to see.</summary>
/// <param name="Connection">Counts from 1.</param>
/// <param name="Text">What happened, in plain words.</param>
/// <param name="IsProblem">Whether something went wrong.</param>
public sealed record RelayNews(int Connection, string Text, bool IsProblem = false);

/// <summary>
/// Stands between any miners and a pool, passes every byte on as it is, and writes down every line. The pool may speak
/// TLS; to the miners it is plain.
/// </summary>
public sealed class RecordingRelay : IAsyncDisposable
{
    private const int Backlog = 128;
    private const int ConnectionLimit = 1000; // each needs two sockets

    private readonly TcpListener _listener;
    private readonly RecordingWriter _writer;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<int, Task> _connections = new();
    private readonly Task _accepting;
    private int _lastNumber;

    private RecordingRelay(TcpListener listener, Endpoint pool, RecordingWriter writer, Action<RelayNews>? tell)
    {
        (_listener, Pool, _writer, Tell) = (listener, pool, writer, tell ?? (_ => { }));
        EndPoint = (IPEndPoint)listener.LocalEndpoint;
        _accepting = Task.Run(() => AcceptLoop.RunAsync(_listener.Server, Welcome, _stop.Token));
    }

    /// <summary>Where miners connect, with the port that was found.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The pool behind it.</summary>
    public Endpoint Pool { get; }

    /// <summary>What a miner on this machine is told.</summary>
    public string Url => $"stratum+tcp://{EndPoint}";

    private Action<RelayNews> Tell { get; }

    /// <summary>Starts a relay; it serves until it is disposed.</summary>
    /// <param name="listen">Where; port 0 takes a free one.</param>
    /// <param name="pool">Where each miner is connected to.</param>
    /// <param name="writer">Takes the lines; the caller's to close, after the relay.</param>
    /// <param name="tell">Called with what happens, from several threads; must not throw.</param>
    /// <exception cref="SocketException">The port is taken, or the address is not this machine's.</exception>
    public static RecordingRelay Start(
        IPEndPoint listen, Endpoint pool, RecordingWriter writer, Action<RelayNews>? tell = null)
    {
        ArgumentNullException.ThrowIfNull(listen);
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(writer);
        TcpListener listener = new(listen);
        listener.Start(Backlog);
        return new RecordingRelay(listener, pool, writer, tell);
    }

    /// <summary>Ends all connections and frees the port.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        await Task.WhenAll(_connections.Values).ConfigureAwait(false);
    }

    private void Welcome(Socket miner)
    {
        int number = ++_lastNumber;
        if (_connections.Count >= ConnectionLimit)
        {
            Tell(new RelayNews(number, $"refused: {ConnectionLimit} connections stand already", IsProblem: true));
            miner.Dispose();
            return;
        }
        TaskCompletionSource added = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[number] = ServeAsync(number, miner, added.Task);
        added.SetResult();
    }

    private async Task ServeAsync(int number, Socket socket, Task added)
    {
        await added.ConfigureAwait(false);
        using (socket)
        {
            try
            {
                Tell(new RelayNews(number, $"a miner connected from {socket.RemoteEndPoint}"));
                RelayConnection connection = new(number, Pool, _writer);
                Tell(new RelayNews(number, await connection.RunAsync(socket, _stop.Token).ConfigureAwait(false)));
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
            {
                Tell(new RelayNews(number, e.Message, IsProblem: true));
            }
            catch (OperationCanceledException) { } // the relay ends
        }
        _connections.TryRemove(number, out _);
    }
}
