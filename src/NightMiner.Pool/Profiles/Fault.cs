using System.Globalization;

namespace NightMiner.Pool.Profiles;

/// <summary>What can be wrong with a request, whatever words a pool has for it.</summary>
internal enum Fault
{
    None,
    Malformed,
    MissingId,
    MissingMethod,
    UnknownMethod,
    Login,
    LoginUnsubscribed,
    NotLoggedIn,
    UnknownWorker,
    NotSubscribed,
    Count,
    WorkerName,
    JobName,
    Extranonce2,
    NtimeText,
    NonceText,
    UnknownJob,
    StaleJob,
    NtimeOld,
    NtimeNew,
    VersionText,
    VersionMask,
    Duplicate,
    LowDifficulty,
}

/// <summary>A no: what is wrong, and this pool's own code and words for it.</summary>
internal sealed record Refusal(Fault Fault, int Code, string Text)
{
    /// <summary>The difficulty that the share had, for words that tell it.</summary>
    public double Difficulty { get; init; }

    /// <summary>Whether it is about the share's worth, not about the form of the request: ckpool's two kinds.</summary>
    public bool IsVerdict => Fault is Fault.UnknownJob or Fault.StaleJob or Fault.NtimeOld or Fault.NtimeNew
        or Fault.Duplicate or Fault.LowDifficulty;

    /// <summary>Whether a field is there but no hex text.</summary>
    public bool IsUnreadable { get; init; }

    /// <summary>The same in another pool's words; where it has none for this, as it is.</summary>
    public Refusal In(Wording wording)
    {
        if (!RefusalTexts.Of(wording).TryGetValue(Fault, out (int Code, string Text) words)) return this;
        string difficulty = Difficulty.ToString("G6", CultureInfo.InvariantCulture);
        return this with
        {
            Code = words.Code,
            Text = words.Text.Replace("{difficulty}", difficulty, StringComparison.Ordinal),
        };
    }
}
