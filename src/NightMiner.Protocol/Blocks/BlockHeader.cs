using System.Buffers.Binary;

namespace NightMiner.Protocol.Blocks;

/// <summary>
/// The 80 bytes that are hashed. Numbers are little-endian, hashes in the order of their computation.
/// </summary>
public readonly record struct BlockHeader(
    uint Version, Hash256 PreviousBlock, Hash256 MerkleRoot, uint Time, uint Bits, uint Nonce)
{
    /// <summary>The length in bytes: 80.</summary>
    public const int Size = 80;

    /// <summary>Where the nonce starts: its 4 bytes are the last ones.</summary>
    public const int NonceOffset = 76;

    /// <summary>Reads 80 bytes.</summary>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is not 80 bytes long.</exception>
    public static BlockHeader Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
            throw new ArgumentException($"expected {Size} bytes, got {bytes.Length}", nameof(bytes));
        return new BlockHeader(
            BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            new Hash256(bytes.Slice(4, Hash256.Size)),
            new Hash256(bytes.Slice(36, Hash256.Size)),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[68..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[72..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[NonceOffset..]));
    }

    /// <summary>Writes 80 bytes.</summary>
    public void WriteTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Version);
        PreviousBlock.WriteTo(bytes[4..]);
        MerkleRoot.WriteTo(bytes[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[68..], Time);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[72..], Bits);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[NonceOffset..], Nonce);
    }

    /// <summary>The 80 bytes.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[Size];
        WriteTo(bytes);
        return bytes;
    }
}
