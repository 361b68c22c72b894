using System.Globalization;
using System.Text.RegularExpressions;
using NightMiner.Stratum;

namespace NightMiner.Lab.Explaining;

/// <summary>A mistake that explains a verdict.</summary>
/// <param name="Mistake">The mistake.</param>
/// <param name="Result">What comes out when it is made.</param>
public sealed record Suspect(Mistake Mistake, Reckoned Result);

/// <summary>Who must have made a mistake.</summary>
public enum Blame
{
    /// <summary>Nobody: the share was right and the pool took it, or the pool's verdict is not known.</summary>
    Nobody,
    /// <summary>The pool: its verdict is not the right one.</summary>
    Pool,
    /// <summary>The miner: the pool was right to refuse the share.</summary>
    Miner,
}

/// <summary>
/// Why a pool refused a right share, or took a wrong one, or what a miner did wrong that sent one: the share is
/// reckoned again under each usual mistake, and those remain under which the verdict turns.
/// </summary>
public sealed partial record Autopsy
{
    private const double FigureTolerance = 0.005; // pools print two or three digits and more

    /// <summary>What is right.</summary>
    public required Reckoned Right { get; init; }

    /// <summary>Who made the mistake.</summary>
    public required Blame Blame { get; init; }

    /// <summary>The mistakes that explain it, each alone; those of the target first.</summary>
    public IReadOnlyList<Suspect> Suspects { get; init; } = [];

    /// <summary>How many mistakes were tried.</summary>
    public int Tried { get; init; }

    /// <summary>What came out, in a sentence or two.</summary>
    public required string Summary { get; init; }

    /// <summary>Examines a share.</summary>
    /// <param name="share">The share, with the pool's verdict.</param>
    /// <param name="others">Other shares of the pool with their verdicts: the mistake has to explain those too.</param>
    public static Autopsy Of(ShareCase share, params IReadOnlyList<ShareCase> others)
    {
        ArgumentNullException.ThrowIfNull(share);
        Reckoned right = share.Right.Reckon();
        if (share.Ruling.IsAccepted is not { } isAccepted)
            return Nothing(right, "the pool's verdict is not known");
        if (isAccepted && right.IsAccepted) return Nothing(right, "the share is right, and the pool took it");
        if (share.Ruling.Error is { Reason: not (RejectReason.LowDifficulty or RejectReason.Other) } error)
            return Nothing(right, $"the pool's objection (\"{error.Text}\") is not about the hash");

        Blame blame = isAccepted == right.IsAccepted ? Blame.Miner : Blame.Pool;
        double? figure = blame == Blame.Pool ? FigureIn(share.Ruling.Error?.Text) : null;
        IReadOnlyList<ShareCase> evidence = blame == Blame.Pool ? others : [];
        Suspect[] suspects = [.. Turning(share, right)
            .Where(suspect => figure is not { } known || IsClose(known, suspect.Result.Difficulty))
            .Where(suspect => evidence.All(other => Explains(suspect.Mistake, other)))];
        return new Autopsy
        {
            Right = right,
            Blame = blame,
            Suspects = suspects,
            Tried = Mistakes.All.Count,
            Summary = Summarise(blame, suspects),
        };
    }

    private static Autopsy Nothing(Reckoned right, string why) =>
        new() { Right = right, Blame = Blame.Nobody, Summary = why };

    private static IEnumerable<Suspect> Turning(ShareCase share, Reckoned right)
    {
        foreach (Mistake mistake in Mistakes.All)
            if (mistake.Apply(share)?.Reckon() is { } result && result.IsAccepted != right.IsAccepted)
                yield return new Suspect(mistake, result);
    }

    // Where there is no room for the mistake the verdict is the right one.
    private static bool Explains(Mistake mistake, ShareCase other) =>
        other.Ruling is not { IsAccepted: { } ruled, Error: null or { Reason: RejectReason.LowDifficulty } }
        || (mistake.Apply(other) ?? other.Right).Reckon().IsAccepted == ruled;

    private static string Summarise(Blame blame, Suspect[] suspects)
    {
        (string who, string verdict) = blame == Blame.Pool
            ? ("your pool", "the pool's verdict is wrong")
            : ("the miner", "the pool is right, the hash misses the target");
        return suspects.Length switch
        {
            0 => $"{verdict}; none of the mistakes I know explains it",
            1 => $"{verdict}: {who} {suspects[0].Mistake.Does}",
            var count => string.Create(CultureInfo.InvariantCulture,
                $"{verdict}; {count} mistakes would each explain it, and nothing here tells them apart: "
                + $"other shares with their verdicts do, or the difficulty that the pool computed"),
        };
    }

    private static bool IsClose(double one, double other) => Math.Abs(one - other) <= FigureTolerance * other;

    // "low difficulty share of 0.3052", "low difficulty share (0.01)": the difficulty that the pool computed.
    private static double? FigureIn(string? words) =>
        words is not null && Figure().Match(words) is { Success: true } match
        && double.TryParse(match.Groups["number"].Value, NumberStyles.Float, CultureInfo.InvariantCulture,
            out double number)
            ? number
            : null;

    [GeneratedRegex(@"share (of |\()(difficulty )?(?<number>[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?)")]
    private static partial Regex Figure();
}
