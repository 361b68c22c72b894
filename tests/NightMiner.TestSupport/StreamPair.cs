using System.Threading.Channels;
using NightMiner.Protocol.Transport;

namespace NightMiner.TestSupport;

/// <summary>
/// Two ends of a connection in memory: what one end writes, the other reads. Closing an end ends the other's reading.
/// </summary>
internal sealed class StreamPair : PassThroughStream
{
    private readonly ChannelReader<byte[]> _incoming;
    private readonly ChannelWriter<byte[]> _outgoing;
    private ReadOnlyMemory<byte> _rest;
    private volatile bool _disposed;

    private StreamPair(ChannelReader<byte[]> incoming, ChannelWriter<byte[]> outgoing) : base(Null) =>
        (_incoming, _outgoing) = (incoming, outgoing);

    public static (Stream Client, Stream Pool) Create()
    {
        Channel<byte[]> up = Channel.CreateUnbounded<byte[]>(), down = Channel.CreateUnbounded<byte[]>();
        return (new StreamPair(down.Reader, up.Writer), new StreamPair(up.Reader, down.Writer));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (_rest.IsEmpty)
        {
            if (!await _incoming.WaitToReadAsync(cancellationToken)) return 0;
            if (_incoming.TryRead(out byte[]? packet)) _rest = packet;
        }
        int count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _outgoing.TryWrite(buffer.ToArray()) ? default : throw new IOException("the other end is closed");
    }

    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        _outgoing.TryComplete();
        base.Dispose(disposing);
    }
}
