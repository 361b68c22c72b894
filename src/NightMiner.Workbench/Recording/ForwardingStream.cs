using NightMiner.Protocol.Transport;

namespace NightMiner.Workbench.Recording;

/// <summary>
/// Reads from one stream and passes on what it read to another, byte for byte, but not before it is asked for more. So
/// whoever reads lines from it has them before the other side does, and can write a request down before its answer
/// exists.
/// </summary>
internal sealed class ForwardingStream(Stream source, Stream target) : PassThroughStream(source)
{
    private byte[] _held = [];
    private int _length;

    public override bool CanWrite => false;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_length > 0) await target.WriteAsync(_held.AsMemory(0, _length), cancellationToken).ConfigureAwait(false);
        _length = 0;
        int read = await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (_held.Length < read) _held = new byte[buffer.Length];
        buffer[..read].CopyTo(_held);
        _length = read;
        return read;
    }
}
