using System.Globalization;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;

namespace NightMiner.Workbench.Explain;

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
public sealed record Autopsy
{
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
        PoolFigure? figure = blame == Blame.Pool ? PoolFigure.In(share.Ruling) : null;
        IReadOnlyList<ShareCase> evidence = blame == Blame.Pool ? others : [];
        Suspect[] suspects = [.. Turning(share, right)
            .Where(suspect => figure is not { } known || known.Is(suspect.Result.Difficulty))
            .Where(suspect => evidence.All(other => Explains(suspect.Mistake, other)))];
        return new Autopsy
        {
            Right = right,
            Blame = blame,
            Suspects = suspects,
            Tried = Mistakes.All.Count,
            Summary = suspects.Length == 0 && figure is { } computed && computed.Is(right.Difficulty)
                ? Bounds(share, right, others)
                : Summarise(blame, suspects),
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

    // Where there is no room for the mistake the verdict is the right one, and so is the figure in it.
    private static bool Explains(Mistake mistake, ShareCase other)
    {
        if (other.Ruling is not { IsAccepted: { } ruled, Error: null or { Reason: RejectReason.LowDifficulty } })
            return true;
        Reckoned result = (mistake.Apply(other) ?? other.Right).Reckon();
        return result.IsAccepted == ruled
            && (PoolFigure.In(other.Ruling) is not { } figure || figure.Is(result.Difficulty));
    }

    // The pool computed the right difficulty: only its bound is another one, between what it refused and what it took.
    private static string Bounds(ShareCase share, Reckoned right, IReadOnlyList<ShareCase> others)
    {
        (double refused, double taken) = (right.Difficulty, double.PositiveInfinity);
        foreach (ShareCase other in others.Where(other => other.Terms.Difficulty == share.Terms.Difficulty))
        {
            double difficulty = other.Right.Reckon().Difficulty;
            if (other.Ruling.IsAccepted == true) taken = Math.Min(taken, difficulty);
            else if (PoolFigure.In(other.Ruling) is { } figure && figure.Is(difficulty))
                refused = Math.Max(refused, difficulty);
        }
        string bound = double.IsInfinity(taken) ? $"it refused {Number(refused)}"
            : taken > refused ? $"it refused {Number(refused)} and took {Number(taken)}"
            : $"it refused {Number(refused)}, yet took {Number(taken)}";
        return $"the pool's verdict is wrong: the pool hashes as I do, but wants more than {share.Terms.Difficulty}: "
            + bound;
    }

    private static string Number(double difficulty) => difficulty is > 0 and < double.PositiveInfinity
        ? Difficulty.Parse(difficulty.ToString("G3", CultureInfo.InvariantCulture)).ToString()
        : difficulty.ToString(CultureInfo.InvariantCulture);

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
}
