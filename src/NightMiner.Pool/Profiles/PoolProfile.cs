using NightMiner.Protocol.Blocks;

namespace NightMiner.Pool.Profiles;

/// <summary>
/// A pool in the field, by its manners. Bans are left out: on one machine they would hit everybody. Figures and texts
/// were read in the pools' sources, those of NiceHash in reports. A pool of another version or configuration may
/// differ.
/// </summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Summary">What it is, in a few words.</param>
/// <param name="Quirks">How it differs from the well-behaved pool.</param>
public sealed record PoolProfile(string Name, string Summary, PoolQuirks Quirks)
{
    /// <summary>The well-behaved pool of this workbench.</summary>
    public static PoolProfile Default { get; } = new("default", "the well-behaved pool", PoolQuirks.None);

    /// <summary>node-stratum-pool (commit d1e71da), on which s-nomp and many others are built.</summary>
    public static PoolProfile NodeStratumPool { get; } = new("node-stratum-pool", "s-nomp and its relatives", new()
    {
        SessionPrefix = "deadbeefcafebabe",
        Errors = ErrorShape.Pair,
        Wording = Wording.NodeStratumPool,
        LineLimit = 10240,
        CountsUnread = true,
        Junk = JunkReply.Drop,
        Http = HttpReply.Junk,
        UnknownMethod = UnknownReply.Silence,
        MissingMethod = UnknownReply.Silence,
        Lacks = ["mining.configure", "mining.suggest_difficulty", "mining.extranonce.subscribe"],
        LoginTimeout = Timeout.InfiniteTimeSpan,
        SilenceLimit = Timeout.InfiniteTimeSpan,
        ShareLimit = TimeSpan.FromSeconds(600),
        RefreshTime = TimeSpan.FromSeconds(55),
        OneWorker = true,
        EarlyJobs = true,
        StartDifficulty = Difficulty.Parse("8"),
        DifficultyChange = DifficultyChange.WithNextJob,
        Checks =
        [
            ShareCheck.Login, ShareCheck.Subscription, ShareCheck.Extranonce2, ShareCheck.Job, ShareCheck.NtimeText,
            ShareCheck.NtimeRange, ShareCheck.NonceText, ShareCheck.Duplicate, ShareCheck.Difficulty,
        ],
        JobsKept = PoolQuirks.MostJobsKept,
        Duplicates = DuplicateRule.Text,
        Grace = DifficultyGrace.Previous,
        Tolerance = 0.99,
    });

    /// <summary>ckpool of 2017 (commit 4718cea); today's may differ.</summary>
    public static PoolProfile Ckpool { get; } = new("ckpool", "ckpool, as it was in 2017", new()
    {
        Subscription = SubscriptionShape.NotifyOnly,
        Extranonce2Size = 8,
        JobId = JobIdShape.Hex16,
        Errors = ErrorShape.Text,
        Wording = Wording.Ckpool,
        LineLimit = 1023,
        Junk = JunkReply.TextAndDrop,
        Http = HttpReply.Junk,
        UnknownMethod = UnknownReply.Silence,
        MissingMethod = UnknownReply.Text,
        DropsStrangers = true,
        Lacks = ["mining.configure", "mining.extranonce.subscribe"],
        LoginTimeout = TimeSpan.FromSeconds(60),
        SilenceLimit = Timeout.InfiniteTimeSpan,
        RefreshTime = TimeSpan.FromSeconds(30),
        Login = LoginRule.NameParts,
        SubscribesFirst = true,
        IgnoresRepeats = true,
        JobsKept = PoolQuirks.MostJobsKept,
        StartDifficulty = Difficulty.Parse("42"),
        ShareInterval = TimeSpan.FromSeconds(3.33),
        DifficultyChange = DifficultyChange.Alone,
        Suggest = SuggestReply.Silence,
        Checks =
        [
            ShareCheck.Login, ShareCheck.Count, ShareCheck.WorkerName, ShareCheck.JobName, ShareCheck.Extranonce2,
            ShareCheck.NtimeText, ShareCheck.NonceText, ShareCheck.KnownWorker, ShareCheck.Job, ShareCheck.Stale,
            ShareCheck.NtimeRange, ShareCheck.Difficulty, ShareCheck.Duplicate,
        ],
        Strangers = StrangerReply.Ignore,
        PadsExtranonce2 = true,
        Ntime = NtimeRule.JobAndAfter,
        RejectPatience = TimeSpan.FromSeconds(60),
    });

