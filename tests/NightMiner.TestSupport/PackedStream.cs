namespace NightMiner.TestSupport;

/// <summary>Gives bytes in packets of chosen sizes, as a network may.</summary>
internal sealed class PackedStream(byte[] bytes, IReadOnlyList<int> packets) : Stream
{
    private int _position;
    private int _packet;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int packet = packets.Count == 0 ? buffer.Length : packets[_packet++ % packets.Count];
        int count = Math.Min(Math.Min(Math.Max(packet, 1), buffer.Length), bytes.Length - _position);
        bytes.AsMemory(_position, count).CopyTo(buffer);
        _position += count;
        return ValueTask.FromResult(count);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
