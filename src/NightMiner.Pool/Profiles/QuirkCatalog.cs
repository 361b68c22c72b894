namespace NightMiner.Pool.Profiles;

/// <summary>All quirks by name, in the order of a conversation.</summary>
public static class QuirkCatalog
{
    /// <summary>Every property of <see cref="PoolQuirks"/>, each once.</summary>
    public static IReadOnlyList<Quirk> All { get; } =
    [
        // lines
        Quirk.Switch("json-rpc", "\"jsonrpc\":\"2.0\" in every line",
            q => q.JsonRpc, (q, v) => q with { JsonRpc = v }),
        Quirk.Switch("omits-null", "leaves the member error out where there is none, instead of null",
            q => q.OmitsNull, (q, v) => q with { OmitsNull = v }),
        Quirk.Choice("errors", "the form of a refusal",
            q => q.Errors, (q, v) => q with { Errors = v }),
        Quirk.Choice("wording", "whose words and codes a refusal uses",
            q => q.Wording, (q, v) => q with { Wording = v }),
        Quirk.Whole("line-limit", "the longest line that a client may send, in bytes",
            q => q.LineLimit, (q, v) => q with { LineLimit = v }),
        Quirk.Switch("counts-unread", "the line limit counts all bytes that were sent at once",
            q => q.CountsUnread, (q, v) => q with { CountsUnread = v }),
        Quirk.Choice("junk", "what happens to a line that is not JSON",
            q => q.Junk, (q, v) => q with { Junk = v }),
        Quirk.Choice("http", "what a browser is answered",
            q => q.Http, (q, v) => q with { Http = v }),
        Quirk.Choice("unknown-method", "what happens to an unknown method",
            q => q.UnknownMethod, (q, v) => q with { UnknownMethod = v }),
        Quirk.Choice("missing-method", "what happens to a request without a method",
            q => q.MissingMethod, (q, v) => q with { MissingMethod = v }),
        Quirk.Switch("drops-strangers", "an unknown method before mining.subscribe ends the connection",
            q => q.DropsStrangers, (q, v) => q with { DropsStrangers = v }),
        Quirk.Texts("lacks", "the methods that this pool does not know",
            q => q.Lacks, (q, v) => q with { Lacks = v }),
        Quirk.Switch("needs-id", "a request without an id is refused",
            q => q.NeedsId, (q, v) => q with { NeedsId = v }),

        // time
        Quirk.Seconds("login-timeout", "the time that a client has to log in",
            q => q.LoginTimeout, (q, v) => q with { LoginTimeout = v }),
        Quirk.Seconds("first-line-limit", "the time that a client has to send its first line",
            q => q.FirstLineLimit, (q, v) => q with { FirstLineLimit = v }),
        Quirk.Seconds("silence-limit", "how long a client may say nothing",
            q => q.SilenceLimit, (q, v) => q with { SilenceLimit = v }),
        Quirk.Seconds("share-limit", "how long a client may send no share",
            q => q.ShareLimit, (q, v) => q with { ShareLimit = v }),
        Quirk.Seconds("refresh-time", "the time between jobs for the same block",
            q => q.RefreshTime, (q, v) => q with { RefreshTime = v }),
        Quirk.Whole("connection-limit", "how many connections may be open at a time",
            q => q.ConnectionLimit, (q, v) => q with { ConnectionLimit = v }),

        // subscribe and log in
        Quirk.Choice("subscription", "the first element of the answer to mining.subscribe",
            q => q.Subscription, (q, v) => q with { Subscription = v }),
        Quirk.Text("session-prefix", "what the session's name begins with",
            q => q.SessionPrefix, (q, v) => q with { SessionPrefix = v }),
        Quirk.Whole("extranonce1-size", "the size of extranonce1 in bytes",
            q => q.Extranonce1Size, (q, v) => q with { Extranonce1Size = v }),
        Quirk.Whole("extranonce2-size", "the size of extranonce2 in bytes",
            q => q.Extranonce2Size, (q, v) => q with { Extranonce2Size = v }),
        Quirk.Choice("extranonce-change", "who gets another extranonce1 with each block",
            q => q.ExtranonceChange, (q, v) => q with { ExtranonceChange = v }),
        Quirk.Choice("login", "which logins are well-formed",
            q => q.Login, (q, v) => q with { Login = v }),
        Quirk.Switch("subscribes-first", "a login before mining.subscribe is refused",
            q => q.SubscribesFirst, (q, v) => q with { SubscribesFirst = v }),
        Quirk.Switch("ignores-repeats", "a second mining.subscribe or login gets no answer",
            q => q.IgnoresRepeats, (q, v) => q with { IgnoresRepeats = v }),
        Quirk.Switch("one-worker", "a login replaces those before it",
            q => q.OneWorker, (q, v) => q with { OneWorker = v }),
        Quirk.Switch("drops-refused", "a refused login ends the connection",
            q => q.DropsRefused, (q, v) => q with { DropsRefused = v }),
        Quirk.Switch("always-rolls", "version rolling is always granted, with the whole mask",
            q => q.AlwaysRolls, (q, v) => q with { AlwaysRolls = v }),

        // work
        Quirk.Choice("work-start", "when the first job comes",
            q => q.WorkStart, (q, v) => q with { WorkStart = v }),
        Quirk.Switch("early-jobs", "jobs also go to clients that have not subscribed",
            q => q.EarlyJobs, (q, v) => q with { EarlyJobs = v }),
        Quirk.Choice("job-id", "how jobs are named",
            q => q.JobId, (q, v) => q with { JobId = v }),
        Quirk.Switch("unpadded-hex", "a job's numbers have no leading zeros",
            q => q.UnpaddedHex, (q, v) => q with { UnpaddedHex = v }),
        Quirk.Choice("clean-jobs", "when clean_jobs is true",
            q => q.CleanJobs, (q, v) => q with { CleanJobs = v }),
        Quirk.Whole("jobs-kept", "how many jobs of a block are valid at a time",
            q => q.JobsKept, (q, v) => q with { JobsKept = v }),

        // difficulty
        Quirk.DifficultyOf("start-difficulty", "the difficulty of a connection's first job",
            q => q.StartDifficulty, (q, v) => q with { StartDifficulty = v }),
        Quirk.DifficultyOf("cpu-miner-difficulty", "the same for a client that calls itself cpuminer",
            q => q.CpuMinerDifficulty, (q, v) => q with { CpuMinerDifficulty = v }),
        Quirk.Seconds("share-interval", "the time that should pass between shares",
            q => q.ShareInterval, (q, v) => q with { ShareInterval = v }),
        Quirk.Choice("difficulty-change", "what is sent with a new difficulty",
            q => q.DifficultyChange, (q, v) => q with { DifficultyChange = v }),
        Quirk.Choice("suggest", "what mining.suggest_difficulty is answered",
            q => q.Suggest, (q, v) => q with { Suggest = v }),
        Quirk.Switch("password-difficulty", "a password like x;d=0.5 fixes the difficulty",
            q => q.PasswordDifficulty, (q, v) => q with { PasswordDifficulty = v }),

        // shares
        Quirk.Choices("checks", "what a share is checked for, in this order",
            q => q.Checks, (q, v) => q with { Checks = v }),
        Quirk.Choice("strangers", "what happens to a share before the login",
            q => q.Strangers, (q, v) => q with { Strangers = v }),
        Quirk.Switch("drops-malformed", "a share that can't be read ends the connection",
            q => q.DropsMalformed, (q, v) => q with { DropsMalformed = v }),
        Quirk.Switch("pads-extranonce2", "an extranonce2 of the wrong size is cut or filled up",
            q => q.PadsExtranonce2, (q, v) => q with { PadsExtranonce2 = v }),
        Quirk.Choice("ntime", "the block times that a share may have",
            q => q.Ntime, (q, v) => q with { Ntime = v }),
        Quirk.Switch("version-xor", "version bits are combined with the job's version by XOR",
            q => q.VersionXor, (q, v) => q with { VersionXor = v }),
        Quirk.Choice("duplicates", "which shares count as the same",
            q => q.Duplicates, (q, v) => q with { Duplicates = v }),
        Quirk.Choice("grace", "the difficulty that a share has to meet",
            q => q.Grace, (q, v) => q with { Grace = v }),
        Quirk.Number("tolerance", "the part of the difficulty that a share has to reach",
            q => q.Tolerance, (q, v) => q with { Tolerance = v }),
        Quirk.Number("slack", "by how much a share may miss the difficulty",
            q => q.Slack, (q, v) => q with { Slack = v }),
        Quirk.Seconds("stale-grace", "how long shares still count after a new block",
            q => q.StaleGrace, (q, v) => q with { StaleGrace = v ?? TimeSpan.Zero }),
        Quirk.Switch("repeats-difficulty", "after a share that was too low the difficulty is told again",
            q => q.RepeatsDifficulty, (q, v) => q with { RepeatsDifficulty = v }),
        Quirk.Seconds("reject-patience",
            "how long only rejects may come until a clean job, client.reconnect, the end",
            q => q.RejectPatience, (q, v) => q with { RejectPatience = v }),
    ];

    /// <summary>The quirks with one of them set to another value.</summary>
    /// <param name="quirks">The quirks to change.</param>
    /// <param name="text">NAME for a switch, or NAME=VALUE.</param>
    /// <exception cref="ArgumentException">
    /// The name or the value is wrong; the message says what was expected.
    /// </exception>
    public static PoolQuirks Set(PoolQuirks quirks, string text)
    {
        ArgumentNullException.ThrowIfNull(quirks);
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split('=', 2);
        Quirk quirk = All.FirstOrDefault(entry => entry.Name.Equals(parts[0], StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"'{parts[0]}' is not the name of a quirk: --quirk list shows all of them");
        if (parts.Length == 2) return quirk.Set(quirks, parts[1]);
        return quirk.IsSwitch ? quirk.Set(quirks, "on")
            : throw new ArgumentException(
                $"{quirk.Name} needs a value: write {quirk.Name}=VALUE, where VALUE is {quirk.Values}");
    }
}
