using System.Globalization;
using NightMiner.Pool.Messages;
using NightMiner.Pool.Profiles;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Pool.Judging;

/// <summary>Decides about shares.</summary>
internal interface IShareJudge
{
    /// <summary>Judges a share and, where it is accepted, remembers it.</summary>
    /// <param name="share">The share's texts.</param>
    /// <param name="session">What its connection has agreed on with the pool.</param>
    Judgement Judge(Submission share, SessionState session);
}

/// <summary>
/// Judges each share from its own texts, in the order of <see cref="PoolQuirks.Checks"/>: of several faults the first
/// one is answered. The well-behaved pool checks as pools in the field do: login, subscription, number of fields,
/// extranonce2, job, ntime, nonce, version bits, and then the hash: duplicate, difficulty. It remembers accepted shares
/// only: a share that was refused may be mended and sent again.
/// </summary>
internal sealed class ShareJudge(PoolOptions options) : IShareJudge
{
    private const int FutureLimit = 7200; // consensus: two hours, in seconds
    private const int CkpoolLimit = 7000; // seconds after the job's own time
    private const int WordDigits = 8;

    private readonly PoolQuirks _quirks = options.Profile.Quirks;

    /// <inheritdoc/>
    public Judgement Judge(Submission share, SessionState session)
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
            trial.Session.Workers.Count > 0, RefusalKind.NotLoggedIn, "unauthorized worker"),
        ShareCheck.KnownWorker => CheckThat(
            trial.Share.Worker is not { } worker || trial.Session.Workers.Contains(worker),
            RefusalKind.UnknownWorker, "unauthorized worker"),
        ShareCheck.Subscription => CheckThat(
            trial.Session.IsSubscribed, RefusalKind.NotSubscribed, "not subscribed"),
        ShareCheck.Count => CheckCount(trial.Share, trial.Session),
        ShareCheck.WorkerName => CheckThat(
            trial.Share.Worker is not null, RefusalKind.WorkerName, "missing or invalid workername"),
        ShareCheck.JobName => CheckThat(
            trial.Share.JobId is not null, RefusalKind.JobName, "missing or invalid job id"),
        ShareCheck.Extranonce2 => CheckHex(RefusalKind.Extranonce2, "extranonce2", trial.Share.Extranonce2,
            _quirks.PadsExtranonce2 ? null : 2 * options.Extranonce2Size),
        ShareCheck.NtimeText => CheckHex(RefusalKind.NtimeText, "ntime", trial.Share.Ntime, WordDigits),
        ShareCheck.NonceText => CheckHex(RefusalKind.NonceText, "nonce", trial.Share.Nonce, WordDigits),
        ShareCheck.Job => CheckJob(trial),
        ShareCheck.Stale => CheckStale(trial.Job),
        ShareCheck.NtimeRange => CheckTime(trial.Share, trial.Job!),
        ShareCheck.VersionBits => CheckVersion(trial.Share, trial.Session),
        ShareCheck.Duplicate => CheckThat(IsNew(trial), RefusalKind.Duplicate, "duplicate share"),
        _ => CheckDifficulty(trial),
    };

    private static Refusal? CheckThat(bool holds, RefusalKind kind, string text) =>
        holds ? null : new Refusal(kind, text);

    private Refusal? CheckCount(Submission share, SessionState session)
    {
        bool isRolling = session.RollingMask is not null;
        int expected = isRolling ? 6 : 5;
        string rolling = isRolling ? "with version rolling" : "without version rolling";
        // As most pools in the field do: what comes after the fifth without version rolling is passed over.
        bool isWrong = _quirks.AlwaysRolls ? share.Count is not (5 or 6)
            : isRolling ? share.Count != expected
            : share.Count < expected;
        return CheckThat(!isWrong, RefusalKind.ParameterCount, string.Create(CultureInfo.InvariantCulture,
            $"wrong parameter count ({expected} expected {rolling}, got {share.Count})"));
    }

    private Refusal? CheckJob(ShareTrial trial)
    {
        if (trial.FindJob() is not { } job) return new Refusal(RefusalKind.UnknownJob, "job not found (unknown)");
        return _quirks.Checks.Contains(ShareCheck.Stale) ? null : CheckStale(job);
    }

    private static Refusal? CheckStale(SentJob? job) =>
        CheckThat(job is { Gone: null }, RefusalKind.StaleJob, $"job not found (stale: {job?.Gone})");

    private static Refusal? CheckHex(RefusalKind kind, string field, string? text, int? digits)
    {
        if (text is null) return new Refusal(kind, $"{field} is not text") { IsUnreadable = true };
        if (digits is { } expected && text.Length != expected)
            return new Refusal(kind, string.Create(CultureInfo.InvariantCulture,
                $"incorrect size of {field} ({expected} hex digits expected, got {text.Length})"));
        return text.All(char.IsAsciiHexDigit) ? null : new Refusal(kind, $"{field} is not hex") { IsUnreadable = true };
    }

    private Refusal? CheckTime(Submission share, SentJob job)
    {
        uint time = Word(share.Ntime!);
        long now = options.Clock.GetUtcNow().ToUnixTimeSeconds();
        long first = _quirks.Ntime == NtimeRule.AroundNow ? now - FutureLimit : job.Job.Template.Time;
        long last = _quirks.Ntime == NtimeRule.JobAndAfter ? first + CkpoolLimit : now + FutureLimit;
        string text = string.Create(
            CultureInfo.InvariantCulture, $"ntime out of range ({first} to {last} expected, got {time})");
        if (time < first) return new Refusal(RefusalKind.NtimeTooOld, text);
        return CheckThat(time <= last, RefusalKind.NtimeTooNew, text);
    }

    private static Refusal? CheckVersion(Submission share, SessionState session)
    {
        if (session.RollingMask is not { } mask) return null;
        if (CheckHex(RefusalKind.VersionBits, "version bits", share.VersionBits, WordDigits) is { } malformed)
            return malformed;
        return CheckThat((Word(share.VersionBits!) & ~mask) == 0, RefusalKind.VersionMask,
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
        return new Refusal(RefusalKind.LowDifficulty, Verdict.TooLow(trial.Difficulty, required).Text)
        {
            Difficulty = trial.Difficulty,
        };
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
