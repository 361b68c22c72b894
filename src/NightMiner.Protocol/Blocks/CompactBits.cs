using System.Globalization;
using System.Numerics;

namespace NightMiner.Protocol.Blocks;

/// <summary>The network target as a header carries it ("nbits"): one byte of exponent, three of mantissa.</summary>
public readonly record struct CompactBits(uint Value)
{
    /// <summary>The target, or null where the encoding is negative, zero or too large to be one.</summary>
    public Target? ToTarget()
    {
        int exponent = (int)(Value >> 24);
        uint mantissa = Value & 0x7fffff;
        bool negative = (Value & 0x800000) != 0 && mantissa != 0;
        BigInteger number = exponent > 3
            ? new BigInteger(mantissa) << (8 * (exponent - 3))
            : mantissa >> (8 * (3 - exponent));
        bool fits = number <= UInt256.MaxValue.ToBigInteger();
        return negative || number.IsZero || !fits ? null : new Target(UInt256.FromBigInteger(number));
    }

    /// <summary>The compact form of a target; digits beyond the three leading bytes are cut off.</summary>
    public static CompactBits FromTarget(Target target)
    {
        BigInteger number = target.Value.ToBigInteger();
        int length = number.GetByteCount(isUnsigned: true);
        uint mantissa = (uint)(length > 3 ? number >> (8 * (length - 3)) : number << (8 * (3 - length)));
        if ((mantissa & 0x800000) != 0) // the top bit would read as a sign
        {
            mantissa >>= 8;
            length++;
        }
        return new CompactBits(((uint)length << 24) | mantissa);
    }

    /// <summary>8 hex digits, as in a notify.</summary>
    public override string ToString() => Value.ToString("x8", CultureInfo.InvariantCulture);
}
