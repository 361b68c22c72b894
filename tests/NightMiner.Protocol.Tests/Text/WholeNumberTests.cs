using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using NightMiner.Protocol.Text;
using NightMiner.TestSupport;

namespace NightMiner.Protocol.Tests.Text;

public sealed class WholeNumberTests
{
    // Any decimal number with its exponent, whole or not.
    private static readonly Gen<(string Sign, string Whole, string Fraction, int Exponent)> Numbers =
        from sign in Gen.Elements("", "-")
        from whole in Digits(1, 22)
        from fraction in Digits(0, 22)
        from exponent in Gen.Choose(-25, 25)
        select (sign, whole, fraction, exponent);

    [Theory]
    [InlineData("4", 4)]
    [InlineData("4.0", 4)]
    [InlineData("4.000000000000000000000000000000", 4)]
    [InlineData("0.4e1", 4)]
    [InlineData("400e-2", 4)]
    [InlineData("5e9", 5_000_000_000)]
    [InlineData("5E+9", 5_000_000_000)]
    [InlineData("536870912.0", 536870912)]
    [InlineData("004", 4)]
    [InlineData("0", 0)]
    [InlineData("-0.0", 0)]
    [InlineData("0e999999999999999999999", 0)]
    [InlineData("-7.0", -7)]
    [InlineData("9007199254740993", 9007199254740993)] // 2^53 + 1: no double holds it
    [InlineData("9007199254740993.0", 9007199254740993)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("9.223372036854775807e18", long.MaxValue)]
    [InlineData("-9223372036854775808.0", long.MinValue)]
    public void The_value_decides_and_not_its_spelling(string text, long expected)
    {
        Assert.True(WholeNumber.TryParse(text, out long value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("4.5")]
    [InlineData("4.0000000000000000000000000000001")]
    [InlineData("1e-1")]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("1e19")]
    [InlineData("1e999999999999999999999")]
    [InlineData("1e-999999999999999999999")]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("4.")]
    [InlineData("4e")]
    [InlineData("4e+")]
    [InlineData("4e1.0")]
    [InlineData("+4")]
    [InlineData(" 4")]
    [InlineData("4 ")]
    [InlineData("4\0")]
    [InlineData("4.0\0")]
    [InlineData("--4")]
    [InlineData("4.0.0")]
    [InlineData("0x4")]
    [InlineData("４")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    public void What_is_not_a_whole_number_of_64_bits_is_none(string text) =>
        Assert.False(WholeNumber.TryParse(text, out _));

    [Fact]
    public void It_agrees_with_exact_arithmetic() => Properties.Holds(Numbers, number =>
    {
        string text = number.Sign + number.Whole + (number.Fraction.Length > 0 ? "." + number.Fraction : "")
            + string.Create(CultureInfo.InvariantCulture, $"e{number.Exponent}");
        BigInteger digits = BigInteger.Parse(
            number.Sign + number.Whole + number.Fraction, CultureInfo.InvariantCulture);
        int power = number.Exponent - number.Fraction.Length;
        BigInteger above = digits * BigInteger.Pow(10, Math.Max(power, 0));
        BigInteger below = BigInteger.Pow(10, Math.Max(-power, 0));
        bool isWhole = above % below == 0 && above / below >= long.MinValue && above / below <= long.MaxValue;
        Assert.Equal(isWhole, WholeNumber.TryParse(text, out long value));
        Assert.Equal(isWhole ? (long)(above / below) : 0, value);
    }, times: 2000);

    [Fact]
    public void A_megabyte_of_digits_is_read_in_no_time()
    {
        string zeros = new('0', 1 << 20);
        Assert.True(WholeNumber.TryParse($"{zeros}4.{zeros}", out long value));
        Assert.Equal(4, value);
        Assert.False(WholeNumber.TryParse(new string('9', 1 << 20), out _));
    }

    [Theory]
    [InlineData("4.0", 4L, 4L)]
    [InlineData("\"4.0\"", null, 4L)]
    [InlineData("\"4\"", null, 4L)]
    [InlineData("\" 4\"", null, null)]
    [InlineData("\"\"", null, null)]
    [InlineData("33", null, null)]
    [InlineData("-1", null, null)]
    [InlineData("null", null, null)]
    [InlineData("true", null, null)]
    [InlineData("[4]", null, null)]
    [InlineData("{}", null, null)]
    public void A_token_must_be_of_the_kind_and_within_the_range(string json, long? number, long? numberOrText)
    {
        Assert.Equal(number, WholeNumber.From(Lines.Json(json), 0, 32));
        Assert.Equal(numberOrText, WholeNumber.FromNumberOrText(Lines.Json(json), 0, 32));
    }

    private static Gen<string> Digits(int least, int most) =>
        from count in Gen.Choose(least, most)
        from digits in Gen.OneOf(Gen.Choose(0, 9), Gen.Constant(0)).ArrayOf(count)
        select string.Concat(digits);
}
