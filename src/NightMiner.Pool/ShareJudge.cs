using System.Globalization;
using NightMiner.Pool.Profiles;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Pool;

/// <summary>What came out of judging a share, as far as it came.</summary>
internal sealed record Judgement(Verdict Verdict)
{
    /// <summary>What the judge had against it, as far as the verdict still says so.</summary>
    public Refusal? Reason { get; init; }

    /// <summary>The no, in this pool's own words; null for an accepted share.</summary>
    public Refusal? Refusal => Verdict.IsAccepted ? null
        : Reason is { } reason && Verdict == new Verdict(reason.Code, reason.Text) ? reason
        : new Refusal(Fault.None, Verdict.Code, Verdict.Text);

    /// <summary>The job, once found.</summary>
    public SentJob? Job { get; init; }

    /// <summary>The 80 bytes, once built.</summary>
    public byte[] Header { get; init; } = [];

    /// <summary>The coinbase of a block; empty for any other share.</summary>
    public byte[] Coinbase { get; init; } = [];

    /// <summary>What the hash just meets, once hashed.</summary>
    public double? Difficulty { get; init; }

    /// <summary>Whether the hash met the network's target.</summary>
    public bool IsBlock { get; init; }
}

/// <summary>
/// Judges each share from its own texts, in the order of <see cref="PoolQuirks.Checks"/>: of several faults the first
/// one is answered. The well-behaved pool does as pools in the field: login, subscription, number of fields,
/// extranonce2, job, ntime, nonce, version bits, and then the hash: duplicate, difficulty. Only accepted shares are
/// remembered: one that was refused may be mended and resent.
/// </summary>
internal class ShareJudge(PoolOptions options)
{
    private const int FutureLimit = 7200; // consensus: two hours, in seconds
    private const int CkpoolLimit = 7000; // seconds after the job's own time
    private const int WordDigits = 8;

    private readonly PoolQuirks _quirks = options.Profile.Quirks;

    public virtual Judgement Judge(Submission share, SessionState session)
    {
        ShareTrial trial = new(options, share, session);
        foreach (ShareCheck check in _quirks.Checks)
            if (Check(check, trial) is { } refusal)
                return trial.End(refusal);
        if (_quirks.Duplicates != DuplicateRule.Everything) trial.Job!.Add(trial.Key);
        return trial.End(null);
    }

    private Refusal? Check(ShareCheck check, ShareTrial trial) => check switch
    {
        ShareCheck.Login => CheckThat(
            trial.Session.Workers.Count > 0, Fault.NotLoggedIn, Verdict.Unauthorized, "unauthorized worker"),
        ShareCheck.KnownWorker => CheckThat(
            trial.Share.Worker is not { } worker || trial.Session.Workers.Contains(worker),
            Fault.UnknownWorker, Verdict.Unauthorized, "unauthorized worker"),
        ShareCheck.Subscription => CheckThat(
            trial.Session.IsSubscribed, Fault.NotSubscribed, Verdict.NotSubscribed, "not subscribed"),
        ShareCheck.Count => CheckCount(trial.Share, trial.Session),
        ShareCheck.WorkerName => CheckThat(
            trial.Share.Worker is not null, Fault.WorkerName, Verdict.Other, "missing or invalid workername"),
        ShareCheck.JobName => CheckThat(
            trial.Share.JobId is not null, Fault.JobName, Verdict.Other, "missing or invalid job id"),
        ShareCheck.Extranonce2 => CheckHex(Fault.Extranonce2, "extranonce2", trial.Share.Extranonce2,
            _quirks.PadsExtranonce2 ? null : 2 * options.Extranonce2Size),
        ShareCheck.NtimeText => CheckHex(Fault.NtimeText, "ntime", trial.Share.Ntime, WordDigits),
        ShareCheck.NonceText => CheckHex(Fault.NonceText, "nonce", trial.Share.Nonce, WordDigits),
        ShareCheck.Job => CheckJob(trial),
        ShareCheck.Stale => CheckThat(
            trial.Job is { Gone: null }, Fault.StaleJob, Verdict.JobNotFound, $"job not found ({trial.Job?.Gone})"),
        ShareCheck.NtimeRange => CheckTime(trial.Share, trial.Job!),
        ShareCheck.VersionBits => CheckVersion(trial.Share, trial.Session),
        ShareCheck.Duplicate => CheckThat(
            IsNew(trial), Fault.Duplicate, Verdict.Duplicate, "duplicate share"),
        _ => CheckDifficulty(trial),
    };

    private static Refusal? CheckThat(bool holds, Fault fault, int code, string text) =>
        holds ? null : new Refusal(fault, code, text);

