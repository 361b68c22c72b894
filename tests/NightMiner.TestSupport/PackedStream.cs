using NightMiner.Protocol.Transport;

namespace NightMiner.TestSupport;

/// <summary>Gives bytes in packets of chosen sizes, as a network may.</summary>
internal sealed class PackedStream(byte[] bytes, IReadOnlyList<int> packets) : PassThroughStream(Null)
{
    private int _position;
    private int _packet;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int packet = packets.Count == 0 ? buffer.Length : packets[_packet++ % packets.Count];
        int count = Math.Min(Math.Min(Math.Max(packet, 1), buffer.Length), bytes.Length - _position);
        bytes.AsMemory(_position, count).CopyTo(buffer);
        _position += count;
        return ValueTask.FromResult(count);
    }
}
