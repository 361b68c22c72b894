using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.TestSupport;

namespace NightMiner.Protocol.Tests.Blocks;

public sealed class DifficultyTests
{
    private static readonly BigInteger Highest = UInt256.MaxValue.ToBigInteger();

    // Plain, fractional and exponent forms, from 1e-120 to 1e120.
    private static readonly Gen<string> Texts =
        from whole in Digits(1, 30)
        from fraction in Gen.OneOf(Gen.Constant(""), Digits(1, 30))
        from power in Gen.OneOf(Gen.Constant(""), Gen.Choose(-60, 60).Select(n => $"e{n}"),
            Gen.Choose(0, 60).Select(n => $"E+{n}"))
        where (whole + fraction).Any(digit => digit != '0')
        select whole + (fraction.Length > 0 ? "." + fraction : "") + power;

    public static TheoryData<GoldenTarget> Targets => [.. GoldenData.Targets];

    [Theory, MemberData(nameof(Targets))]
    public void Golden_targets_are_exact_for_both_algorithms(GoldenTarget golden)
    {
        Difficulty difficulty = Difficulty.Parse(golden.Difficulty);
        Assert.Equal(golden.Sha256d, Target.FromDifficulty(difficulty, new Sha256d().DifficultyOne).ToString());
        Assert.Equal(golden.Scrypt, Target.FromDifficulty(difficulty, new Scrypt().DifficultyOne).ToString());
    }

    [Fact]
    public void Difficulty_one_is_what_every_pool_divides()
    {
        Assert.Equal(
            BigInteger.Parse("26959535291011309493156476344723991336010898738574164086137773096960",
                CultureInfo.InvariantCulture),
            Target.DifficultyOne.Value.ToBigInteger());
        Assert.Equal(Target.DifficultyOne, Target.FromDifficulty(Difficulty.One, Target.DifficultyOne));
    }

    [Fact]
    public void A_target_is_the_exact_floor_of_the_rational_quotient() => Properties.Holds(Texts, text =>
    {
        (BigInteger numerator, BigInteger denominator) = ToFraction(text);
        foreach (Target one in new[] { new Sha256d().DifficultyOne, new Scrypt().DifficultyOne })
        {
            BigInteger scaled = one.Value.ToBigInteger() * denominator;
            BigInteger target = Target.FromDifficulty(Difficulty.Parse(text), one).Value.ToBigInteger();
            if (target < Highest) Assert.True(scaled < (target + 1) * numerator, $"{text}: target {target} is too low");
            Assert.True(target * numerator <= scaled, $"{text}: target {target} is too high");
        }
    }, times: 1000);

    [Fact]
    public void Text_survives_a_round_trip() => Properties.Holds(Texts, text =>
    {
        Difficulty difficulty = Difficulty.Parse(text);
        Assert.Equal(difficulty, Difficulty.Parse(difficulty.ToString()));
        Assert.Equal(ToFraction(text), ToFraction(difficulty.ToString()));
    });

    [Fact]
    public void Order_and_equality_are_those_of_the_numbers() => Properties.Holds(
        from left in Texts from right in Gen.OneOf(Texts, Gen.Constant(left)) select (left, right), pair =>
        {
            (BigInteger numerator, BigInteger denominator) = ToFraction(pair.left);
            (BigInteger otherNumerator, BigInteger otherDenominator) = ToFraction(pair.right);
            int expected = (numerator * otherDenominator).CompareTo(otherNumerator * denominator);
            Difficulty left = Difficulty.Parse(pair.left), right = Difficulty.Parse(pair.right);
            Assert.Equal(Math.Sign(expected), Math.Sign(left.CompareTo(right)));
            Assert.Equal(expected == 0, left == right);
            Assert.Equal((expected < 0, expected <= 0, expected > 0, expected >= 0),
                (left < right, left <= right, left > right, left >= right));
            if (expected == 0) Assert.Equal(left.GetHashCode(), right.GetHashCode());
        });

    [Theory]
    [InlineData("1", "1.000", "0.1e1", "10e-1", "1E0", "1e+0", "0001")]
    [InlineData("0.001", "1e-3", "0.00100", "1000e-6")]
    [InlineData("1000000000000", "1e12", "1.0E12", "0.001e15")]
    public void Equal_numbers_are_equal_whatever_their_text(string text, params string[] others)
    {
        foreach (string other in others)
        {
            Assert.Equal(Difficulty.Parse(text), Difficulty.Parse(other));
            Assert.Equal(text, Difficulty.Parse(other).ToString());
        }
    }

