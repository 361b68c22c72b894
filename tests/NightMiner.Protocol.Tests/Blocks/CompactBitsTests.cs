using FsCheck.Fluent;
using NightMiner.Protocol.Blocks;
using NightMiner.TestSupport;

namespace NightMiner.Protocol.Tests.Blocks;

public sealed class CompactBitsTests
{
    [Theory]
    [InlineData(0x1d00ffff, "00000000ffff0000000000000000000000000000000000000000000000000000")]
    [InlineData(0x1b0404cb, "00000000000404cb000000000000000000000000000000000000000000000000")]
    [InlineData(0x1b148272, "0000000000148272000000000000000000000000000000000000000000000000")]
    [InlineData(0x207fffff, "7fffff0000000000000000000000000000000000000000000000000000000000")]
    [InlineData(0x1e0ffff0, "00000ffff0000000000000000000000000000000000000000000000000000000")]
    [InlineData(0x1d031050, "0000000310500000000000000000000000000000000000000000000000000000")]
    [InlineData(0x03123456, "0000000000000000000000000000000000000000000000000000000000123456")]
    [InlineData(0x02008000, "0000000000000000000000000000000000000000000000000000000000000080")]
    [InlineData(0x220000ff, "ff00000000000000000000000000000000000000000000000000000000000000")]
    [InlineData(0x2100ffff, "ffff000000000000000000000000000000000000000000000000000000000000")]
    public void Bits_expand_as_every_node_expands_them(uint bits, string target) =>
        Assert.Equal(target, new CompactBits(bits).ToTarget()?.ToString());

    [Theory]
    [InlineData(0x00000000)] // zero
    [InlineData(0x01003456)] // shifted out to zero
    [InlineData(0x1d000000)]
    [InlineData(0x04923456)] // negative
    [InlineData(0x1d80ffff)]
    [InlineData(0x23000001)] // beyond 2^256
    [InlineData(0x22000100)]
    [InlineData(0x21010000)]
    [InlineData(0xff123456)]
    public void What_is_negative_or_zero_or_too_large_is_no_target(uint bits) =>
        Assert.Null(new CompactBits(bits).ToTarget());

    [Theory]
    [InlineData(0x1d00ffff)]
    [InlineData(0x1b0404cb)]
    [InlineData(0x1b148272)]
    [InlineData(0x207fffff)]
    [InlineData(0x1e0ffff0)]
    [InlineData(0x1d031050)]
    [InlineData(0x03123456)]
    public void Normal_forms_survive_a_round_trip(uint bits) =>
        Assert.Equal(new CompactBits(bits), CompactBits.FromTarget(new CompactBits(bits).ToTarget()!.Value));

    [Fact]
    public void Compacting_cuts_a_target_off_and_never_raises_it() => Properties.Holds(
        Gen.Choose(0, 255).Select(n => (byte)n).ArrayOf(UInt256.Size), bytes =>
        {
            Target target = new(new UInt256(bytes));
            if (target.Value == default) return;
            Target back = CompactBits.FromTarget(target).ToTarget()!.Value;
            Assert.True(back.Value <= target.Value);
            Assert.Equal(CompactBits.FromTarget(target), CompactBits.FromTarget(back));
            Assert.True(target.Value.ToBigInteger() - back.Value.ToBigInteger() <= target.Value.ToBigInteger() >> 15);
        });

    [Fact]
    public void It_prints_as_on_the_wire() => Assert.Equal("0404cb1b", new CompactBits(0x0404cb1b).ToString());
}
