using System.Collections.Immutable;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Pool.Profiles;

/// <summary>
/// The manners of a pool, each a single switch or figure. Without any it is the well-behaved pool of this workbench.
/// None of them is a fault: each is what some pool in the field does and every miner has to live with. A figure that is
/// null here is that of <see cref="PoolOptions"/>.
/// </summary>
public sealed record PoolQuirks
{
    internal const int MostJobsKept = 16;

    /// <summary>None at all: the well-behaved pool.</summary>
    public static PoolQuirks None { get; } = new();

    /// <summary>The member "jsonrpc":"2.0" in every line: miningcore.</summary>
    public bool JsonRpc { get; init; }

    /// <summary>An answer without trouble has no member error, instead of null: miningcore.</summary>
    public bool OmitsNull { get; init; }

    /// <summary>The first element of the answer to mining.subscribe.</summary>
    public SubscriptionShape Subscription { get; init; }

    /// <summary>What the session's name in that answer begins with: deadbeefcafebabe of node-stratum-pool.</summary>
    public string SessionPrefix { get; init; } = "";

    /// <summary>Bytes: 4 nearly everywhere, 5 to 9 at NiceHash, 2 to 8 at ckpool.</summary>
    public int? Extranonce1Size { get; init; }

    /// <summary>Bytes: 4 nearly everywhere, 8 at ckpool, 3 at NiceHash.</summary>
    public int? Extranonce2Size { get; init; }

    /// <summary>How jobs are named.</summary>
    public JobIdShape JobId { get; init; }

    /// <summary>Version, nbits and ntime of a job without leading zeros: public-pool.</summary>
    public bool UnpaddedHex { get; init; }

    /// <summary>The form of a refusal.</summary>
    public ErrorShape Errors { get; init; }

    /// <summary>Whose words and codes a refusal uses.</summary>
    public Wording Wording { get; init; }

    /// <summary>
    /// Bytes of a line without its end: 1,023 at ckpool, 32,768 at miningcore, 100,000 at bstratum.
    /// </summary>
    public int? LineLimit { get; init; }

    /// <summary>The limit counts all bytes that were sent at once, however many lines: node-stratum-pool.</summary>
    public bool CountsUnread { get; init; }

    /// <summary>What becomes of a line that is no JSON object.</summary>
    public JunkReply Junk { get; init; }

    /// <summary>What a browser gets.</summary>
    public HttpReply Http { get; init; }

    /// <summary>What becomes of an unknown method.</summary>
    public UnknownReply UnknownMethod { get; init; }

    /// <summary>What becomes of a request without a method.</summary>
    public UnknownReply MissingMethod { get; init; }

    /// <summary>An unknown method before mining.subscribe is the end of the connection: ckpool.</summary>
    public bool DropsStrangers { get; init; }

    /// <summary>The methods that are unknown here and known to the well-behaved pool.</summary>
    public ImmutableArray<string> Lacks { get; init; } = [];

    /// <summary>A request without an id is refused, with code −1: miningcore.</summary>
    public bool NeedsId { get; init; }

    /// <summary>How long a client may take to log in: 60 s at ckpool.</summary>
    public TimeSpan? LoginTimeout { get; init; }

    /// <summary>How long a new client may say nothing at all: 10 s at miningcore.</summary>
    public TimeSpan? FirstLineLimit { get; init; }

    /// <summary>How long a client may say nothing: 5 minutes at public-pool.</summary>
    public TimeSpan? SilenceLimit { get; init; }

    /// <summary>
    /// How long a client may send no share; looked at with each job for all: 600 s at node-stratum-pool.
    /// </summary>
    public TimeSpan? ShareLimit { get; init; }

    /// <summary>How often a job is renewed: 30 s at ckpool, 55 s at node-stratum-pool, 60 s at public-pool.</summary>
    public TimeSpan? RefreshTime { get; init; }

    /// <summary>How many connections may stand: 50 at bstratum.</summary>
    public int? ConnectionLimit { get; init; }

    /// <summary>Which logins are well-formed.</summary>
    public LoginRule Login { get; init; }

    /// <summary>A login before mining.subscribe is refused: ckpool.</summary>
    public bool SubscribesFirst { get; init; }

    /// <summary>A second subscribe and a second login get no answer: ckpool.</summary>
    public bool IgnoresRepeats { get; init; }

    /// <summary>Of several workers only the last one stays logged in: node-stratum-pool.</summary>
    public bool OneWorker { get; init; }

    /// <summary>A refused login is the end of the connection: miningcore.</summary>
    public bool DropsRefused { get; init; }

    /// <summary>A password like x;d=0.5 fixes the difficulty: miningcore.</summary>
    public bool PasswordDifficulty { get; init; }

    /// <summary>When the first difficulty and job come.</summary>
    public WorkStart WorkStart { get; init; }

    /// <summary>Jobs for all also go to those who have not subscribed yet: node-stratum-pool.</summary>
    public bool EarlyJobs { get; init; }

