using System.Globalization;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Pool;

/// <summary>
/// What the pool says about a share: yes, or what is wrong with it. A pool that imitates another one answers in that
/// one's words and codes; the verdict stays the same.
/// </summary>
/// <param name="Kind">What is wrong with it; <see cref="RefusalKind.None"/> for an accepted share.</param>
/// <param name="Text">The same in words, with what was expected and what came.</param>
public readonly record struct Verdict(RefusalKind Kind, string Text)
{
    /// <summary>20: a field is malformed or out of range.</summary>
    public const int Other = 20;

    /// <summary>21: the job is unknown, or no longer wanted (stale).</summary>
    public const int JobNotFound = 21;

    /// <summary>22: the same share came before.</summary>
    public const int Duplicate = 22;

    /// <summary>23: the hash does not meet the target of the job.</summary>
    public const int LowDifficulty = 23;

    /// <summary>24: the worker is not logged in on this connection.</summary>
    public const int Unauthorized = 24;

    /// <summary>25: the connection is not subscribed.</summary>
    public const int NotSubscribed = 25;

    /// <summary>The verdict on a good share.</summary>
    public static Verdict Accepted { get; } = new(RefusalKind.None, "accepted");

    /// <summary>The code that pools have agreed on: 0 for an accepted share, else one of the constants.</summary>
    public int Code => CodeOf(Kind);

    /// <summary>Whether the share counts.</summary>
    public bool IsAccepted => Kind == RefusalKind.None;

    /// <summary>The text with its code.</summary>
    public override string ToString() =>
        IsAccepted ? Text : string.Create(CultureInfo.InvariantCulture, $"{Text} (code {Code})");

    internal static int CodeOf(RefusalKind kind) => kind switch
    {
        RefusalKind.None => 0,
        RefusalKind.UnknownJob or RefusalKind.StaleJob => JobNotFound,
        RefusalKind.Duplicate => Duplicate,
        RefusalKind.LowDifficulty => LowDifficulty,
        RefusalKind.Login or RefusalKind.LoginBeforeSubscribe
            or RefusalKind.NotLoggedIn or RefusalKind.UnknownWorker => Unauthorized,
        RefusalKind.NotSubscribed => NotSubscribed,
        _ => Other,
    };

    internal static Verdict TooLow(double found, Difficulty required)
    {
        string text = found.ToString("G5", CultureInfo.InvariantCulture);
        bool readsAsEnough = Difficulty.TryParse(text, out Difficulty rounded) && rounded >= required;
        if (readsAsEnough) text = found.ToString("R", CultureInfo.InvariantCulture);
        return new Verdict(RefusalKind.LowDifficulty, $"low difficulty share of {text} ({required} required)");
    }
}
