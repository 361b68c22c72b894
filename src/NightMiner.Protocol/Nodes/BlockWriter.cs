using System.Buffers.Binary;

namespace NightMiner.Protocol.Nodes;

/// <summary>
/// The pieces that blocks and transactions are made of, as Bitcoin serialises them. All numbers are little-endian.
/// </summary>
public static class BlockWriter
{
    /// <summary>A count or a length (CompactSize): 1, 3, 5 or 9 bytes.</summary>
    /// <param name="value">The number.</param>
    public static byte[] VarInt(ulong value) => value switch
    {
        < 0xfd => [(byte)value],
        <= ushort.MaxValue => [0xfd, .. LittleEndian(value, 2)],
        <= uint.MaxValue => [0xfe, .. LittleEndian(value, 4)],
        _ => [0xff, .. LittleEndian(value, 8)],
    };

    /// <summary>Bytes with their length in front, as scripts are written in transactions.</summary>
    /// <param name="bytes">The script.</param>
    public static byte[] Sized(ReadOnlySpan<byte> bytes) => [.. VarInt((ulong)bytes.Length), .. bytes];

    /// <summary>The part of a script that pushes up to 75 bytes: their number, and the bytes.</summary>
    /// <param name="data">The bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more: those need another opcode.</exception>
    public static byte[] Push(ReadOnlySpan<byte> data)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(data.Length, 75); // longer ones need another opcode
        return [(byte)data.Length, .. data];
    }

    /// <summary>
    /// The beginning of a coinbase's script, which pushes the height (BIP 34) in as few bytes as possible: OP_0 to
    /// OP_16 for the first blocks. The number is signed, so a byte 0 follows where its top bit is set.
    /// </summary>
    /// <param name="height">The block's height.</param>
    /// <exception cref="ArgumentOutOfRangeException">The height is negative.</exception>
    public static byte[] PushHeight(long height)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        if (height == 0) return [0];
        if (height <= 16) return [(byte)(0x50 + height)];
        int size = 1;
        while (height >> (8 * size - 1) != 0) size++;
        return Push(LittleEndian((ulong)height, size));
    }

    /// <summary>The lowest bytes of a number, little-endian.</summary>
    /// <param name="number">The number.</param>
    /// <param name="size">How many bytes: 0 to 8.</param>
    public static byte[] LittleEndian(ulong number, int size)
    {
        byte[] bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
        return bytes[..size];
    }
}
