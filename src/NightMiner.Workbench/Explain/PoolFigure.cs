using System.Globalization;
using System.Text.RegularExpressions;

namespace NightMiner.Workbench.Explain;

/// <summary>The difficulty that a pool says it has computed for a share, as exactly as it says it.</summary>
/// <param name="Value">The number.</param>
/// <param name="Unit">What one more in the last digit would make.</param>
internal readonly partial record struct PoolFigure(double Value, double Unit)
{
    private const double Slack = 3e-5; // who counts from pdiff is off by 1.5e-5
    private const double ExponentSlack = 0.005; // with an exponent zeros are left out: 1e+06 has more digits

    /// <summary>Finds it in the pool's words: "low difficulty share of 0.3052", "low difficulty share (0.01)"; null
    /// where there is none.</summary>
    public static PoolFigure? In(Ruling ruling)
    {
        if (Pattern().Match(ruling.Error?.Text ?? "") is not { Success: true } match) return null;
        string exponent = match.Groups["exponent"].Value;
        if (!double.TryParse(match.Groups["number"].Value + exponent, NumberStyles.Float, CultureInfo.InvariantCulture,
            out double value) || !double.IsFinite(value)) return null;
        double unit = Math.Pow(10, -match.Groups["decimals"].Length);
        if (exponent.Length == 0) return new PoolFigure(value, unit);
        unit *= Math.Pow(10, double.Parse(exponent.AsSpan(1), NumberStyles.Float, CultureInfo.InvariantCulture));
        return new PoolFigure(value, Math.Min(unit, ExponentSlack * value));
    }

    /// <summary>Whether a difficulty may be the one that was printed.</summary>
    public bool Is(double difficulty) =>
        double.IsFinite(difficulty) && Math.Abs(difficulty - Value) <= Math.Max(Unit, Slack * difficulty);

    [GeneratedRegex(@"share (of |\()(difficulty )?(?<number>[0-9]+(\.(?<decimals>[0-9]+))?)"
        + @"(?<exponent>[eE][+-]?[0-9]+)?")]
    private static partial Regex Pattern();
}