    [Fact]
    public void The_default_value_is_difficulty_one()
    {
        Assert.Equal(Difficulty.One, default);
        Assert.Equal(Difficulty.Parse("1.0"), default);
        Assert.Equal("1", default(Difficulty).ToString());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.000")]
    [InlineData("0e5")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("-0")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1,5")]
    [InlineData("1.2.3")]
    [InlineData(".")]
    [InlineData("e5")]
    [InlineData("1e")]
    [InlineData("1e1e1")]
    [InlineData("1e1.5")]
    [InlineData("0x10")]
    [InlineData("１")]
    [InlineData("5\0")]
    [InlineData("1.5\0")]
    [InlineData("1e5\0")]
    [InlineData("1e-400")]
    [InlineData("1e-324")]
    [InlineData("0.1e-323")]
    [InlineData("1e999999999")]
    [InlineData("1e-999999999")]
    [InlineData("1e99999999999999999999")]
    public void What_is_no_positive_decimal_number_is_refused(string text)
    {
        Assert.False(Difficulty.TryParse(text, out Difficulty difficulty));
        Assert.Equal(default, difficulty);
        Assert.Throws<FormatException>(() => Difficulty.Parse(text));
    }

    [Fact]
    public void Endless_digits_are_refused_before_any_arithmetic()
    {
        string endless = new('9', 5_000_000); // as a BigInteger this would take minutes
        Assert.False(Difficulty.TryParse(endless, out _));
        Assert.False(Difficulty.TryParse("0." + endless, out _));
        Assert.False(Difficulty.TryParse(endless + "e-4999999", out _));
        Assert.False(Difficulty.TryParse(new string('9', 10_000), out _));
    }

    [Fact]
    public void The_longest_accepted_texts_survive_a_round_trip_too() => Properties.Holds(
        from whole in Digits(1, 400)
        from fraction in Digits(0, 400)
        from power in Gen.OneOf(Gen.Constant(""), Gen.Choose(-1100, 1100).Select(n => $"e{n}"))
        select $"{whole}.{fraction}{power}", text =>
        {
            if (!Difficulty.TryParse(text, out Difficulty difficulty)) return;
            Assert.Equal(difficulty, Difficulty.Parse(difficulty.ToString()));
            _ = Target.FromDifficulty(difficulty, Target.DifficultyOne);
            _ = difficulty.ToDouble();
        });

    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(1, "1")]
    [InlineData(65536, "65536")]
    [InlineData(1e300, "1e300")]
    [InlineData(double.Epsilon, "5e-324")]
    public void A_double_becomes_its_shortest_decimal(double value, string expected)
    {
        Assert.Equal(Difficulty.Parse(expected), Difficulty.From(value));
        Assert.Equal(value, Difficulty.From(value).ToDouble());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_double_that_is_not_positive_and_finite_is_a_wrong_call(double value) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Difficulty.From(value));

    [Fact]
    public void A_hash_has_the_difficulty_that_it_would_just_meet()
    {
        foreach ((string hash, double expected, Target one) in new[]
        {
            ("000000000003ba27aa200b1cecaad478d2b00432346c3f1f3986da1afd33e506", 17583.056276, Target.DifficultyOne),
            ("00000437e55e80a11d6fcd7dc75430bd44ebf49e6544e63401b5f02bafdfa9f5", 60.686400934702,
                new Scrypt().DifficultyOne),
            ("000000000061d52983863e5c424c00d9e0981874fddf6a8493433e73928a3e4e", 669.868291956, Target.DifficultyOne),
        })
            Assert.Equal(expected, Difficulty.Of(Hash256.FromDisplay(hash), one), tolerance: 1e-6);
        Assert.Equal(double.PositiveInfinity, Difficulty.Of(default, Target.DifficultyOne));
    }

    private static Gen<string> Digits(int fewest, int most) =>
        from length in Gen.Choose(fewest, most)
        from digits in Gen.Choose(0, 9).ArrayOf(length)
        select string.Concat(digits);

    // Written apart from the code under test: long division by hand, no limits.
    private static (BigInteger Numerator, BigInteger Denominator) ToFraction(string text)
    {
        string[] parts = text.Split('e', 'E');
        int power = parts.Length > 1 ? int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
            : 0;
        string[] mantissa = parts[0].Split('.');
        if (mantissa.Length > 1) power -= mantissa[1].Length;
        BigInteger digits = BigInteger.Parse(string.Concat(mantissa), CultureInfo.InvariantCulture);
        (BigInteger numerator, BigInteger denominator) = power >= 0
            ? (digits * BigInteger.Pow(10, power), BigInteger.One)
            : (digits, BigInteger.Pow(10, -power));
        BigInteger common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        return (numerator / common, denominator / common);
    }
}
