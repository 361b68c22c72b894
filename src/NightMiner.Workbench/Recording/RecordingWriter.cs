using NightMiner.Protocol.Text;
using NightMiner.Protocol.Transport;

namespace NightMiner.Workbench.Recording;

/// <summary>
/// Writes a session down while it happens. Each line is handed to the system at once, so that a crash of the program
/// loses nothing. Passwords never get that far. Safe for many threads.
/// </summary>
public sealed class RecordingWriter : IDisposable
{
    private readonly object _gate = new();
    private readonly Stream _stream;
    private readonly TimeProvider _clock;
    private readonly long _startedAt;
    private bool _isOver;

    /// <summary>Begins a recording in a stream, which is closed with it.</summary>
    /// <exception cref="IOException">Nothing can be written there.</exception>
    public RecordingWriter(Stream stream, Endpoint pool, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(pool);
        (_stream, _clock) = (stream, clock ?? TimeProvider.System);
        _startedAt = _clock.GetTimestamp();
        _stream.Write(RecordingFormat.Header(_clock.GetLocalNow(), pool.ToString()));
        _stream.Flush();
    }

    /// <summary>Whether the user's name is masked too, in logins and in shares.</summary>
    public bool MasksUser { get; init; }

    /// <summary>Called once, with the reason, when the file can't be written any more. The session goes on.</summary>
    public Action<string>? Failed { get; init; }

    /// <summary>How many lines were written, the first one apart.</summary>
    public long Count { get; private set; }

    /// <summary>Opens a new file for a recording.</summary>
    /// <exception cref="IOException">It exists already, or can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static FileStream CreateFile(string path) =>
        new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);

    /// <summary>Writes a line down.</summary>
    /// <param name="connection">Its connection, counted from 1.</param>
    /// <param name="from">Who said it.</param>
    /// <param name="line">The line as it was on the wire, without its end.</param>
    public void Write(int connection, Side from, ReadOnlySpan<byte> line)
    {
        byte[] bytes = from == Side.Miner ? Secrets.Mask(line, MasksUser) : line.ToArray();
        Append(time => new RecordedLine(time, connection, from, bytes));
    }

    /// <summary>Writes down that a connection ended.</summary>
    public void End(int connection, Side by) =>
        Append(time => new RecordedLine(time, connection, by, default) { IsEnd = true });

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
            try
            {
                _stream.Dispose();
            }
            catch (IOException) { } // told by Append
        }
    }

    private void Append(Func<TimeSpan, RecordedLine> at)
    {
        string? failure = null;
        lock (_gate)
        {
            if (_isOver) return;
            try
            {
                _stream.Write(RecordingFormat.Line(at(_clock.GetElapsedTime(_startedAt))));
                _stream.Flush();
                Count++;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _isOver = true; // with a gap in it, it would tell lies
                failure = e.Message;
            }
        }
        if (failure is not null) Failed?.Invoke(failure);
    }
}