    /// <summary>public-pool (commit b971e9c).</summary>
    public static PoolProfile PublicPool { get; } = new("public-pool", "solo pools at home", new()
    {
        Subscription = SubscriptionShape.NotifyOnly,
        UnpaddedHex = true,
        Errors = ErrorShape.EmptyText,
        Wording = Wording.PublicPool,
        LineLimit = 1 << 24, // public-pool has no limit; this pool must have one
        Junk = JunkReply.Drop,
        Http = HttpReply.Junk,
        UnknownMethod = UnknownReply.Silence,
        MissingMethod = UnknownReply.Silence,
        Lacks = ["mining.extranonce.subscribe", "mining.get_transactions"],
        LoginTimeout = Timeout.InfiniteTimeSpan,
        SilenceLimit = TimeSpan.FromMinutes(5),
        RefreshTime = TimeSpan.FromSeconds(60),
        Login = LoginRule.TwoTexts,
        WorkStart = WorkStart.LoggedIn,
        CleanJobs = CleanRule.BlockOrDifficulty,
        JobsKept = PoolQuirks.MostJobsKept,
        StartDifficulty = Difficulty.Parse("16384"),
        CpuMinerDifficulty = Difficulty.Parse("0.1"),
        ShareInterval = TimeSpan.FromSeconds(10),
        Suggest = SuggestReply.Notification,
        AlwaysRolls = true,
        VersionXor = true,
        Checks =
        [
            ShareCheck.Login, ShareCheck.Subscription, ShareCheck.Count, ShareCheck.Duplicate, ShareCheck.Job,
            ShareCheck.Difficulty,
        ],
        Strangers = StrangerReply.Drop,
        Duplicates = DuplicateRule.Everything,
        Grace = DifficultyGrace.None,
    });

    /// <summary>miningcore of 2021 (commit 304d8dc).</summary>
    public static PoolProfile Miningcore { get; } = new("miningcore", "miningcore, as it was in 2021", new()
    {
        JsonRpc = true,
        OmitsNull = true,
        JobId = JobIdShape.Hex8,
        Errors = ErrorShape.CodeAndMessage,
        Wording = Wording.Miningcore,
        LineLimit = 0x8000,
        Junk = JunkReply.Drop,
        Http = HttpReply.Junk,
        Lacks = ["mining.get_transactions"],
        NeedsId = true,
        LoginTimeout = Timeout.InfiniteTimeSpan,
        FirstLineLimit = TimeSpan.FromSeconds(10),
        DropsRefused = true,
        PasswordDifficulty = true,
        JobsKept = 4,
        DifficultyChange = DifficultyChange.SameJob,
        Suggest = SuggestReply.Overlook,
        Checks =
        [
            ShareCheck.Login, ShareCheck.Subscription, ShareCheck.WorkerName, ShareCheck.Job, ShareCheck.NtimeText,
            ShareCheck.NtimeRange, ShareCheck.NonceText, ShareCheck.VersionBits, ShareCheck.Duplicate,
            ShareCheck.Difficulty,
        ],
        DropsMalformed = true,
        Duplicates = DuplicateRule.TextAnyCase,
        Grace = DifficultyGrace.Previous,
        Tolerance = 0.99,
    });

    /// <summary>
    /// bstratum (commit 7aee9bb), as it was meant: at that commit its test for hex refuses every share.
    /// </summary>
    public static PoolProfile Bstratum { get; } = new("bstratum", "the pool of bcoin", new()
    {
        Subscription = SubscriptionShape.NotifyFirst,
        JobId = JobIdShape.TimeAndCounter,
        Errors = ErrorShape.False,
        Wording = Wording.Bstratum,
        LineLimit = 100_000,
        Junk = JunkReply.Skip,
        Http = HttpReply.Ok,
        UnknownMethod = UnknownReply.True,
        MissingMethod = UnknownReply.Silence,
        Lacks = ["mining.configure", "mining.suggest_difficulty", "mining.extranonce.subscribe"],
        LoginTimeout = Timeout.InfiniteTimeSpan,
        SilenceLimit = Timeout.InfiniteTimeSpan,
        RefreshTime = TimeSpan.FromSeconds(60),
        ConnectionLimit = 50,
        CleanJobs = CleanRule.Never,
        JobsKept = 6,
        ShareInterval = TimeSpan.FromSeconds(7.5),
        Checks =
        [
            ShareCheck.Count, ShareCheck.WorkerName, ShareCheck.JobName, ShareCheck.Extranonce2, ShareCheck.NtimeText,
            ShareCheck.NonceText, ShareCheck.Login, ShareCheck.KnownWorker, ShareCheck.Subscription, ShareCheck.Job,
            ShareCheck.NtimeRange, ShareCheck.Difficulty, ShareCheck.Duplicate,
        ],
        Ntime = NtimeRule.AroundNow,
        Grace = DifficultyGrace.None,
        Slack = 1,
        RepeatsDifficulty = true,
    });

    /// <summary>NiceHash, as far as reports of others tell.</summary>
    public static PoolProfile NiceHash { get; } = new("nicehash", "small and moving extranonces, from reports", new()
    {
        Extranonce1Size = 5,
        Extranonce2Size = 3,
        ExtranonceChange = ExtranonceChange.Subscribers,
    });

    /// <summary>All of them, the well-behaved one first.</summary>
    public static IReadOnlyList<PoolProfile> All { get; } =
        [Default, Ckpool, PublicPool, NodeStratumPool, Miningcore, Bstratum, NiceHash];

    /// <summary>Finds a profile by its name.</summary>
    /// <param name="name">The name, in letters of any case.</param>
    /// <exception cref="ArgumentException">There is no such profile; the message names all profiles.</exception>
    public static PoolProfile Get(string name) =>
        All.FirstOrDefault(profile => profile.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException(
            $"'{name}' is not a profile: expected one of {string.Join(", ", All.Select(profile => profile.Name))}");
}
