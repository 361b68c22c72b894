using System.Buffers.Binary;

namespace NightMiner.Protocol.Nodes;

/// <summary>The pieces that blocks and transactions are made of on the wire. All numbers are little-endian.</summary>
public static class BlockWriter
{
    /// <summary>A count or a length: 1, 3, 5 or 9 bytes.</summary>
    public static byte[] VarInt(ulong value) => value switch
    {
        < 0xfd => [(byte)value],
        <= ushort.MaxValue => [0xfd, .. LittleEndian(value, 2)],
        <= uint.MaxValue => [0xfe, .. LittleEndian(value, 4)],
        _ => [0xff, .. LittleEndian(value, 8)],
    };

    /// <summary>Bytes with their length before them, as scripts are sent.</summary>
    public static byte[] Sized(ReadOnlySpan<byte> bytes) => [.. VarInt((ulong)bytes.Length), .. bytes];

    /// <summary>A script's push of up to 75 bytes.</summary>
    public static byte[] Push(ReadOnlySpan<byte> data)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(data.Length, 75); // longer ones need another opcode
        return [(byte)data.Length, .. data];
    }

    /// <summary>
    /// BIP 34: a script that pushes the height, as short as can be; OP_1 to OP_16 for the first ones. The number is
    /// signed, so that a byte 0 follows where the top bit is set.
    /// </summary>
    public static byte[] PushHeight(long height)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        if (height == 0) return [0];
        if (height <= 16) return [(byte)(0x50 + height)];
        int size = 1;
        while (height >> (8 * size - 1) != 0) size++;
        return Push(LittleEndian((ulong)height, size));
    }

    /// <summary>A number in so many bytes.</summary>
    public static byte[] LittleEndian(ulong number, int size)
    {
        byte[] bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
        return bytes[..size];
    }
}
