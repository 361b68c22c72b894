using System.Globalization;
using NightMiner.Pool.Judging;
using NightMiner.Pool.Messages;

namespace NightMiner.Pool.Defects;

/// <summary>
/// Judges wrongly on purpose: it changes a share before the real judge sees it, refuses what is good, or turns the
/// verdict round. It knows a verdict by its kind, never by its words.
/// </summary>
/// <param name="options">The pool's options, with the defects.</param>
/// <param name="judge">The real judge.</param>
internal sealed class DefectiveJudge(PoolOptions options, IShareJudge judge) : IShareJudge
{
    private const double FactorOfScrypt = 65536;
    private const int WordDigits = 8;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _seen = [];    // accepted, with the defect's own idea of what is the same
    private readonly HashSet<string> _refused = [];

    /// <inheritdoc/>
    public Judgement Judge(Submission share, SessionState session)
    {
        foreach (PoolDefect defect in options.Defects)
            if (Refuse(defect, share, session) is { } refusal)
                return new Judgement(refusal);
        foreach (PoolDefect defect in options.Defects) share = Mend(defect, share, session);
        Judgement judgement = judge.Judge(share, session);
        foreach (PoolDefect defect in options.Defects) judgement = Twist(defect, share, session, judgement);
        return judgement;
    }

    private static Refusal? Refuse(PoolDefect defect, Submission share, SessionState session)
    {
        SentJob? job = session.Jobs.Find(share.JobId ?? "");
        return defect switch
        {
            PoolDefect.FixedTime when job is not null && TimeOf(share) is { } time && time != job.Job.Template.Time =>
                new Refusal(RefusalKind.NtimeTooNew, "ntime is not the job's"),
            PoolDefect.ForgetsEarlierJobs when job is { Gone: null } && job != session.Jobs.Newest =>
                new Refusal(RefusalKind.UnknownJob, "job not found"),
            PoolDefect.LastWorkerOnly when session.Workers.Count > 1 && share.Worker != session.Workers.Last() =>
                new Refusal(RefusalKind.UnknownWorker, "unauthorized worker"),
            _ => null,
        };
    }

    private Submission Mend(PoolDefect defect, Submission share, SessionState session)
    {
        int digits = 2 * options.Extranonce2Size;
        int length = share.Extranonce2?.Length ?? 0;
        return defect switch
        {
            PoolDefect.AcceptsUnknownJobs when session.Jobs.Newest is { } newest
                && session.Jobs.Find(share.JobId ?? "") is null
                => share.With(1, newest.Id),
            PoolDefect.AcceptsAnyWorker when session.Workers.Count > 0 && share.Worker is { Length: > 0 } worker
                && !session.Workers.Contains(worker) => share.With(0, session.Workers.First()),
            PoolDefect.PadsExtranonce2 when length > 0 && length < digits && length % 2 == 0 =>
                share.With(2, share.Extranonce2!.PadRight(digits, '0')),
            PoolDefect.CutsExtranonce2 when length > digits && length % 2 == 0 =>
                share.With(2, share.Extranonce2![..digits]),
            PoolDefect.PadsNonce when share.Nonce is { Length: > 0 and < WordDigits } nonce =>
                share.With(4, nonce.PadLeft(WordDigits, '0')),
            PoolDefect.IgnoresRolledBits when share.VersionBits is { Length: WordDigits } bits
                && bits.All(char.IsAsciiHexDigit) && IsWithin(session.RollingMask, bits) =>
                    share.With(5, new string('0', WordDigits)),
            _ => share,
        };
    }

    private Judgement Twist(PoolDefect defect, Submission share, SessionState session, Judgement judgement)
    {
        if (TakesFor(defect, share, session, judgement) && (judgement.Job ?? session.Jobs.Newest) is { } credited)
            return judgement with { Refusal = null, Job = credited };

        bool isGood = judgement.Refusal is null;
        double? found = judgement.Difficulty;
        double required = judgement.Job?.Difficulty.ToDouble() ?? 0;
        Refusal? wrong = defect switch
        {
            PoolDefect.TargetTooHard when isGood && found < required * FactorOfScrypt => Low(judgement),
            PoolDefect.TargetHalved when isGood && found < required * 2 => Low(judgement),
            PoolDefect.RetroactiveDifficulty when isGood && found < session.Jobs.Newest!.Difficulty.ToDouble() =>
                Low(judgement),
            PoolDefect.CallsUnknownJobsDuplicates when judgement.Kind == RefusalKind.UnknownJob => Same(),
            PoolDefect.RemembersRefusedShares when WasRefused(judgement, share.Fields(from: 1)) => Same(),
            _ => null,
        };
        return wrong is null ? judgement : judgement with { Refusal = wrong, IsBlock = false };
    }

    // Whether the defect accepts a share that is refused.
    private bool TakesFor(PoolDefect defect, Submission share, SessionState session, Judgement judgement)
    {
        RefusalKind kind = judgement.Kind;
        double required = judgement.Job?.Difficulty.ToDouble() ?? 0;
        return defect switch
        {
            PoolDefect.AcceptsStaleShares => kind == RefusalKind.StaleJob,
            PoolDefect.AcceptsLowShares => kind == RefusalKind.LowDifficulty,
            PoolDefect.TargetTooEasy =>
                kind == RefusalKind.LowDifficulty && judgement.Difficulty * FactorOfScrypt >= required,
            PoolDefect.AcceptsDuplicates => kind == RefusalKind.Duplicate,
            PoolDefect.CapitalsAreAnotherShare => IsNew(judgement, share.Fields(from: 1)),
            PoolDefect.DuplicatesPerWorker => IsNew(judgement, share.Fields(from: 0).ToLowerInvariant()),
            PoolDefect.AcceptsStrangers => kind == RefusalKind.NotLoggedIn,
            PoolDefect.NoTimeFloor => kind == RefusalKind.NtimeTooOld,
            PoolDefect.NoTimeCeiling => kind == RefusalKind.NtimeTooNew,
            PoolDefect.IgnoresVersionMask => kind == RefusalKind.VersionMask,
            _ => false,
        };
    }

    // Whether a duplicate would not be one where this text tells shares apart.
    private bool IsNew(Judgement judgement, string text)
    {
        if (judgement.Kind is not (RefusalKind.None or RefusalKind.Duplicate)) return false;
        lock (_gate) return _seen.Add(text) && judgement.Kind == RefusalKind.Duplicate;
    }

    private bool WasRefused(Judgement judgement, string text)
    {
        lock (_gate)
        {
            if (judgement.Kind is RefusalKind.NotLoggedIn or RefusalKind.UnknownWorker) _refused.Add(text);
            return judgement.Kind == RefusalKind.None && _refused.Contains(text);
        }
    }

    private static Refusal Low(Judgement judgement) => new(RefusalKind.LowDifficulty,
        Verdict.TooLow(judgement.Difficulty ?? 0, judgement.Job!.Difficulty).Text);

    private static Refusal Same() => new(RefusalKind.Duplicate, "duplicate share");

    private static bool IsWithin(uint? mask, string bits) =>
        (uint.Parse(bits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) & ~mask) == 0;

    private static uint? TimeOf(Submission share) => share.Ntime is { Length: WordDigits } text
        && uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint time)
            ? time
            : null;
}
