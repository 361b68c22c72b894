using System.Runtime.CompilerServices;

namespace NightMiner.Protocol.Transport;

/// <summary>
/// Cuts a stream of bytes into lines that end with \n. A \r before it is dropped and empty lines are skipped;
/// how the bytes were packed on their way makes no difference. A last line without \n is dropped: it was cut off.
/// </summary>
public sealed class LineReader(Stream stream, int lineLimit = LineReader.DefaultLimit)
{
    /// <summary>A notify is a few KB, tens with many payouts; a megabyte is an attack or a bug.</summary>
    public const int DefaultLimit = 1 << 20;

    private const int FirstSize = 512; // most lines are shorter; a pool has one such buffer for each of its clients

    private byte[] _buffer = new byte[Math.Min(FirstSize, lineLimit + 3)];
    private int _start;    // of the bytes not yet handed out
    private int _searched; // no \n before here
    private int _end;

    /// <summary>What came after the last line's end: at the end of the stream, a line that was cut off.</summary>
    public ReadOnlyMemory<byte> Unfinished => _buffer.AsMemory(_start, _end - _start);

    /// <summary>
    /// The next line without its end, valid until the next call; null at the end of the stream.
    /// </summary>
    /// <exception cref="ConnectionException">The line is longer than the limit.</exception>
    /// <exception cref="IOException">The stream broke.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ReadOnlyMemory<byte>?> ReadLineAsync(CancellationToken stop = default)
    {
        while (true)
        {
            if (TryCutLine(out ReadOnlyMemory<byte> line))
            {
                if (line.Span.Trim(" \t\r"u8).IsEmpty) continue;
                return line;
            }
            if (_end - _start > lineLimit + 1) throw LineTooLong(); // + 1: the limit does not count a \r
            MakeRoom();
            int read = await stream.ReadAsync(_buffer.AsMemory(_end), stop).ConfigureAwait(false);
            if (read == 0) return null;
            _end += read;
        }
    }

    private bool TryCutLine(out ReadOnlyMemory<byte> line)
    {
        int length = _buffer.AsSpan(_searched, _end - _searched).IndexOf((byte)'\n');
        if (length < 0)
        {
            _searched = _end;
            line = default;
            return false;
        }
        int newline = _searched + length;
        line = _buffer.AsMemory(_start, newline - _start);
        if (line.Length > 0 && line.Span[^1] == (byte)'\r') line = line[..^1];
        _start = _searched = newline + 1;
        if (line.Length > lineLimit) throw LineTooLong();
        return true;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _searched -= _start;
            _start = 0;
        }
        // A few bytes more than the limit are enough to know that a line exceeds it.
        if (_end == _buffer.Length) Array.Resize(ref _buffer, Math.Min(2 * _buffer.Length, lineLimit + 3));
    }

    private ConnectionException LineTooLong() =>
        new(ConnectionProblem.Protocol, $"the other side sent a line longer than {lineLimit} bytes");
}
