namespace NightMiner.Protocol.Stratum;

/// <summary>Compares memory byte for byte, where a record of its own would compare references.</summary>
internal static class Contents
{
    public static bool AreSame(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right) =>
        left.Span.SequenceEqual(right.Span);

    public static int HashOf(ReadOnlyMemory<byte> bytes)
    {
        HashCode hash = new();
        hash.AddBytes(bytes.Span);
        return hash.ToHashCode();
    }
}