    private Refusal? CheckCount(Submission share, SessionState session)
    {
        bool isRolling = session.RollingMask is not null;
        int expected = isRolling ? 6 : 5;
        string rolling = isRolling ? "with version rolling" : "without version rolling";
        // As most pools in the field do: what comes after the fifth without version rolling is overlooked.
        bool isWrong = _quirks.AlwaysRolls ? share.Count is not (5 or 6)
            : isRolling ? share.Count != expected
            : share.Count < expected;
        return CheckThat(!isWrong, Fault.Count, Verdict.Other, string.Create(CultureInfo.InvariantCulture,
            $"wrong parameter count ({expected} expected {rolling}, got {share.Count})"));
    }

    private Refusal? CheckJob(ShareTrial trial)
    {
        SentJob? job = trial.FindJob();
        if (job is null) return new Refusal(Fault.UnknownJob, Verdict.JobNotFound, "job not found (unknown)");
        bool isFine = job.Gone is null || _quirks.Checks.Contains(ShareCheck.Stale);
        return CheckThat(isFine, Fault.StaleJob, Verdict.JobNotFound, $"job not found ({job.Gone})");
    }

    private static Refusal? CheckHex(Fault fault, string field, string? text, int? digits)
    {
        if (text is null) return new Refusal(fault, Verdict.Other, $"{field} is not text") { IsUnreadable = true };
        if (digits is { } expected && text.Length != expected)
            return new Refusal(fault, Verdict.Other, string.Create(CultureInfo.InvariantCulture,
                $"incorrect size of {field} ({expected} hex digits expected, got {text.Length})"));
        return text.All(char.IsAsciiHexDigit) ? null
            : new Refusal(fault, Verdict.Other, $"{field} is not hex") { IsUnreadable = true };
    }

    private Refusal? CheckTime(Submission share, SentJob job)
    {
        uint time = Word(share.Ntime!);
        long now = options.Clock.GetUtcNow().ToUnixTimeSeconds();
        long first = _quirks.Ntime == NtimeRule.AroundNow ? now - FutureLimit : job.Job.Template.Time;
        long last = _quirks.Ntime == NtimeRule.JobAndAfter ? first + CkpoolLimit : now + FutureLimit;
        string text = string.Create(
            CultureInfo.InvariantCulture, $"ntime out of range ({first} to {last} expected, got {time})");
        if (time < first) return new Refusal(Fault.NtimeOld, Verdict.Other, text);
        return CheckThat(time <= last, Fault.NtimeNew, Verdict.Other, text);
    }

    private static Refusal? CheckVersion(Submission share, SessionState session)
    {
        if (session.RollingMask is not { } mask) return null;
        if (CheckHex(Fault.VersionText, "version bits", share.VersionBits, WordDigits) is { } malformed)
            return malformed;
        return CheckThat((Word(share.VersionBits!) & ~mask) == 0, Fault.VersionMask, Verdict.Other,
            $"rolling-version mask violation ({mask:x8} allowed, got {share.VersionBits})");
    }

    // Public-pool remembers a share before it knows what it is worth.
    private bool IsNew(ShareTrial trial) => _quirks.Duplicates == DuplicateRule.Everything
        ? trial.Session.Remember(trial.Key)
        : !trial.Job!.Has(trial.Key);

    private Refusal? CheckDifficulty(ShareTrial trial)
    {
        SentJob job = trial.Job!;
        SessionState session = trial.Session;
        bool isByJob = _quirks.Grace == DifficultyGrace.Job;
        Difficulty required = isByJob ? job.Difficulty : session.Told ?? job.Difficulty;
        if (trial.IsBlock || Meets(trial, required)) return null;
        bool isForgiven = _quirks.Grace == DifficultyGrace.Previous
            && session.ToldBefore is { } before && Meets(trial, before);
        if (isForgiven) return null;
        Verdict verdict = Verdict.TooLow(trial.Difficulty, required);
        return new Refusal(Fault.LowDifficulty, verdict.Code, verdict.Text) { Difficulty = trial.Difficulty };
    }

    private bool Meets(ShareTrial trial, Difficulty required)
    {
        if (_quirks is { Tolerance: 1, Slack: 0 })
            return Target.FromDifficulty(required, options.Algorithm.DifficultyOne).IsMetBy(trial.Hash);
        double wanted = required.ToDouble();
        return trial.Difficulty >= Math.Min(wanted * _quirks.Tolerance, wanted - _quirks.Slack);
    }

    private static uint Word(string hex) =>
        uint.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
