using System.Globalization;

namespace NightMiner.Cli.Rendering;

/// <summary>Numbers as people read them.</summary>
internal static class Units
{
    private static readonly string[] Prefixes = ["", "k", "M", "G", "T", "P", "E"];

    /// <summary>12.3 kH/s.</summary>
    public static string Rate(double hashesPerSecond)
    {
        (double value, string prefix) = Scale(hashesPerSecond);
        return $"{Digits(value, 3)} {prefix}H/s";
    }

    /// <summary>A difficulty: 0.0156, 16.4, 123,456, 1.23 T.</summary>
    public static string Difficulty(double value)
    {
        if (!double.IsFinite(value)) return "infinite";
        if (value is > 0 and < 1e-6 or >= 1e21) return value.ToString("0.##E+0", CultureInfo.InvariantCulture);
        if (value < 1e6) return Digits(value, 3);
        (double scaled, string prefix) = Scale(value);
        return $"{Digits(scaled, 3)} {prefix}";
    }

    /// <summary>1,234,567.</summary>
    public static string Count(double count) => count < 1e15
        ? Math.Round(count).ToString("N0", CultureInfo.InvariantCulture)
        : count.ToString("0.##E+0", CultureInfo.InvariantCulture);

    /// <summary>1 share, 2,000 shares.</summary>
    public static string Plural(long count, string noun) => $"{Count(count)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>31 ms, 1.2 s, 2 min 5 s, 3 h 20 min, 5 days, 300 years.</summary>
    public static string Duration(double seconds) => seconds switch
    {
        < 0.0095 => $"{Digits(seconds * 1000, 2)} ms",
        < 0.9995 => $"{Whole(seconds * 1000)} ms",
        < 9.95 => $"{Digits(seconds, 2)} s",
        < 59.5 => $"{Whole(seconds)} s",
        < 3599.5 => Two(seconds, 60, "min", "s"),
        < 2 * 86400 - 30 => Two(seconds / 60, 60, "h", "min"),
        < 730 * 86400.0 => $"{Whole(seconds / 86400)} days",
        < 1e4 * 365.25 * 86400 => $"{Count(seconds / 86400 / 365.25)} years",
        _ => "thousands of years",
    };

    /// <summary>31 ms, 1.2 s, 2 min 5 s.</summary>
    public static string Duration(TimeSpan time) => Duration(time.TotalSeconds);

    private static (double Value, string Prefix) Scale(double value)
    {
        int step = 0;
        while (value >= 999.5 && step < Prefixes.Length - 1) (value, step) = (value / 1000, step + 1);
        return (value, Prefixes[step]);
    }

    // So many digits as matter; whole numbers in full, with separators.
    private static string Digits(double value, int digits)
    {
        if (value == 0) return "0";
        int magnitude = (int)Math.Floor(Math.Log10(Math.Abs(value))) + 1;
        int decimals = Math.Clamp(digits - magnitude, 0, 15);
        return value.ToString(decimals == 0 ? "#,0" : "0." + new string('#', decimals), CultureInfo.InvariantCulture);
    }

    private static string Whole(double value) => Math.Round(value).ToString("0", CultureInfo.InvariantCulture);

    private static string Two(double value, int ratio, string large, string small)
    {
        long whole = (long)Math.Round(value);
        return whole % ratio == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{whole / ratio} {large}")
            : string.Create(CultureInfo.InvariantCulture, $"{whole / ratio} {large} {whole % ratio} {small}");
    }
}
