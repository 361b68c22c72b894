using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace NightMiner.Protocol.Blocks;

/// <summary>
/// A 256-bit number. Its bytes are little-endian, as hashes and targets are compared in proof of work.
/// </summary>
public readonly record struct UInt256 : IComparable<UInt256>
{
    /// <summary>The length in bytes: 32.</summary>
    public const int Size = 32;

    private readonly ulong _word0; // least significant
    private readonly ulong _word1;
    private readonly ulong _word2;
    private readonly ulong _word3;

    /// <summary>Reads 32 little-endian bytes.</summary>
    /// <exception cref="ArgumentException"><paramref name="littleEndian"/> is not 32 bytes long.</exception>
    public UInt256(ReadOnlySpan<byte> littleEndian)
    {
        if (littleEndian.Length != Size)
            throw new ArgumentException($"expected {Size} bytes, got {littleEndian.Length}", nameof(littleEndian));
        _word0 = BinaryPrimitives.ReadUInt64LittleEndian(littleEndian);
        _word1 = BinaryPrimitives.ReadUInt64LittleEndian(littleEndian[8..]);
        _word2 = BinaryPrimitives.ReadUInt64LittleEndian(littleEndian[16..]);
        _word3 = BinaryPrimitives.ReadUInt64LittleEndian(littleEndian[24..]);
    }

    /// <summary>The largest value, 2^256 − 1.</summary>
    public static UInt256 MaxValue { get; } = new(Enumerable.Repeat((byte)0xff, Size).ToArray());

    /// <summary>The most significant 32 bits: what a scanner compares first.</summary>
    public uint TopWord => (uint)(_word3 >> 32);

    /// <summary>Converts a number from 0 to 2^256 − 1; larger ones become <see cref="MaxValue"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is negative.</exception>
    public static UInt256 FromBigInteger(BigInteger value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        Span<byte> bytes = stackalloc byte[Size];
        bytes.Clear();
        return value.TryWriteBytes(bytes, out _, isUnsigned: true) ? new UInt256(bytes) : MaxValue;
    }

    /// <summary>Reads 64 hex digits, the most significant first.</summary>
    /// <exception cref="FormatException">The text is not 64 hex digits.</exception>
    public static UInt256 Parse(string bigEndianHex)
    {
        ArgumentNullException.ThrowIfNull(bigEndianHex);
        if (bigEndianHex.Length != 2 * Size)
            throw new FormatException($"expected {2 * Size} hex digits, got {bigEndianHex.Length}");
        byte[] bytes = Convert.FromHexString(bigEndianHex);
        Array.Reverse(bytes);
        return new UInt256(bytes);
    }

    /// <summary>Writes 32 little-endian bytes.</summary>
    public void WriteTo(Span<byte> littleEndian)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(littleEndian, _word0);
        BinaryPrimitives.WriteUInt64LittleEndian(littleEndian[8..], _word1);
        BinaryPrimitives.WriteUInt64LittleEndian(littleEndian[16..], _word2);
        BinaryPrimitives.WriteUInt64LittleEndian(littleEndian[24..], _word3);
    }

    /// <summary>The same number with unlimited range, for arithmetic off the hot path.</summary>
    public BigInteger ToBigInteger()
    {
        Span<byte> bytes = stackalloc byte[Size];
        WriteTo(bytes);
        return new BigInteger(bytes, isUnsigned: true);
    }

    /// <inheritdoc/>
    public int CompareTo(UInt256 other)
    {
        if (_word3 != other._word3) return _word3.CompareTo(other._word3);
        if (_word2 != other._word2) return _word2.CompareTo(other._word2);
        if (_word1 != other._word1) return _word1.CompareTo(other._word1);
        return _word0.CompareTo(other._word0);
    }

    /// <summary>64 lower-case hex digits, the most significant first.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{_word3:x16}{_word2:x16}{_word1:x16}{_word0:x16}");

    /// <summary>Whether the left number is smaller.</summary>
    public static bool operator <(UInt256 left, UInt256 right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left number is smaller or equal.</summary>
    public static bool operator <=(UInt256 left, UInt256 right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left number is larger.</summary>
    public static bool operator >(UInt256 left, UInt256 right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left number is larger or equal.</summary>
    public static bool operator >=(UInt256 left, UInt256 right) => left.CompareTo(right) >= 0;
}
