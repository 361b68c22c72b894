using System.Globalization;
using System.Numerics;

namespace NightMiner.Protocol.Blocks;

/// <summary>
/// A pool's difficulty, kept as the exact decimal number that was sent: 0.1 is one tenth, not the nearest double.
/// Always positive. <see cref="Target.FromDifficulty"/> turns it into a target.
/// </summary>
public readonly record struct Difficulty : IComparable<Difficulty>
{
    private const int DigitLimit = 400;    // a double has at most 309 digits before the point; more is an attack
    private const int ExponentLimit = 800; // beyond every hash there is; what ToString writes can be read again
    private const int TextLimit = DigitLimit + 10;

    private readonly BigInteger _digitsLessOne; // so that default(Difficulty) is 1, what Stratum assumes unless told
    private readonly int _scale;                // value = digits / 10^scale; digits has no trailing zero

    private Difficulty(BigInteger digits, int scale)
    {
        while (digits % 10 == 0)
        {
            digits /= 10;
            scale--;
        }
        _digitsLessOne = digits - 1;
        _scale = scale;
    }

    /// <summary>Difficulty 1, in force until a pool says otherwise.</summary>
    public static Difficulty One => default;

    private BigInteger Digits => _digitsLessOne + 1;

    /// <summary>Converts the shortest decimal text of a double, so that 0.1 gives one tenth.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a positive finite number.</exception>
    public static Difficulty From(double value) =>
        TryParse(value.ToString("R", CultureInfo.InvariantCulture), out Difficulty difficulty)
            ? difficulty
            : throw new ArgumentOutOfRangeException(nameof(value), value, "a difficulty is a positive finite number");

    /// <summary>Reads a decimal number such as 16, 0.001, 1e12 or 123456.789.</summary>
    /// <exception cref="FormatException">The text is not a positive decimal number of reasonable size.</exception>
    public static Difficulty Parse(string text) =>
        TryParse(text, out Difficulty difficulty)
            ? difficulty
            : throw new FormatException(
                $"'{text}' is not a difficulty: expected a positive number such as 16 or 0.001");

    /// <summary>
    /// Reads a decimal number; false for zero, negative numbers, NaN, infinity and absurd lengths. A number that is too
    /// small for a double, below about 2.5e-324, is zero to every program that computes with doubles, and to this one.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Difficulty difficulty)
    {
        difficulty = default;
        if (text.Length > TextLimit || text.Contains('\0')) return false; // .NET's parsers overlook a NUL at the end

        int scale = 0;
        int e = text.IndexOfAny('e', 'E');
        if (e >= 0)
        {
            if (!int.TryParse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
                out int power)
                || power is < -ExponentLimit or > ExponentLimit)
                return false;
            scale = -power;
            text = text[..e];
        }
        int point = text.IndexOf('.');
        string digits = text.ToString();
        if (point >= 0)
        {
            digits = digits.Remove(point, 1);
            scale += digits.Length - point;
        }
        if (!BigInteger.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out BigInteger number)
            || number.IsZero || digits.Length > DigitLimit)
            return false;
        Difficulty exact = new(number, scale);
        if (Math.Abs(exact._scale) > ExponentLimit || exact.ToDouble() == 0) return false;
        difficulty = exact;
        return true;
    }

    /// <summary>The difficulty that a hash would just meet: difficultyOne / hash. Infinite for the hash 0.</summary>
    public static double Of(Hash256 hash, Target difficultyOne) =>
        (double)difficultyOne.Value.ToBigInteger() / (double)hash.Number.ToBigInteger();

    /// <summary>The nearest double, for display and rates; never for targets.</summary>
    public double ToDouble() => double.Parse(ToString(), CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public int CompareTo(Difficulty other) =>
        (Digits * PowerOfTen(other._scale - Math.Min(_scale, other._scale)))
            .CompareTo(other.Digits * PowerOfTen(_scale - Math.Min(_scale, other._scale)));

    /// <summary>The decimal number, without an exponent where that stays readable.</summary>
    public override string ToString()
    {
        string digits = Digits.ToString(CultureInfo.InvariantCulture);
        if (_scale <= 0 && digits.Length - _scale <= 20) return digits + new string('0', -_scale);
        if (_scale > 0 && _scale <= 20)
        {
            string padded = digits.PadLeft(_scale + 1, '0');
            return $"{padded[..^_scale]}.{padded[^_scale..]}";
        }
        return $"{digits}e{-_scale}";
    }

    /// <summary>Whether the left difficulty is lower.</summary>
    public static bool operator <(Difficulty left, Difficulty right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left difficulty is lower or equal.</summary>
    public static bool operator <=(Difficulty left, Difficulty right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left difficulty is higher.</summary>
    public static bool operator >(Difficulty left, Difficulty right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left difficulty is higher or equal.</summary>
    public static bool operator >=(Difficulty left, Difficulty right) => left.CompareTo(right) >= 0;

    /// <summary>The product, exactly: a pool's difficulty in other units, for instance.</summary>
    public Difficulty Times(Difficulty factor) => new(Digits * factor.Digits, _scale + factor._scale);

    /// <summary>floor(number / difficulty), exactly.</summary>
    internal BigInteger Divide(BigInteger number) => _scale >= 0
        ? number * PowerOfTen(_scale) / Digits
        : number / (Digits * PowerOfTen(-_scale));

    private static BigInteger PowerOfTen(int power) => BigInteger.Pow(10, power);
}
