using System.Text;

namespace NightMiner.Pool;

/// <summary>What one defect is, in words.</summary>
/// <param name="Defect">The defect.</param>
/// <param name="Summary">What the pool does wrong.</param>
/// <param name="CaughtBy">The one case of `nightminer check` that notices.</param>
/// <param name="IsWarning">Whether that case only warns, because pools in wide use do the same.</param>
public sealed record PoolDefectFacts(PoolDefect Defect, string Summary, string CaughtBy, bool IsWarning = false)
{
    /// <summary>The name on the command line, such as "wrong-id".</summary>
    public string Name { get; } = PoolDefects.NameOf(Defect);
}

/// <summary>The list of all defects, and how to find one by its name.</summary>
public static class PoolDefects
{
    /// <summary>All defects, each once, in the order of a conversation.</summary>
    public static IReadOnlyList<PoolDefectFacts> All { get; } =
    [
        new(PoolDefect.WrongId, "answers each request under the next number", "ids.number"),
        new(PoolDefect.NumberIdAsText, "answers the id 7 under the text \"7\"", "ids.number-type"),
        new(PoolDefect.TextIdAsNumber, "answers the id \"7\" under the number 7", "ids.numeric-text"),
        new(PoolDefect.RoundsBigIds, "keeps ids as doubles, so that digits beyond 2^53 are lost", "ids.big"),
        new(PoolDefect.LosesMinusOfIds, "answers the id -5 under 5", "ids.negative"),
        new(PoolDefect.ShortSubscription, "answers mining.subscribe without the size of extranonce2",
            "handshake.subscribe"),
        new(PoolDefect.LoginAnswersOne, "answers a login with 1 instead of true", "handshake.authorize"),
        new(PoolDefect.AnswerAfterJob, "sends the first job before the answer to mining.subscribe",
            "handshake.answer-first"),
        new(PoolDefect.DifficultyAfterJob, "sends the difficulty after the job that it is for",
            "handshake.difficulty-first"),
        new(PoolDefect.ChangesExtranonce1,
            "tells another extranonce1 at a second mining.subscribe, but judges by the first one",
            "handshake.subscribe-twice"),
        new(PoolDefect.SilentOnUnknownMethods, "does not answer unknown methods", "methods.unknown", IsWarning: true),
        new(PoolDefect.PreviousBlockReversed, "sends the previous block's hash in the order in which people read it",
            "jobs.previous-block"),
        new(PoolDefect.OldTime, "sends an ntime that is three hours old", "jobs.time"),
        new(PoolDefect.WrongScriptLength, "gives the coinbase's script a length that is one byte too large",
            "jobs.coinbase"),
        new(PoolDefect.EightParameters, "leaves clean_jobs out", "jobs.parameters"),
        new(PoolDefect.NotifyWithId, "sends jobs with an id, as if they were requests",
            "jobs.notification", IsWarning: true),
        new(PoolDefect.NeverClean, "says clean_jobs false when a new block came",
            "jobs.clean-on-block", IsWarning: true),
        new(PoolDefect.AlwaysClean, "says clean_jobs true although the block is the same",
            "jobs.not-clean-on-refresh", IsWarning: true),
        new(PoolDefect.ForgetsEarlierJobs, "accepts shares of the newest job only", "jobs.earlier-counts"),
        new(PoolDefect.AcceptsStaleShares, "accepts shares of jobs that a new block has cancelled", "jobs.stale"),
        new(PoolDefect.DifficultyAsText, "sends the difficulty as a text", "difficulty.number"),
        new(PoolDefect.RetroactiveDifficulty, "judges shares of earlier jobs by the newest difficulty",
            "difficulty.earlier-jobs-keep-theirs"),
        new(PoolDefect.TargetTooHard, "judges by a target that is 65,536 times too hard", "shares.accepted"),
        new(PoolDefect.TargetHalved, "judges by half the target that it announced", "shares.accepted"),
        new(PoolDefect.TargetTooEasy, "judges by a target that is 65,536 times too easy", "shares.low-difficulty"),
        new(PoolDefect.AcceptsLowShares, "accepts shares of any difficulty", "shares.low-difficulty"),
        new(PoolDefect.AnswersTwice, "answers each accepted share twice", "shares.answered-once"),
        new(PoolDefect.AcceptsDuplicates, "accepts the same share again", "shares.duplicate"),
        new(PoolDefect.CapitalsAreAnotherShare, "accepts the same share again in capital letters",
            "shares.duplicate-in-capitals"),
        new(PoolDefect.AcceptsUnknownJobs, "judges a share of an unknown job as one of the newest job",
            "shares.unknown-job"),
        new(PoolDefect.CallsUnknownJobsDuplicates, "calls a share of an unknown job a duplicate",
            "shares.unknown-job", IsWarning: true),
        new(PoolDefect.AcceptsAnyWorker, "accepts shares of workers who did not log in",
            "shares.unknown-worker", IsWarning: true),
        new(PoolDefect.AcceptsStrangers, "accepts shares before the login", "shares.before-login"),
        new(PoolDefect.RemembersRefusedShares, "calls a share a duplicate because it refused it before the login",
            "shares.again-after-login"),
        new(PoolDefect.ErrorAsText, "sends an error as a text instead of a list", "shares.refusal", IsWarning: true),
        new(PoolDefect.PadsExtranonce2, "fills up an extranonce2 that is too short",
            "fields.extranonce2-short", IsWarning: true),
        new(PoolDefect.CutsExtranonce2, "cuts an extranonce2 that is too long",
            "fields.extranonce2-long", IsWarning: true),
        new(PoolDefect.PadsNonce, "fills up a nonce that is too short", "fields.nonce-short"),
        new(PoolDefect.FixedTime, "accepts no ntime but the job's", "fields.ntime-ahead"),
        new(PoolDefect.NoTimeFloor, "accepts an ntime before the job's", "fields.ntime-early"),
        new(PoolDefect.NoTimeCeiling, "accepts an ntime in the far future", "fields.ntime-late"),
        new(PoolDefect.MaskNotAskedFor, "grants everybody the same mask, whatever was asked for",
            "versions.mask-asked-for"),
        new(PoolDefect.IgnoresVersionMask, "accepts version bits outside the mask", "versions.outside-mask"),
        new(PoolDefect.IgnoresRolledBits, "hashes the job's version, whatever version bits came", "versions.rolled"),
        new(PoolDefect.SharedExtranonce1, "gives every connection the same extranonce1", "extranonce.unique"),
        new(PoolDefect.LastWorkerOnly, "forgets a worker as soon as another one logs in", "workers.both-mine"),
        new(PoolDefect.DuplicatesPerWorker, "accepts the same share again under another worker's name",
            "workers.duplicate"),
        new(PoolDefect.DeafAfterHttp, "keeps the connection open after an HTTP request, but never answers on it again",
            "malformed.http"),
        new(PoolDefect.JunkDropsEverybody, "drops all connections when one client sends a line that is not JSON",
            "malformed.neighbours"),
    ];

    /// <summary>Finds a defect by its name.</summary>
    /// <param name="name">The name, in letters of any case.</param>
    /// <exception cref="FormatException">There is no such defect; the message says where the names are.</exception>
    public static PoolDefect Parse(string name) =>
        All.FirstOrDefault(facts => facts.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Defect
        ?? throw new FormatException($"'{name}' is not the name of a defect: --defect list shows all names");

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
