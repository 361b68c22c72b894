using NightMiner.Blocks;
using NightMiner.ProofOfWork;
using NightMiner.Stratum;

namespace NightMiner.Jobs;

/// <summary>
/// What a pool has said on this connection and what new jobs are made under: extranonce1, difficulty, the worker's
/// name. Used by one thread; the jobs that it makes are for any.
/// </summary>
public sealed class Subscription
{
    private JobEra _era = new();
    private Notify? _lastNotify;
    private SearchSpace? _lastSpace;

    /// <summary>Starts with difficulty 1 and without an extranonce1.</summary>
    /// <param name="algorithm">How headers are hashed, and what difficulty 1 means.</param>
    public Subscription(PowAlgorithm algorithm)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        Algorithm = algorithm;
        SetDifficulty(Difficulty.One);
    }

    /// <summary>How headers are hashed.</summary>
    public PowAlgorithm Algorithm { get; }

    /// <summary>The pool's id of the session, if it gave one.</summary>
    public string? Id { get; private set; }

    /// <summary>The worker that is logged in; null before that.</summary>
    public string? WorkerName { get; private set; }

    /// <summary>The difficulty of the jobs to come.</summary>
    public Difficulty Difficulty { get; private set; }

    /// <summary>What that difficulty means for this algorithm.</summary>
    public Target Target { get; private set; }

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
        if (!Extranonce1.Span.SequenceEqual(extranonce1.Span) || Extranonce2Size != extranonce2Size)
        {
            _lastNotify = null; // other headers altogether: the search may begin anew
            _lastSpace = null;
        }
        Extranonce1 = extranonce1;
        Extranonce2Size = extranonce2Size;
    }

    /// <summary>Takes the difficulty of the jobs to come (mining.set_difficulty).</summary>
    public void SetDifficulty(Difficulty difficulty)
    {
        Difficulty = difficulty;
        Target = Target.FromDifficulty(difficulty, Algorithm.DifficultyOne);
    }

    /// <summary>Takes the name that shares are sent under (mining.authorize).</summary>
    public void SetWorkerName(string name) => WorkerName = name;

    /// <summary>
    /// Makes a job of a notify. With clean_jobs, or on another previous block, all earlier jobs stop. A job that is sent
    /// again goes on where it was; others of the same block go on with the next extranonce2.
    /// </summary>
    /// <exception cref="InvalidOperationException">The pool has not answered mining.subscribe yet.</exception>
    public Job CreateJob(Notify notify)
    {
        ArgumentNullException.ThrowIfNull(notify);
        if (!IsSubscribed) throw new InvalidOperationException("no job before the pool has answered mining.subscribe");

        // Some pools never say clean_jobs, not even on a new block (bstratum).
        if (notify.CleanJobs || notify.PreviousBlock != _lastNotify?.PreviousBlock) EndEra(JobEnd.Cancelled);
        if (_lastSpace is null || !notify.IsSameWork(_lastNotify!))
            _lastSpace = new SearchSpace(Extranonce2Size, _lastSpace?.NextExtranonce2 ?? 0);
        _lastNotify = notify;
        return new Job(notify, this, _lastSpace, _era);
    }

    /// <summary>
    /// Forgets what held for the connection alone. The search space stays: a pool may give the same extranonce1 and the
    /// same job again, and would call shares that it has seen duplicates.
    /// </summary>
    internal void LoseConnection()
    {
        EndEra(JobEnd.ConnectionLost);
        (Id, WorkerName, IsSubscribed) = (null, null, false);
        SetDifficulty(Difficulty.One);
    }

    private void EndEra(JobEnd reason)
    {
        _era.Close(reason);
        _era = new JobEra();
    }
}
