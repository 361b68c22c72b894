using System.Collections.Immutable;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Pool.Profiles;

/// <summary>
/// The manners of a pool, each a single switch or figure. Without any of them it is the well-behaved pool. None is a
/// fault: each is what some pool in the field does, and every miner has to live with it. Where a figure is null,
/// <see cref="PoolOptions"/> decides. Two are equal where each quirk of the catalog is.
/// </summary>
public sealed record PoolQuirks
{
    internal const int MostJobsKept = 16;

    /// <summary>None at all: the well-behaved pool.</summary>
    public static PoolQuirks None { get; } = new();

    /// <summary>Whether every line has the member "jsonrpc":"2.0": miningcore.</summary>
    public bool JsonRpc { get; init; }

    /// <summary>Whether an answer without an error leaves the member error out, instead of null: miningcore.</summary>
    public bool OmitsNull { get; init; }

    /// <summary>The first element of the answer to mining.subscribe.</summary>
    public SubscriptionShape Subscription { get; init; }

    /// <summary>The beginning of the session's name in that answer: deadbeefcafebabe at node-stratum-pool.</summary>
    public string SessionPrefix { get; init; } = "";

    /// <summary>In bytes: 4 nearly everywhere, 5 to 9 at NiceHash, 2 to 8 at ckpool.</summary>
    public int? Extranonce1Size { get; init; }

    /// <summary>In bytes: 4 nearly everywhere, 8 at ckpool, 3 at NiceHash.</summary>
    public int? Extranonce2Size { get; init; }

    /// <summary>How jobs are named.</summary>
    public JobIdShape JobId { get; init; }

    /// <summary>Whether version, nbits and ntime of a job come without leading zeros: public-pool.</summary>
    public bool UnpaddedHex { get; init; }

    /// <summary>The form of a refusal.</summary>
    public ErrorShape Errors { get; init; }

    /// <summary>Whose words and codes a refusal uses.</summary>
    public Wording Wording { get; init; }

    /// <summary>
    /// The longest line that a client may send, in bytes without its end: 1,023 at ckpool, 32,768 at miningcore,
    /// 100,000 at bstratum.
    /// </summary>
    public int? LineLimit { get; init; }

    /// <summary>Whether the line limit counts all bytes that were sent at once: node-stratum-pool.</summary>
    public bool CountsUnread { get; init; }

    /// <summary>What happens to a line that is not a JSON object.</summary>
    public JunkReply Junk { get; init; }

    /// <summary>What a browser is answered.</summary>
    public HttpReply Http { get; init; }

    /// <summary>What happens to an unknown method.</summary>
    public UnknownReply UnknownMethod { get; init; }

    /// <summary>What happens to a request without a method.</summary>
    public UnknownReply MissingMethod { get; init; }

    /// <summary>Whether an unknown method before mining.subscribe ends the connection: ckpool.</summary>
    public bool DropsStrangers { get; init; }

    /// <summary>The methods that the well-behaved pool knows and this one does not.</summary>
    public ImmutableArray<string> Lacks { get; init; } = [];

    /// <summary>Whether a request without an id is refused, with code −1: miningcore.</summary>
    public bool NeedsId { get; init; }

    /// <summary>The time that a client has to log in: 60 s at ckpool.</summary>
    public TimeSpan? LoginTimeout { get; init; }

    /// <summary>The time that a client has to send its first line: 10 s at miningcore.</summary>
    public TimeSpan? FirstLineLimit { get; init; }

    /// <summary>How long a client may say nothing: 5 minutes at public-pool.</summary>
    public TimeSpan? SilenceLimit { get; init; }

    /// <summary>
    /// How long a client may send no share, checked with each job that goes to everybody: 600 s at node-stratum-pool.
    /// </summary>
    public TimeSpan? ShareLimit { get; init; }

    /// <summary>How often a job is renewed: 30 s at ckpool, 55 s at node-stratum-pool, 60 s at public-pool.</summary>
    public TimeSpan? RefreshTime { get; init; }

    /// <summary>How many connections may be open at a time: 50 at bstratum.</summary>
    public int? ConnectionLimit { get; init; }

    /// <summary>Which logins are well-formed.</summary>
    public LoginRule Login { get; init; }

    /// <summary>Whether a login before mining.subscribe is refused: ckpool.</summary>
    public bool SubscribesFirst { get; init; }

    /// <summary>Whether a second mining.subscribe and a second login get no answer: ckpool.</summary>
    public bool IgnoresRepeats { get; init; }

    /// <summary>Whether a login replaces those before it: node-stratum-pool.</summary>
    public bool OneWorker { get; init; }

    /// <summary>Whether a refused login ends the connection: miningcore.</summary>
    public bool DropsRefused { get; init; }

    /// <summary>Whether a password like x;d=0.5 fixes the difficulty: miningcore.</summary>
    public bool PasswordDifficulty { get; init; }

    /// <summary>When the first difficulty and job come.</summary>
    public WorkStart WorkStart { get; init; }

    /// <summary>Whether jobs also go to clients that have not subscribed: node-stratum-pool.</summary>
    public bool EarlyJobs { get; init; }

    /// <summary>When clean_jobs is true.</summary>
    public CleanRule CleanJobs { get; init; }

    /// <summary>How many jobs of a block are valid at a time: 4 at miningcore, 6 at bstratum.</summary>
    public int? JobsKept { get; init; }

