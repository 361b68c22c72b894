using System.Globalization;

namespace NightMiner.Pool;

/// <summary>
/// Judges wrongly on purpose: changes a share before the judge sees it, refuses what is good, or turns the verdict
/// round.
/// </summary>
internal sealed class DefectiveJudge(PoolOptions options) : ShareJudge(options)
{
    private const double FactorOfScrypt = 65536;
    private const int WordDigits = 8;

    private readonly PoolOptions _options = options;
    private readonly Lock _gate = new();
    private readonly HashSet<string> _seen = [];    // accepted, with the defect's own idea of what is the same
    private readonly HashSet<string> _refused = [];

    public override Judgement Judge(Submission share, SessionState session)
    {
        foreach (PoolDefect defect in _options.Defects)
            if (Refuse(defect, share, session) is { } refusal)
                return refusal;
        foreach (PoolDefect defect in _options.Defects) share = Mend(defect, share, session);
        Judgement judgement = base.Judge(share, session);
        foreach (PoolDefect defect in _options.Defects) judgement = Twist(defect, share, session, judgement);
        return judgement;
    }

    private static Judgement? Refuse(PoolDefect defect, Submission share, SessionState session)
    {
        SentJob? job = session.Jobs.Find(share.JobId ?? "");
        Verdict? verdict = defect switch
        {
            PoolDefect.FixedTime when job is not null && TimeOf(share) is { } time && time != job.Job.Template.Time =>
                new Verdict(Verdict.Other, "ntime is not the job's"),
            PoolDefect.ForgetsEarlierJobs when job is { Gone: null } && job != session.Jobs.Newest =>
                new Verdict(Verdict.JobNotFound, "job not found"),
            PoolDefect.LastWorkerOnly when session.Workers.Count > 1 && share.Worker != session.Workers.Last() =>
                new Verdict(Verdict.Unauthorized, "unauthorized worker"),
            _ => null,
        };
        return verdict is { } refused ? new Judgement(refused) : null;
    }

    private Submission Mend(PoolDefect defect, Submission share, SessionState session)
    {
        int digits = 2 * _options.Extranonce2Size;
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
        int code = judgement.Verdict.Code;
        double? found = judgement.Difficulty;
        double required = judgement.Job?.Difficulty.ToDouble() ?? 0;
        bool isTooEarly = judgement.Job is { } job && TimeOf(share) < job.Job.Template.Time;
        bool isTime = code == Verdict.Other && judgement.Verdict.Text.StartsWith("ntime out", StringComparison.Ordinal);
        bool isVersion = code == Verdict.Other
            && judgement.Verdict.Text.StartsWith("rolling", StringComparison.Ordinal);
        bool isGood = defect switch
        {
            PoolDefect.AcceptsStaleShares => code == Verdict.JobNotFound && judgement.Job is not null,
            PoolDefect.AcceptsLowShares => code == Verdict.LowDifficulty,
            PoolDefect.TargetTooEasy => code == Verdict.LowDifficulty && found * FactorOfScrypt >= required,
            PoolDefect.AcceptsDuplicates => code == Verdict.Duplicate,
            PoolDefect.CapitalsAreAnotherShare => IsNew(judgement, share.Fields(from: 1)),
            PoolDefect.DuplicatesPerWorker => IsNew(judgement, share.Fields(from: 0).ToLowerInvariant()),
            PoolDefect.AcceptsStrangers => code == Verdict.Unauthorized && session.Workers.Count == 0,
            PoolDefect.NoTimeFloor => isTime && isTooEarly,
            PoolDefect.NoTimeCeiling => isTime && !isTooEarly,
            PoolDefect.IgnoresVersionMask => isVersion,
            _ => false,
        };
        if (isGood && (judgement.Job ?? session.Jobs.Newest) is { } credited)
            return judgement with { Verdict = Verdict.Accepted, Job = credited };

        Verdict? wrong = defect switch
        {
            PoolDefect.TargetTooHard when code == 0 && found < required * FactorOfScrypt => Low(judgement, found),
            PoolDefect.TargetHalved when code == 0 && found < required * 2 => Low(judgement, found),
            PoolDefect.RetroactiveDifficulty when code == 0 && found < session.Jobs.Newest!.Difficulty.ToDouble() =>
                Low(judgement, found),
            PoolDefect.CallsUnknownJobsDuplicates when code == Verdict.JobNotFound && judgement.Job is null =>
                new Verdict(Verdict.Duplicate, "duplicate share"),
            PoolDefect.RemembersRefusedShares when WasRefused(judgement, share.Fields(from: 1)) =>
                new Verdict(Verdict.Duplicate, "duplicate share"),
            _ => null,
        };
        return wrong is { } verdict ? judgement with { Verdict = verdict, IsBlock = false } : judgement;
    }

    // Whether a duplicate would be none where this text tells shares apart.
    private bool IsNew(Judgement judgement, string text)
    {
        if (!judgement.Verdict.IsAccepted && judgement.Verdict.Code != Verdict.Duplicate) return false;
        lock (_gate) return _seen.Add(text) && judgement.Verdict.Code == Verdict.Duplicate;
    }

    private bool WasRefused(Judgement judgement, string text)
    {
        lock (_gate)
        {
            if (judgement.Verdict.Code == Verdict.Unauthorized) _refused.Add(text);
            return judgement.Verdict.IsAccepted && _refused.Contains(text);
        }
    }

    private static Verdict Low(Judgement judgement, double? found) =>
        Verdict.TooLow(found ?? 0, judgement.Job!.Difficulty);

    private static bool IsWithin(uint? mask, string bits) =>
        (uint.Parse(bits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) & ~mask) == 0;

    private static uint? TimeOf(Submission share) => share.Ntime is { Length: WordDigits } text
        && uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint time)
            ? time
            : null;
}
