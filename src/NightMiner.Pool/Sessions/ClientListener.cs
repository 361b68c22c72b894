using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using NightMiner.Pool.Chain;
using NightMiner.Protocol.Transport;

namespace NightMiner.Pool.Sessions;

/// <summary>
/// Accepts Stratum V1 clients at one port and serves all of them. What concerns all connections comes in here; a
/// listener for another protocol would take the same calls and stand beside it.
/// </summary>
internal sealed class ClientListener : IAsyncDisposable
{
    private const int Backlog = 4096; // ten thousand clients may come at once

    private readonly PoolState _pool;
    private readonly Socket _socket;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<ClientConnection, Task> _connections = new();
    private Task _accepting = Task.CompletedTask;

    /// <param name="socket">A socket that listens; it belongs to the listener from now on.</param>
    /// <param name="pool">The pool that the clients are served by.</param>
    public ClientListener(Socket socket, PoolState pool)
    {
        (_socket, _pool) = (socket, pool);
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>Where it listens, with the port that was found.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The connections that are open.</summary>
    public int Connections => _connections.Count;

    /// <summary>Those of them that have subscribed.</summary>
    public int Subscribed => _connections.Keys.Count(connection => connection.Session.IsSubscribed);

    /// <summary>Those of them with a worker logged in.</summary>
    public int Authorized => _connections.Keys.Count(connection => connection.Session.IsAuthorized);

    /// <summary>Takes a port.</summary>
    /// <exception cref="SocketException">It is taken, or the address is not this machine's.</exception>
    public static Socket Listen(IPEndPoint at)
    {
        Socket socket = new(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(at); // the runtime sets SO_REUSEADDR: a pool may return to its port at once
            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Begins to accept clients.</summary>
    public void Start() => _accepting = Task.Run(() => AcceptLoop.RunAsync(_socket, Accept, _stop.Token));

    /// <summary>Everybody gets this job.</summary>
    public void Broadcast(PoolJob job) => ForEach(connection => connection.Session.Send(job));

    /// <summary>The difficulty of all connections was set.</summary>
    public void FollowDifficulty() => ForEach(connection => connection.Session.FollowDifficulty());

    /// <summary>Time goes by: called several times a second.</summary>
    public void Tick() => ForEach(connection => connection.Tick());

    /// <summary>Ends all connections. New ones are welcome.</summary>
    public void DropAll(string reason)
    {
        foreach (ClientConnection connection in _connections.Keys) connection.Drop(reason);
    }

    /// <summary>Frees the port and ends all connections. After it no share is judged any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _socket.Dispose();
        await _accepting.ConfigureAwait(false);
        DropAll("the pool stopped");
        await Task.WhenAll(_connections.Values).ConfigureAwait(false);
        _stop.Dispose();
    }

    // One connection's trouble is not the others'.
    private void ForEach(Action<ClientConnection> act)
    {
        foreach (ClientConnection connection in _connections.Keys)
            if (_pool.Guard($"serving client #{connection.Number}", () => act(connection)) is { } problem)
                connection.Drop($"internal error: {problem}");
    }

    private void Accept(Socket socket)
    {
        if (_pool.Guard("accepting a client", () => Welcome(socket)) is not null) socket.Dispose();
    }

    private void Welcome(Socket socket)
    {
        if (_connections.Count >= _pool.Options.ConnectionLimit)
        {
            _pool.Counters.Add(Count.ConnectionsRefused);
            socket.Dispose();
            return;
        }
        ClientConnection connection = new(_pool.Counters.Add(Count.ConnectionsEver), socket, _pool);
        _pool.Events.Publish(new ClientConnected(connection.Number, AddressOf(socket))); // here they come in order
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

    private static EndPoint? AddressOf(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint;
        }
        catch (SocketException) // the client has gone already
        {
            return null;
        }
    }
}
