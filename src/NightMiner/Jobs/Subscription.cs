
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
    private const int RecentLimit = 16; // a pool that goes back to an earlier job does so within a few

    private readonly Queue<Work> _recent = new();
    private JobEra _era = new();
    private readonly Difficulty _difficultyFactor;
    private Hash256? _previousBlock;
    private Job? _sole; // the era's only job, as long as it is the only one
    private bool _isNewEra = true;
    private volatile Terms _terms = null!; // one reference: a snapshot on another thread must not read half of it

    /// <summary>Starts with difficulty 1 and without an extranonce1.</summary>
    /// <param name="algorithm">How headers are hashed, and what difficulty 1 means.</param>
    /// <param name="difficultyFactor">What the pool's difficulty is multiplied by to make the target.</param>
    public Subscription(PowAlgorithm algorithm, Difficulty difficultyFactor = default)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        Algorithm = algorithm;
        _difficultyFactor = difficultyFactor;
        _terms = TermsOf(Difficulty.One, versionMask: null);
    }

    /// <summary>How headers are hashed.</summary>
    public PowAlgorithm Algorithm { get; }

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
        EndEra(JobEnd.ConnectionLost); // a new session knows no job of an earlier one
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

    /// <summary>Takes the exact target of the jobs to come, where no pool says a difficulty: a node's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The target is zero.</exception>
    public void SetTarget(Target target) => _terms = new Terms(
        Difficulty.From(Difficulty.Of(new Hash256(target.Value), Algorithm.DifficultyOne)), target, VersionMask);

    /// <summary>
    /// Whether the first share of a slice is enough for the jobs to come: to a node each is a block, and any other one
    /// found with it would only be its rival.
    /// </summary>
    internal bool TakesOneShareOfASlice { get; set; }

    /// <summary>Takes the name that shares are sent under (mining.authorize).</summary>
    public void SetWorkerName(string name) => WorkerName = name;

    /// <summary>
    /// Makes a job of a notify. With clean_jobs, or on another previous block, all earlier jobs stop; a clean one that
    /// is nothing but the only job once more does not stop itself. A job that is sent again goes on where it was;
    /// others of the same block go on with the next extranonce2.
    /// </summary>
    /// <exception cref="InvalidOperationException">The pool has not answered mining.subscribe yet.</exception>
    public Job CreateJob(Notify notify)
    {
        ArgumentNullException.ThrowIfNull(notify);
        if (!IsSubscribed) throw new InvalidOperationException("no job before the pool has answered mining.subscribe");

        SearchSpace space = SpaceFor(notify);
        bool isAgain = _sole is { } sole && sole.Id == notify.JobId && sole.Target == Target
            && sole.Version == notify.Version && ReferenceEquals(sole.Space, space);
        // Some pools never say clean_jobs, not even on a new block (bstratum).
        if ((notify.CleanJobs && !isAgain) || notify.PreviousBlock != _previousBlock) EndEra(JobEnd.Cancelled);
        _previousBlock = notify.PreviousBlock;
        Job job = new(notify, this, space, _era);
        _sole = isAgain || _isNewEra ? job : null;
        _isNewEra = false;
        return job;
    }

    /// <summary>
    /// Forgets what held for the connection alone. The search spaces stay: a pool may give the same extranonce1 and the
    /// same job again, and would call shares that it has seen duplicates.
    /// </summary>
    internal void LoseConnection()
    {
        EndEra(JobEnd.ConnectionLost);
        (Id, WorkerName, IsSubscribed) = (null, null, false);
        TakesOneShareOfASlice = false;
        _terms = TermsOf(Difficulty.One, versionMask: null);
    }

    private Terms TermsOf(Difficulty difficulty, uint? versionMask) => new(difficulty,
        Target.FromDifficulty(difficulty.Times(_difficultyFactor), Algorithm.DifficultyOne), versionMask);

    private SearchSpace SpaceFor(Notify notify)
    {
        foreach (Work work in _recent)
            if (work.IsFor(notify, this))
                return work.Space;
        ulong next = _recent.Count == 0 ? 0 : _recent.Max(work => work.Space.NextExtranonce2);
        SearchSpace space = new(Extranonce2Size, next);
        _recent.Enqueue(new Work(notify, Extranonce1, Extranonce2Size, space));
        if (_recent.Count > RecentLimit) _recent.Dequeue();
        return space;
    }

    private void EndEra(JobEnd reason)
    {
        _era.Close(reason);
        _era = new JobEra();
        (_sole, _isNewEra) = (null, true);
    }

    private sealed record Terms(Difficulty Difficulty, Target Target, uint? VersionMask);

    // What was searched, and how far: headers are the same only under the same extranonce1 and size.
    private sealed record Work(Notify Notify, ReadOnlyMemory<byte> Extranonce1, int Extranonce2Size, SearchSpace Space)
    {
        public bool IsFor(Notify notify, Subscription now) =>
            notify.IsSameWork(Notify, RolledVersions.Bits) && Extranonce2Size == now.Extranonce2Size
            && Extranonce1.Span.SequenceEqual(now.Extranonce1.Span);
    }
}
