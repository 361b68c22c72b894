using System.Globalization;
using System.Net.Sockets;
using System.Text;
using NightMiner.Protocol.Transport;

namespace NightMiner.Pool.Sessions;

/// <summary>
/// One client's socket: it reads the client's lines and queues ours. Whatever the client does wrong ends this
/// connection and no other. Nothing is allocated for reading before the client has said something.
/// </summary>
internal sealed class ClientConnection : ISessionClient, IDisposable
{
    private const int KernelBuffer = 64 * 1024;
    private const byte TlsHandshake = 0x16;

    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StuckLimit = TimeSpan.FromSeconds(60); // ckpool's

    private readonly Socket _socket;
    private readonly PoolState _pool;
    private readonly OutgoingQueue _outgoing;
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeSpan _connectedAt;
    private string? _dropped; // why, once it is decided
    private long _heardAt;    // ticks of a TimeSpan

    public ClientConnection(long number, Socket socket, PoolState pool)
    {
        (Number, _socket, _pool) = (number, socket, pool);
        _outgoing = new OutgoingQueue(socket, () => pool.Now);
        _connectedAt = pool.Now;
        _heardAt = _connectedAt.Ticks;
        long owner = pool.Options.Defects.Contains(PoolDefect.SharedExtranonce1) ? 1 : number;
        Session = new ClientSession(
            pool, pool.Wrap(this), Extranonce1(owner, pool.Options.Extranonce1Size));
    }

    /// <inheritdoc/>
    public long Number { get; }

    /// <summary>The talk with the client.</summary>
    public ClientSession Session { get; }

    /// <summary>Serves the client until either side ends the connection.</summary>
    public async Task RunAsync()
    {
        string reason;
        try
        {
            _socket.NoDelay = true;
            _socket.SendBufferSize = KernelBuffer;
            _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            reason = await ReadAllAsync().ConfigureAwait(false);
        }
        catch (ConnectionException e) // an endless line
        {
            _pool.Counters.Add(Count.MalformedLines);
            Drop(reason = e.Message);
        }
        catch (Exception e) when (e is IOException or SocketException
            or OperationCanceledException or ObjectDisposedException)
        {
            reason = "the connection broke";
        }
        catch (Exception e) // a fault of ours, but what one client sends must not stop the pool
        {
            _pool.Events.Publish(new PoolFault($"serving client #{Number}", e.Message));
            Drop(reason = $"internal error: {e.Message}");
        }
        await _outgoing.CloseAsync(FlushPatience).ConfigureAwait(false);
        _socket.Close();
        _pool.Events.Publish(new ClientLeft(Number, Volatile.Read(ref _dropped) ?? reason));
    }

    /// <inheritdoc/>
    public void Send(byte[] line, RefusalKind refused = RefusalKind.None)
    {
        line = _pool.Replies.Framed(line);
        if (_pool.Options.LogLines)
            _pool.Events.Publish(new ClientLineSent(Number, Encoding.UTF8.GetString(line).TrimEnd('\n')));
        if (!_outgoing.TryAdd(line)) Drop($"left {OutgoingQueue.Limit} bytes unread");
    }

    /// <inheritdoc/>
    public void Drop(string reason, RefusalKind cause = RefusalKind.None)
    {
        if (Interlocked.CompareExchange(ref _dropped, reason, null) is not null) return;
        _pool.Counters.Add(Count.ConnectionsDropped);
        _ = _stop.CancelAsync(); // on another thread: the caller may hold a session's lock
    }

    /// <summary>Time goes by: ends the connection where the client has been silent or slow for too long.</summary>
    public void Tick()
    {
        TimeSpan first = _pool.Quirks.FirstLineLimit ?? Timeout.InfiniteTimeSpan;
        (TimeSpan login, TimeSpan silence) = (_pool.Options.LoginTimeout, _pool.Options.SilenceLimit);
        TimeSpan quiet = _pool.Now - TimeSpan.FromTicks(Interlocked.Read(ref _heardAt));
        bool isMute = Interlocked.Read(ref _heardAt) == _connectedAt.Ticks;
        if (isMute && IsOver(first, quiet))
            Drop(string.Create(CultureInfo.InvariantCulture, $"said nothing within {first.TotalSeconds:0.#} s"));
        else if (!Session.IsAuthorized && IsOver(login, _pool.Now - _connectedAt))
            Drop(string.Create(CultureInfo.InvariantCulture, $"not logged in within {login.TotalSeconds:0.#} s"));
        else if (IsOver(silence, quiet))
            Drop(string.Create(CultureInfo.InvariantCulture, $"silent for {silence.TotalSeconds:0.#} s"));
        else if (_outgoing.Stuck >= StuckLimit)
            Drop(string.Create(CultureInfo.InvariantCulture, $"read nothing for {StuckLimit.TotalSeconds:0.#} s"));
        else
            Session.Tick();
    }

    // _stop is left alone: a late Drop may still cancel it, and without a timer it holds nothing.
    public void Dispose() => _socket.Dispose();

    private async Task<string> ReadAllAsync()
    {
        byte[] first = new byte[1];
        if (await _socket.ReceiveAsync(first, SocketFlags.Peek, _stop.Token).ConfigureAwait(false) == 0)
            return "closed by the client";
        if (first[0] == TlsHandshake)
        {
            Drop("spoke TLS to a plain port");
            return "";
        }
        using NetworkStream stream = new(_socket, ownsSocket: false);
        LineReader lines = new(stream, _pool.Options.LineLimit);
        while (!IsFlooded() && await lines.ReadLineAsync(_stop.Token).ConfigureAwait(false) is { } line)
        {
            Interlocked.Exchange(ref _heardAt, _pool.Now.Ticks);
            Session.Receive(line);
            await _outgoing.WaitForRoomAsync(_stop.Token).ConfigureAwait(false);
            if (_stop.IsCancellationRequested) break; // further lines may stand in the buffer already
        }
        return "closed by the client";
    }

    private bool IsFlooded()
    {
        if (!_pool.Quirks.CountsUnread || _socket.Available is var waiting && waiting <= _pool.Options.LineLimit)
            return false;
        Drop($"sent {waiting} bytes at once, more than {_pool.Options.LineLimit}");
        return true;
    }

    private static bool IsOver(TimeSpan limit, TimeSpan time) => limit != Timeout.InfiniteTimeSpan && time >= limit;

    // The connection's number, big-endian, in the last bytes.
    private static byte[] Extranonce1(long number, int size)
    {
        byte[] bytes = new byte[size];
        for (int i = size - 1; i >= 0; i--, number >>= 8) bytes[i] = (byte)number;
        return bytes;
    }
}