    /// <summary>When clean_jobs is true.</summary>
    public CleanRule CleanJobs { get; init; }

    /// <summary>How many jobs of a block are valid at a time: 4 at miningcore, 6 at bstratum.</summary>
    public int? JobsKept { get; init; }

    /// <summary>Where the difficulty begins: 42 at ckpool, 8 at node-stratum-pool, 16,384 at public-pool.</summary>
    public Difficulty? StartDifficulty { get; init; }

    /// <summary>Where it begins for an agent called cpuminer: 0.1 at public-pool.</summary>
    public Difficulty? CpuMinerDifficulty { get; init; }

    /// <summary>How often a share should come: 3.3 s at ckpool, 7.5 s at bstratum, 10 s at public-pool.</summary>
    public TimeSpan? ShareInterval { get; init; }

    /// <summary>What goes with a new difficulty.</summary>
    public DifficultyChange DifficultyChange { get; init; }

    /// <summary>What mining.suggest_difficulty is answered.</summary>
    public SuggestReply Suggest { get; init; }

    /// <summary>Who gets another extranonce1 with each new block.</summary>
    public ExtranonceChange ExtranonceChange { get; init; }

    /// <summary>Version rolling is granted with the pool's whole mask, whatever was asked for: public-pool.</summary>
    public bool AlwaysRolls { get; init; }

    /// <summary>Version bits are combined with the job's version by XOR, not as BIP 310 says: public-pool.</summary>
    public bool VersionXor { get; init; }

    /// <summary>What a share is checked for, in this order; what is missing is not checked.</summary>
    public ImmutableArray<ShareCheck> Checks { get; init; } =
    [
        ShareCheck.Login, ShareCheck.KnownWorker, ShareCheck.Subscription, ShareCheck.Count, ShareCheck.WorkerName,
        ShareCheck.Extranonce2, ShareCheck.Job, ShareCheck.NtimeText, ShareCheck.NtimeRange, ShareCheck.NonceText,
        ShareCheck.VersionBits, ShareCheck.Duplicate, ShareCheck.Difficulty,
    ];

    /// <summary>What becomes of a share from a connection that is not ready for it.</summary>
    public StrangerReply Strangers { get; init; }

    /// <summary>A share with too few fields, or with one that is no hex, ends the connection: miningcore.</summary>
    public bool DropsMalformed { get; init; }

    /// <summary>Too long an extranonce2 is cut, too short a one is filled up with zeros: ckpool.</summary>
    public bool PadsExtranonce2 { get; init; }

    /// <summary>The block times that a share may have.</summary>
    public NtimeRule Ntime { get; init; }

    /// <summary>Which shares count as the same.</summary>
    public DuplicateRule Duplicates { get; init; }

    /// <summary>The difficulty that a share has to meet.</summary>
    public DifficultyGrace Grace { get; init; }

    /// <summary>The part of the difficulty that suffices: 0.99 at node-stratum-pool and miningcore.</summary>
    public double Tolerance { get; init; } = 1;

    /// <summary>What a share may fall short of the difficulty by: 1 at bstratum.</summary>
    public double Slack { get; init; }

    /// <summary>How long shares still count after a new block: ckpool's allowance for latency.</summary>
    public TimeSpan StaleGrace { get; init; }

    /// <summary>After a share that was too low the difficulty is told again: bstratum.</summary>
    public bool RepeatsDifficulty { get; init; }

    /// <summary>
    /// After so long a run of rejects a clean job comes, after twice as long client.reconnect, after three times as
    /// long the end: 60 s at ckpool.
    /// </summary>
    public TimeSpan? RejectPatience { get; init; }

    /// <summary>What can't be; null where all is well.</summary>
    internal string? Problem()
    {
        int job = Checks.IndexOf(ShareCheck.Job);
        if (job < 0) return "checks without job: a share belongs to a job";
        ShareCheck[] needJob =
        [
            ShareCheck.Stale, ShareCheck.NtimeRange, ShareCheck.Difficulty,
            .. Duplicates == DuplicateRule.Everything ? [] : new[] { ShareCheck.Duplicate },
        ];
        int early = 0;
        while (early < job && !needJob.Contains(Checks[early])) early++;
        if (early < job) return $"in checks, {Quirk.Dashed($"{Checks[early]}")} needs job before it";
        int range = Checks.IndexOf(ShareCheck.NtimeRange);
        if (range >= 0 && !Checks[..range].Contains(ShareCheck.NtimeText))
            return "in checks, ntime-range needs ntime-text before it";
        if (JobsKept is < 1 or > MostJobsKept)
            return $"jobs-kept is {JobsKept}: expected 1 to {MostJobsKept}";
        if (!(Tolerance is > 0 and <= 1)) return $"tolerance is {Tolerance}: expected above 0, at most 1";
        if (!(Slack >= 0)) return $"slack is {Slack}: expected 0 or more";
        return RejectPatience <= TimeSpan.Zero
            ? $"reject-patience is {RejectPatience}: expected more than 0"
            : null;
    }
}
