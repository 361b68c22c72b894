using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using NightMiner.Protocol.Blocks;
using NightMiner.TestSupport;

namespace NightMiner.Protocol.Tests.Blocks;

public sealed class TargetTests
{
    private static readonly Gen<byte[]> Numbers =
        from bytes in Gen.Choose(0, 255).Select(n => (byte)n).ArrayOf(UInt256.Size)
        from zeros in Gen.Choose(0, UInt256.Size)
        select (byte[])[.. bytes.Take(UInt256.Size - zeros), .. new byte[zeros]];

    [Fact]
    public void A_hash_meets_a_target_that_it_equals_and_misses_it_by_one() => Properties.Holds(Numbers, bytes =>
    {
        BigInteger number = new UInt256(bytes).ToBigInteger();
        Target target = new(new UInt256(bytes));
        Assert.True(target.IsMetBy(new Hash256(bytes)));
        if (!number.IsZero) Assert.True(target.IsMetBy(HashOf(number - 1)));
        if (target != Target.Easiest) Assert.False(target.IsMetBy(HashOf(number + 1)));
    });

    [Fact]
    public void Numbers_compare_like_big_integers() => Properties.Holds(
        from left in Numbers from right in Gen.OneOf(Numbers, Gen.Constant(left)) select (left, right), pair =>
        {
            UInt256 left = new(pair.left), right = new(pair.right);
            int expected = left.ToBigInteger().CompareTo(right.ToBigInteger());
            Assert.Equal(Math.Sign(expected), Math.Sign(left.CompareTo(right)));
            Assert.Equal((expected < 0, expected <= 0, expected > 0, expected >= 0, expected == 0),
                (left < right, left <= right, left > right, left >= right, left == right));
        });

    [Fact]
    public void Numbers_survive_every_round_trip() => Properties.Holds(Numbers, bytes =>
    {
        UInt256 number = new(bytes);
        byte[] written = new byte[UInt256.Size];
        number.WriteTo(written);
        Assert.Equal(bytes, written);
        Assert.Equal(number, UInt256.Parse(number.ToString()));
        Assert.Equal(number, UInt256.Parse(number.ToString().ToUpperInvariant()));
        Assert.Equal(number, UInt256.FromBigInteger(number.ToBigInteger()));
        Assert.Equal(new BigInteger(bytes, isUnsigned: true), number.ToBigInteger());
        Assert.Equal((uint)(number.ToBigInteger() >> 224), number.TopWord);
    });

    [Fact]
    public void Numbers_beyond_256_bits_become_the_largest()
    {
        BigInteger limit = BigInteger.One << 256;
        Assert.Equal(UInt256.MaxValue, UInt256.FromBigInteger(limit - 1));
        Assert.Equal(UInt256.MaxValue, UInt256.FromBigInteger(limit));
        Assert.Equal(UInt256.MaxValue, UInt256.FromBigInteger(limit << 1000));
        Assert.NotEqual(UInt256.MaxValue, UInt256.FromBigInteger(limit - 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => UInt256.FromBigInteger(-1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0x00000000ffff0000000000000000000000000000000000000000000000000000")]
    [InlineData("g0000000ffff0000000000000000000000000000000000000000000000000000")]
    [InlineData("00000000ffff00000000000000000000000000000000000000000000000000000")]
    public void Other_text_than_64_hex_digits_is_refused(string text)
    {
        Assert.Throws<FormatException>(() => UInt256.Parse(text));
        Assert.Throws<FormatException>(() => Hash256.FromRaw(text));
        Assert.Throws<FormatException>(() => Hash256.FromDisplay(text));
    }

    private static Hash256 HashOf(BigInteger number)
    {
        byte[] raw = new byte[Hash256.Size];
        UInt256.FromBigInteger(number).WriteTo(raw);
        return new Hash256(raw);
    }
}