    /// <summary>
    /// The difficulty of a connection's first job: 42 at ckpool, 8 at node-stratum-pool, 16,384 at public-pool.
    /// </summary>
    public Difficulty? StartDifficulty { get; init; }

    /// <summary>The same for a client that calls itself cpuminer: 0.1 at public-pool.</summary>
    public Difficulty? CpuMinerDifficulty { get; init; }

    /// <summary>How often a share should come: 3.3 s at ckpool, 7.5 s at bstratum, 10 s at public-pool.</summary>
    public TimeSpan? ShareInterval { get; init; }

    /// <summary>What is sent with a new difficulty.</summary>
    public DifficultyChange DifficultyChange { get; init; }

    /// <summary>What mining.suggest_difficulty is answered.</summary>
    public SuggestReply Suggest { get; init; }

    /// <summary>Who gets another extranonce1 with each new block.</summary>
    public ExtranonceChange ExtranonceChange { get; init; }

    /// <summary>
    /// Whether version rolling is granted with the whole mask of BIP 320, whatever was asked for: public-pool.
    /// </summary>
    public bool AlwaysRolls { get; init; }

    /// <summary>
    /// Whether version bits are combined with the job's version by XOR, not as BIP 310 says: public-pool.
    /// </summary>
    public bool VersionXor { get; init; }

    /// <summary>What a share is checked for, in this order. What is not listed is not checked.</summary>
    public ImmutableArray<ShareCheck> Checks { get; init; } =
    [
        ShareCheck.Login, ShareCheck.KnownWorker, ShareCheck.Subscription, ShareCheck.Count, ShareCheck.WorkerName,
        ShareCheck.Extranonce2, ShareCheck.Job, ShareCheck.NtimeText, ShareCheck.NtimeRange, ShareCheck.NonceText,
        ShareCheck.VersionBits, ShareCheck.Duplicate, ShareCheck.Difficulty,
    ];

    /// <summary>What happens to a share before the login.</summary>
    public StrangerReply Strangers { get; init; }

    /// <summary>
    /// Whether a share ends the connection that has too few fields, or one that is not hex: miningcore.
    /// </summary>
    public bool DropsMalformed { get; init; }

    /// <summary>
    /// Whether an extranonce2 that is too long is cut, and one that is too short is filled up with zeros: ckpool.
    /// </summary>
    public bool PadsExtranonce2 { get; init; }

    /// <summary>The block times that a share may have.</summary>
    public NtimeRule Ntime { get; init; }

    /// <summary>Which shares count as the same.</summary>
    public DuplicateRule Duplicates { get; init; }

    /// <summary>The difficulty that a share has to meet.</summary>
    public DifficultyGrace Grace { get; init; }

    /// <summary>
    /// The part of the difficulty that a share has to reach, above 0 and at most 1: 0.99 at node-stratum-pool and
    /// miningcore.
    /// </summary>
    public double Tolerance { get; init; } = 1;

    /// <summary>By how much a share may miss the difficulty, 0 or more: 1 at bstratum.</summary>
    public double Slack { get; init; }

    /// <summary>How long shares still count after a new block, as an allowance for latency: ckpool.</summary>
    public TimeSpan StaleGrace { get; init; }

    /// <summary>Whether the difficulty is told again after a share that was too low: bstratum.</summary>
    public bool RepeatsDifficulty { get; init; }

    /// <summary>
    /// How long nothing but rejects may come until a clean job is sent; after twice that time client.reconnect is sent,
    /// and after three times that time the connection ends: 60 s at ckpool.
    /// </summary>
    public TimeSpan? RejectPatience { get; init; }

    /// <summary>What is impossible in it; null where nothing is.</summary>
    internal string? Problem()
    {
        int job = Checks.IndexOf(ShareCheck.Job);
        if (job < 0) return "checks has no job: each share belongs to a job, which has to be found";
        ShareCheck[] needJob =
        [
            ShareCheck.Stale, ShareCheck.NtimeRange, ShareCheck.Difficulty,
            .. Duplicates == DuplicateRule.Everything ? [] : new[] { ShareCheck.Duplicate },
        ];
        int early = 0;
        while (early < job && !needJob.Contains(Checks[early])) early++;
        if (early < job) return $"in checks, {Quirk.Dashed($"{Checks[early]}")} comes before job, which it needs";
        int range = Checks.IndexOf(ShareCheck.NtimeRange);
        if (range >= 0 && !Checks[..range].Contains(ShareCheck.NtimeText))
            return "in checks, ntime-range comes before ntime-text, which it needs";
        if (JobsKept is < 1 or > MostJobsKept)
            return $"jobs-kept is {JobsKept}: expected 1 to {MostJobsKept}";
        if (!(Tolerance is > 0 and <= 1)) return $"tolerance is {Tolerance}: expected above 0, at most 1";
        if (!(Slack >= 0)) return $"slack is {Slack}: expected 0 or more";
        return RejectPatience <= TimeSpan.Zero
            ? $"reject-patience is {RejectPatience}: expected more than 0"
            : null;
    }

    /// <summary>Whether all quirks have the same values.</summary>
    public bool Equals(PoolQuirks? other) => ReferenceEquals(this, other)
        || other is not null && QuirkCatalog.All.All(quirk => quirk.IsEqual(this, other));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Wording, Errors, Checks.Length, LineLimit);
}
