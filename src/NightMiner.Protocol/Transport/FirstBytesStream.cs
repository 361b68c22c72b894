namespace NightMiner.Protocol.Transport;

/// <summary>Remembers the first bytes that came in: they tell what the other side speaks.</summary>
internal sealed class FirstBytesStream(Stream inner) : PassThroughStream(inner)
{
    private readonly byte[] _first = new byte[8];
    private int _count;

    /// <summary>The first bytes, up to 8.</summary>
    public ReadOnlySpan<byte> First => _first.AsSpan(0, _count);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await Inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        int kept = Math.Min(read, _first.Length - _count);
        buffer.Span[..kept].CopyTo(_first.AsSpan(_count));
        _count += kept;
        return read;
    }
}
