using System.Globalization;
using NightMiner.Blocks;

namespace NightMiner.Lab.Pools;

/// <summary>What came out of judging a share, as far as it came.</summary>
internal sealed record Judgement(Verdict Verdict)
{
    /// <summary>The job, once found.</summary>
    public SentJob? Job { get; init; }

    /// <summary>The 80 bytes, once built.</summary>
    public byte[] Header { get; init; } = [];

    /// <summary>What the hash just meets, once hashed.</summary>
    public double? Difficulty { get; init; }

    /// <summary>Whether the hash met the network's target.</summary>
    public bool IsBlock { get; init; }
}

/// <summary>
/// Judges each share from its own texts, in the order of the pools in the field: of several faults the first one named
/// here is answered. Login, subscription, number of fields, extranonce2, job, ntime, nonce, version bits, and then
/// the hash: duplicate, difficulty. Only accepted shares are remembered: one that was refused may be mended and resent.
/// </summary>
internal class ShareJudge(PoolOptions options)
{
    private const int FutureLimit = 7200; // consensus: two hours, in seconds
    private const int WordDigits = 8;

    public virtual Judgement Judge(Submission share, SessionState session)
    {
        if ((CheckLogin(share, session) ?? CheckCount(share, session)
            ?? CheckHex("extranonce2", share.Extranonce2, 2 * options.Extranonce2Size)) is { } early)
            return new Judgement(early);

        SentJob? job = session.Jobs.Find(share.JobId ?? "");
        if (job is not { Gone: null })
            return new Judgement(NotFound(job)) { Job = job };

        if ((CheckTime(share, job) ?? CheckHex("nonce", share.Nonce, WordDigits)
            ?? CheckVersion(share, session)) is { } late)
            return new Judgement(late) { Job = job };

        return JudgeHash(job, SolutionOf(share, job, session));
    }

    private static Verdict? CheckLogin(Submission share, SessionState session)
    {
        bool isStranger = session.Workers.Count == 0 || share.Worker is { } worker && !session.Workers.Contains(worker);
        if (isStranger) return new Verdict(Verdict.Unauthorized, "unauthorized worker");
        if (!session.IsSubscribed) return new Verdict(Verdict.NotSubscribed, "not subscribed");
        return null;
    }

    private static Verdict? CheckCount(Submission share, SessionState session)
    {
        bool isRolling = session.RollingMask is not null;
        int expected = isRolling ? 6 : 5;
        string rolling = isRolling ? "with version rolling" : "without version rolling";
        // As most pools in the field do: what comes after the fifth without version rolling is overlooked.
        bool isWrong = isRolling ? share.Count != expected : share.Count < expected;
        if (isWrong) return new Verdict(Verdict.Other, string.Create(CultureInfo.InvariantCulture,
            $"wrong parameter count ({expected} expected {rolling}, got {share.Count})"));
        return share.Worker is null ? new Verdict(Verdict.Other, "missing or invalid workername") : null;
    }

    private static Verdict NotFound(SentJob? job) =>
        new(Verdict.JobNotFound, $"job not found ({job?.Gone ?? "unknown"})");

    private static Verdict? CheckHex(string field, string? text, int digits)
    {
        if (text is null) return new Verdict(Verdict.Other, $"{field} is not text");
        if (text.Length != digits) return new Verdict(Verdict.Other, string.Create(CultureInfo.InvariantCulture,
            $"incorrect size of {field} ({digits} hex digits expected, got {text.Length})"));
        return text.All(char.IsAsciiHexDigit) ? null : new Verdict(Verdict.Other, $"{field} is not hex");
    }

    private Verdict? CheckTime(Submission share, SentJob job)
    {
        if (CheckHex("ntime", share.Ntime, WordDigits) is { } malformed) return malformed;
        uint time = Word(share.Ntime!);
        uint first = job.Job.Template.Time;
        long last = options.Clock.GetUtcNow().ToUnixTimeSeconds() + FutureLimit;
        return time >= first && time <= last ? null : new Verdict(Verdict.Other, string.Create(
            CultureInfo.InvariantCulture, $"ntime out of range ({first} to {last} expected, got {time})"));
    }

    private static Verdict? CheckVersion(Submission share, SessionState session)
    {
        if (session.RollingMask is not { } mask) return null;
        if (CheckHex("version bits", share.VersionBits, WordDigits) is { } malformed) return malformed;
        if ((Word(share.VersionBits!) & ~mask) == 0) return null;
        return new Verdict(Verdict.Other,
            $"rolling-version mask violation ({mask:x8} allowed, got {share.VersionBits})");
    }

    private static Solution SolutionOf(Submission share, SentJob job, SessionState session)
    {
        uint version = job.Job.Template.Version;
        if (session.RollingMask is { } mask) version = version & ~mask | Word(share.VersionBits!) & mask; // BIP 310
        byte[] extranonce = [.. session.Extranonce1, .. Convert.FromHexString(share.Extranonce2!)];
        return new Solution(extranonce, version, Word(share.Ntime!), Word(share.Nonce!));
    }

    private Judgement JudgeHash(SentJob job, Solution solution)
    {
        byte[] header = job.Job.HeaderOf(in solution).ToArray();
        Hash256 hash = options.Algorithm.HashOf(header);
        double difficulty = Difficulty.Of(hash, options.Algorithm.DifficultyOne);
        bool isBlock = job.Job.Template.NetworkTarget.IsMetBy(hash);
        bool isDuplicate = job.Has(hash);
        bool isEnough = isBlock || job.Target.IsMetBy(hash);
        Verdict verdict = isDuplicate ? new Verdict(Verdict.Duplicate, "duplicate share")
            : isEnough ? Verdict.Accepted
            : Verdict.TooLow(difficulty, job.Difficulty);
        if (verdict.IsAccepted) job.Add(hash);
        return new Judgement(verdict)
        {
            Job = job,
            Header = header,
            Difficulty = difficulty,
            IsBlock = isBlock && verdict.IsAccepted,
        };
    }

    private static uint Word(string hex) =>
        uint.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
