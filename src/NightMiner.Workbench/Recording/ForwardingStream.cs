namespace NightMiner.Workbench.Recording;

/// <summary>
/// Reads from one stream and passes on what it read to another, byte for byte, but not before it is asked for more: so
/// who reads lines from it has them before the other side has, and can write a request down before its answer exists.
/// </summary>
internal sealed class ForwardingStream(Stream source, Stream target) : Stream
{
    private byte[] _held = [];
    private int _length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_length > 0) await target.WriteAsync(_held.AsMemory(0, _length), cancellationToken).ConfigureAwait(false);
        _length = 0;
        int read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (_held.Length < read) _held = new byte[buffer.Length];
        buffer[..read].CopyTo(_held);
        _length = read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
