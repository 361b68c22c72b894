namespace NightMiner.Protocol.Blocks;

/// <summary>
/// A 32-byte hash in the order in which it was computed ("internal" order). People and RPCs show it reversed,
/// as the number that it is when read little-endian; that is what <see cref="ToString"/> gives.
/// </summary>
public readonly record struct Hash256
{
    /// <summary>The length in bytes: 32.</summary>
    public const int Size = UInt256.Size;

    /// <summary>Takes 32 bytes in the order of computation.</summary>
    /// <exception cref="ArgumentException"><paramref name="raw"/> is not 32 bytes long.</exception>
    public Hash256(ReadOnlySpan<byte> raw) => Number = new UInt256(raw);

    /// <summary>The hash as the number that is compared with a target.</summary>
    public UInt256 Number { get; }

    /// <summary>Reads the 64 digits that people and RPCs show (reversed order).</summary>
    /// <exception cref="FormatException">The text is not 64 hex digits.</exception>
    public static Hash256 FromDisplay(string hex) => new(UInt256.Parse(hex));

    /// <summary>Reads 64 digits in the order of computation, as merkle branches are sent.</summary>
    /// <exception cref="FormatException">The text is not 64 hex digits.</exception>
    public static Hash256 FromRaw(string hex)
    {
        ArgumentNullException.ThrowIfNull(hex);
        return hex.Length == 2 * Size
            ? new Hash256(Convert.FromHexString(hex))
            : throw new FormatException($"expected {2 * Size} hex digits, got {hex.Length}");
    }

    /// <summary>
    /// Reads the previous block's hash as mining.notify sends it: each 4-byte word of the order of computation is
    /// reversed. That is neither the order of the header nor the one that people see.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="sent"/> is not 32 bytes long.</exception>
    public static Hash256 FromStratum(ReadOnlySpan<byte> sent)
    {
        byte[] raw = sent.ToArray();
        ReverseEachWord(raw);
        return new Hash256(raw);
    }

    /// <summary>The 32 bytes as mining.notify sends the previous block's hash; see <see cref="FromStratum"/>.</summary>
    public byte[] ToStratumBytes()
    {
        byte[] raw = ToArray();
        ReverseEachWord(raw);
        return raw;
    }

    /// <summary>Writes the 32 bytes in the order of computation.</summary>
    public void WriteTo(Span<byte> raw) => Number.WriteTo(raw);

    /// <summary>The 32 bytes in the order of computation.</summary>
    public byte[] ToArray()
    {
        byte[] raw = new byte[Size];
        WriteTo(raw);
        return raw;
    }

    /// <summary>64 hex digits in the order that people and RPCs show (reversed).</summary>
    public override string ToString() => Number.ToString();

    /// <summary>Takes the hash as the number that is compared with a target.</summary>
    internal Hash256(UInt256 number) => Number = number;

    private static void ReverseEachWord(Span<byte> hash)
    {
        for (; hash.Length >= 4; hash = hash[4..]) hash[..4].Reverse();
    }
}
