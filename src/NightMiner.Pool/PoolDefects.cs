using System.Text;

namespace NightMiner.Pool;

/// <summary>What one defect is, for people.</summary>
/// <param name="Defect">The defect.</param>
/// <param name="Summary">What the pool does wrong.</param>
/// <param name="CaughtBy">The one case of the conformance run that notices.</param>
/// <param name="IsWarning">Whether that case only warns: pools in wide use do the same.</param>
public sealed record PoolDefectFacts(PoolDefect Defect, string Summary, string CaughtBy, bool IsWarning = false)
{
    /// <summary>The name on the command line: "wrong-id".</summary>
    public string Name { get; } = PoolDefects.NameOf(Defect);
}

/// <summary>The list of all defects.</summary>
public static class PoolDefects
{
    /// <summary>All defects.</summary>
    public static IReadOnlyList<PoolDefectFacts> All { get; } =
    [
        new(PoolDefect.WrongId, "answers under the next number", "ids.number"),
        new(PoolDefect.NumberIdAsText, "answers the id 7 under \"7\"", "ids.number-type"),
        new(PoolDefect.TextIdAsNumber, "answers the id \"7\" under 7", "ids.numeric-text"),
        new(PoolDefect.RoundsBigIds, "keeps ids as doubles: beyond 2^53 digits are lost", "ids.big"),
        new(PoolDefect.LosesMinusOfIds, "answers the id -5 under 5", "ids.negative"),
        new(PoolDefect.ShortSubscription, "answers mining.subscribe without the size of extranonce2",
            "handshake.subscribe"),
        new(PoolDefect.LoginAnswersOne, "answers a login with 1 in place of true", "handshake.authorize"),
        new(PoolDefect.AnswerAfterJob, "sends the first job before the answer to mining.subscribe",
            "handshake.answer-first"),
        new(PoolDefect.DifficultyAfterJob, "sends the difficulty after the job that it is for",
            "handshake.difficulty-first"),
        new(PoolDefect.ChangesExtranonce1,
            "tells another extranonce1 at a second mining.subscribe and judges by the first",
            "handshake.subscribe-twice"),
        new(PoolDefect.SilentOnUnknownMethods, "does not answer unknown methods", "methods.unknown", IsWarning: true),
        new(PoolDefect.PreviousBlockReversed, "sends the previous block's hash as people read it",
            "jobs.previous-block"),
        new(PoolDefect.OldTime, "sends an ntime of three hours ago", "jobs.time"),
        new(PoolDefect.WrongScriptLength, "counts a byte too many in the coinbase's script", "jobs.coinbase"),
        new(PoolDefect.EightParameters, "leaves clean_jobs out", "jobs.parameters"),
        new(PoolDefect.NotifyWithId, "sends jobs with an id", "jobs.notification", IsWarning: true),
        new(PoolDefect.NeverClean, "says clean_jobs false on a new block", "jobs.clean-on-block", IsWarning: true),
        new(PoolDefect.AlwaysClean, "says clean_jobs true on the same block", "jobs.not-clean-on-refresh",
            IsWarning: true),
        new(PoolDefect.ForgetsEarlierJobs, "takes shares of the last job only", "jobs.earlier-counts"),
        new(PoolDefect.AcceptsStaleShares, "takes shares of a block that is gone", "jobs.stale"),
        new(PoolDefect.DifficultyAsText, "sends the difficulty as a text", "difficulty.number"),
        new(PoolDefect.RetroactiveDifficulty, "judges earlier jobs by the newest difficulty",
            "difficulty.earlier-jobs-keep-theirs"),
        new(PoolDefect.TargetTooHard, "judges by a target 65,536 times too hard", "shares.accepted"),
        new(PoolDefect.TargetHalved, "judges by half the target that it announced", "shares.accepted"),
        new(PoolDefect.TargetTooEasy, "judges by a target 65,536 times too easy", "shares.low-difficulty"),
        new(PoolDefect.AcceptsLowShares, "takes shares of any difficulty", "shares.low-difficulty"),
        new(PoolDefect.AnswersTwice, "answers each share that counts twice", "shares.answered-once"),
        new(PoolDefect.AcceptsDuplicates, "takes the same share again", "shares.duplicate"),
        new(PoolDefect.CapitalsAreAnotherShare, "takes the same share again in capital letters",
            "shares.duplicate-in-capitals"),
        new(PoolDefect.AcceptsUnknownJobs, "takes an unknown job for the newest one", "shares.unknown-job"),
        new(PoolDefect.CallsUnknownJobsDuplicates, "refuses unknown jobs as duplicates", "shares.unknown-job",
            IsWarning: true),
        new(PoolDefect.AcceptsAnyWorker, "takes shares of workers who did not log in", "shares.unknown-worker",
            IsWarning: true),
        new(PoolDefect.AcceptsStrangers, "takes shares before the login", "shares.before-login"),
        new(PoolDefect.RemembersRefusedShares, "calls a share a duplicate that it refused before the login",
            "shares.again-after-login"),
        new(PoolDefect.ErrorAsText, "sends errors as a text", "shares.refusal", IsWarning: true),
        new(PoolDefect.PadsExtranonce2, "fills up a short extranonce2", "fields.extranonce2-short", IsWarning: true),
        new(PoolDefect.CutsExtranonce2, "cuts a long extranonce2", "fields.extranonce2-long", IsWarning: true),
        new(PoolDefect.PadsNonce, "fills up a short nonce", "fields.nonce-short"),
        new(PoolDefect.FixedTime, "takes no ntime but the job's", "fields.ntime-ahead"),
        new(PoolDefect.NoTimeFloor, "takes an ntime of before the job", "fields.ntime-early"),
        new(PoolDefect.NoTimeCeiling, "takes an ntime of the far future", "fields.ntime-late"),
        new(PoolDefect.MaskNotAskedFor, "grants the same mask to everybody", "versions.mask-asked-for"),
        new(PoolDefect.IgnoresVersionMask, "takes version bits outside of the mask", "versions.outside-mask"),
        new(PoolDefect.IgnoresRolledBits, "hashes the job's version, whatever bits came", "versions.rolled"),
        new(PoolDefect.SharedExtranonce1, "gives every connection the same extranonce1", "extranonce.unique"),
        new(PoolDefect.LastWorkerOnly, "forgets a worker when the next one logs in", "workers.both-mine"),
        new(PoolDefect.DuplicatesPerWorker, "takes a share again under another name", "workers.duplicate"),
        new(PoolDefect.DeafAfterHttp, "keeps the connection after an HTTP request, and hears no more",
            "malformed.http"),
        new(PoolDefect.JunkDropsEverybody, "drops all connections at a line that is no JSON", "malformed.neighbours"),
    ];

    /// <summary>Finds a defect by its name.</summary>
    /// <exception cref="FormatException">There is none; the message says where the names are.</exception>
    public static PoolDefect Parse(string name) =>
        All.FirstOrDefault(facts => facts.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Defect
        ?? throw new FormatException($"'{name}' is no defect: --defect list shows the names");

    // SharedExtranonce1: shared-extranonce1
    internal static string NameOf(PoolDefect defect)
    {
        StringBuilder name = new();
        foreach (char letter in defect.ToString())
        {
            if (char.IsAsciiLetterUpper(letter) && name.Length > 0) name.Append('-');
            name.Append(char.ToLowerInvariant(letter));
        }
        return name.ToString();
    }
}
