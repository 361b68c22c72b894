using System.Net.Sockets;

namespace NightMiner.Pool.Sessions;

/// <summary>
/// Lines on their way to one client, up to a limit of bytes: a client that does not read is not waited for. An empty
/// queue costs next to no memory. Thread-safe.
/// </summary>
/// <param name="socket">The socket that they go to.</param>
/// <param name="clock">Gives the time since any fixed instant.</param>
internal sealed class OutgoingQueue(Socket socket, Func<TimeSpan> clock)
{
    /// <summary>In bytes, some 200 jobs: a client that far behind does not read.</summary>
    public const int Limit = 256 * 1024;

    private const int CrowdedAt = Limit / 4;
    private const long Never = long.MaxValue;

    private readonly Lock _gate = new();
    private List<byte[]>? _waiting;
    private int _bytes; // waiting or being written
    private bool _isWriting;
    private bool _isClosed;
    private Task _writing = Task.CompletedTask;
    private long _writingSince = Never; // ticks of a TimeSpan

    /// <summary>Queues a line; false where the client has left too much unread.</summary>
    public bool TryAdd(byte[] line)
    {
        lock (_gate)
        {
            if (_isClosed) return true;
            if (_bytes + line.Length > Limit) return false;
            _bytes += line.Length;
            (_waiting ??= []).Add(line);
            if (_isWriting) return true;
            _isWriting = true;
            _writing = Task.Run(WriteAllAsync);
            return true;
        }
    }

    /// <summary>How long the client has not read anything of what is being written to it.</summary>
    public TimeSpan Stuck
    {
        get
        {
            long since = Interlocked.Read(ref _writingSince);
            return since == Never ? TimeSpan.Zero : clock() - TimeSpan.FromTicks(since);
        }
    }

    /// <summary>
    /// Waits while much is queued: a client that asks faster than it reads the answers has to wait with its next
    /// request.
    /// </summary>
    public Task WaitForRoomAsync(CancellationToken stop)
    {
        lock (_gate) return _bytes < CrowdedAt ? Task.CompletedTask : _writing.WaitAsync(stop);
    }

    /// <summary>Takes no more lines, and waits until the last one is written, or until the time is over.</summary>
    public async Task CloseAsync(TimeSpan patience)
    {
        Task writing;
        lock (_gate)
        {
            _isClosed = true;
            writing = _writing;
        }
        await writing.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WriteAllAsync()
    {
        try
        {
            while (TakeAll() is { } bytes)
            {
                for (int sent = 0; sent < bytes.Length;)
                {
                    ValueTask<int> sending = socket.SendAsync(bytes.AsMemory(sent), SocketFlags.None);
                    // Nearly always the system takes all at once; only a client that makes us wait may be stuck.
                    if (!sending.IsCompleted) Interlocked.Exchange(ref _writingSince, clock().Ticks);
                    sent += await sending.ConfigureAwait(false);
                }
                Interlocked.Exchange(ref _writingSince, Never);
                lock (_gate) _bytes -= bytes.Length;
            }
        }
        catch (Exception) // the socket's, whatever it throws: the reading side notices as well, and says why
        {
            lock (_gate) _isClosed = true;
        }
    }

    private byte[]? TakeAll()
    {
        List<byte[]>? lines;
        lock (_gate)
        {
            (lines, _waiting) = (_waiting, null);
            _isWriting = lines is not null;
        }
        if (lines is null or [_]) return lines?[0];
        byte[] all = new byte[lines.Sum(line => line.Length)];
        int end = 0;
        foreach (byte[] line in lines)
        {
            line.CopyTo(all, end);
            end += line.Length;
        }
        return all;
    }
}
