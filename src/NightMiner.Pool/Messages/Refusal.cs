using System.Globalization;
using NightMiner.Pool.Profiles;

namespace NightMiner.Pool.Messages;

/// <summary>What is wrong with a request or a share, and the code and words that the client is answered.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Text">The words.</param>
internal sealed record Refusal(RefusalKind Kind, string Text)
{
    /// <summary>The code.</summary>
    public int Code { get; init; } = Verdict.CodeOf(Kind);

    /// <summary>The difficulty that the share had, for words that tell it.</summary>
    public double Difficulty { get; init; }

    /// <summary>Whether it is about what the share is worth, not about the form of the request.</summary>
    public bool IsVerdict => Kind is RefusalKind.UnknownJob or RefusalKind.StaleJob or RefusalKind.NtimeTooOld
        or RefusalKind.NtimeTooNew or RefusalKind.Duplicate or RefusalKind.LowDifficulty;

    /// <summary>Whether a field of the share is there but is not a text of hex digits.</summary>
    public bool IsUnreadable { get; init; }

    /// <summary>The same in another pool's words; unchanged where that pool has no words for it.</summary>
    public Refusal In(Wording wording)
    {
        if (!RefusalTexts.Of(wording).TryGetValue(Kind, out (int Code, string Text) words)) return this;
        string difficulty = Difficulty.ToString("G6", CultureInfo.InvariantCulture);
        return this with
        {
            Code = words.Code,
            Text = words.Text.Replace("{difficulty}", difficulty, StringComparison.Ordinal),
        };
    }
}
