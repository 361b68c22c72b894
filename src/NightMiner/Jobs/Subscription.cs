
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;

namespace NightMiner.Jobs;

/// <summary>
/// What a pool has said on this connection and what new jobs are made under: extranonce1, difficulty, the worker's
/// name. Used by one thread; the jobs that it makes are for any.
/// </summary>
public sealed class Subscription
{
    private readonly JobFactory _jobs;
    private readonly Difficulty _difficultyFactor;
    private volatile Terms _terms; // one reference: a snapshot on another thread must not read half of it

    /// <summary>Starts with difficulty 1 and without an extranonce1.</summary>
    /// <param name="algorithm">How headers are hashed, and what difficulty 1 means.</param>
    /// <param name="difficultyFactor">What the pool's difficulty is multiplied by to make the target.</param>
    public Subscription(PowAlgorithm algorithm, Difficulty difficultyFactor = default)
        : this(new JobFactory(algorithm), difficultyFactor)
    {
    }

    /// <summary>The same, with a factory of jobs that outlives the connection.</summary>
    /// <param name="jobs">What makes the jobs, and knows what was searched on earlier connections.</param>
    /// <param name="difficultyFactor">What the pool's difficulty is multiplied by to make the target.</param>
    public Subscription(JobFactory jobs, Difficulty difficultyFactor = default)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        (_jobs, _difficultyFactor) = (jobs, difficultyFactor);
        _terms = TermsOf(Difficulty.One, versionMask: null);
    }

    /// <summary>How headers are hashed.</summary>
    public PowAlgorithm Algorithm => _jobs.Algorithm;

    /// <summary>The pool's id of the session, if it gave one.</summary>
    public string? Id { get; private set; }

    /// <summary>The worker that is logged in; null before that.</summary>
    public string? WorkerName { get; private set; }

    /// <summary>The difficulty of the jobs to come.</summary>
    public Difficulty Difficulty => _terms.Difficulty;

    /// <summary>What that difficulty means for this algorithm.</summary>
    public Target Target => _terms.Target;

    /// <summary>
    /// The bits of the block version that the pool lets us roll, of those that BIP 320 leaves to miners; null where
    /// rolling was not agreed on.
    /// </summary>
    public uint? VersionMask => _terms.VersionMask;

    /// <summary>The pool's part of the coinbase, 0 to 32 bytes.</summary>
    public ReadOnlyMemory<byte> Extranonce1 { get; private set; }

    /// <summary>How many bytes of the coinbase we vary: 0 to 32.</summary>
    public int Extranonce2Size { get; private set; }

    /// <summary>Whether <see cref="SetSubscription"/> was called: jobs can be made.</summary>
    public bool IsSubscribed { get; private set; }

    /// <summary>Takes what the pool answered to mining.subscribe.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is not 0 to 32 bytes.</exception>
    public void SetSubscription(string? id, ReadOnlyMemory<byte> extranonce1, int extranonce2Size)
    {
        _jobs.LoseConnection(); // a new session knows no job of an earlier one
        Id = id;
        SetExtranonce(extranonce1, extranonce2Size);
        IsSubscribed = true;
    }

    /// <summary>Takes a new extranonce1 and extranonce2 size for the jobs to come (mining.set_extranonce).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is not 0 to 32 bytes.</exception>
    public void SetExtranonce(ReadOnlyMemory<byte> extranonce1, int extranonce2Size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(extranonce2Size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(extranonce2Size, SubscribeResult.ExtranonceLimit);
        Extranonce1 = extranonce1;
        Extranonce2Size = extranonce2Size;
    }

    /// <summary>Takes the difficulty of the jobs to come (mining.set_difficulty).</summary>
    public void SetDifficulty(Difficulty difficulty) =>
        _terms = TermsOf(difficulty, VersionMask);

    /// <summary>Takes the bits of the version that jobs to come may roll; null: rolling is not agreed on.</summary>
    public void SetVersionMask(uint? mask) => _terms = _terms with { VersionMask = mask & RolledVersions.Bits };

    /// <summary>Takes the name that shares are sent under (mining.authorize).</summary>
    public void SetWorkerName(string name) => WorkerName = name;

    /// <summary>
    /// Makes a job of a notify, under what the pool has said by now. With clean_jobs, or on another previous block, all
    /// earlier jobs stop. A job that is sent again goes on where it was; others of the same block go on with the next
    /// extranonce2 (see <see cref="JobFactory"/>).
    /// </summary>
    /// <exception cref="InvalidOperationException">The pool has not answered mining.subscribe yet.</exception>
    public Job CreateJob(Notify notify)
    {
        ArgumentNullException.ThrowIfNull(notify);
        if (!IsSubscribed) throw new InvalidOperationException("no job before the pool has answered mining.subscribe");
        Terms terms = _terms;
        return _jobs.Create(notify.JobId, new Work
        {
            PreviousBlock = notify.PreviousBlock,
            Coinbase = new Coinbase(notify.Coinbase1, Extranonce1, notify.Coinbase2),
            Extranonce2Size = Extranonce2Size,
            MerkleBranch = notify.MerkleBranch,
            Version = notify.Version,
            VersionMask = terms.VersionMask,
            Bits = new CompactBits(notify.Bits),
            Time = notify.Time,
            Target = terms.Target,
            Difficulty = terms.Difficulty,
        }, notify.CleanJobs);
    }

    /// <summary>
    /// Forgets what held for the connection alone, and ends its jobs. What was searched stays known.
    /// </summary>
    internal void LoseConnection()
    {
        _jobs.LoseConnection();
        (Id, WorkerName, IsSubscribed) = (null, null, false);
        _terms = TermsOf(Difficulty.One, versionMask: null);
    }

    private Terms TermsOf(Difficulty difficulty, uint? versionMask) => new(difficulty,
        Target.FromDifficulty(difficulty.Times(_difficultyFactor), Algorithm.DifficultyOne), versionMask);

    private sealed record Terms(Difficulty Difficulty, Target Target, uint? VersionMask);
}
