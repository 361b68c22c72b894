using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;

namespace NightMiner.Jobs;

/// <summary>
/// Makes jobs of work, wherever the work comes from, and sees to it that no header is hashed twice: the same work goes
/// on where it was, over jobs that are sent again and over reconnects; other work of the same size goes on with the
/// next extranonce2. One miner has one. Used by one thread at a time; the jobs that it makes are for any.
/// </summary>
public sealed class JobFactory
{
    private const int RecentLimit = 16; // a pool that goes back to an earlier job does so within a few

    private readonly Queue<(Work Work, SearchSpace Space)> _recent = new();
    private JobEra _era = new();
    private Hash256? _previousBlock;
    private Job? _sole; // the era's only job, as long as it is the only one
    private bool _isNewEra = true;

    /// <summary>Makes jobs for one algorithm.</summary>
    /// <param name="algorithm">How headers are hashed.</param>
    public JobFactory(PowAlgorithm algorithm)
    {
        ArgumentNullException.ThrowIfNull(algorithm);
        Algorithm = algorithm;
    }

    /// <summary>How headers are hashed.</summary>
    public PowAlgorithm Algorithm { get; }

    /// <summary>
    /// Makes a job. With <paramref name="isClean"/>, or on another previous block, all earlier jobs stop; a clean one
    /// that is nothing but the only job once more does not stop itself.
    /// </summary>
    /// <param name="id">The name that shares of it are handed in under.</param>
    /// <param name="work">What its headers are made of.</param>
    /// <param name="isClean">Whether all earlier jobs are void (clean_jobs of mining.notify).</param>
    public Job Create(JobId id, Work work, bool isClean)
    {
        ArgumentNullException.ThrowIfNull(work);
        SearchSpace space = SpaceFor(work);
        bool isAgain = _sole is { } sole && sole.Id == id && sole.Target == work.Target
            && sole.Version == work.Version && ReferenceEquals(sole.Space, space);
        // Some pools never say clean_jobs, not even on a new block (bstratum).
        bool isNewBlock = work.PreviousBlock != _previousBlock;
        if ((isClean && !isAgain) || isNewBlock) EndEra(JobEnd.Cancelled);
        _previousBlock = work.PreviousBlock;
        Job job = new(id, work, Algorithm, new JobLife(space, _era)) { IsNewBlock = isNewBlock };
        _sole = isAgain || _isNewEra ? job : null;
        _isNewEra = false;
        return job;
    }

    /// <summary>
    /// Ends all jobs, since the connection that their shares would go over is gone or has begun anew. How far each
    /// search space was walked stays known: a pool may give the same extranonce1 and the same job again, and would call
    /// shares that it has seen duplicates.
    /// </summary>
    public void LoseConnection() => EndEra(JobEnd.ConnectionLost);

    private SearchSpace SpaceFor(Work work)
    {
        foreach ((Work known, SearchSpace walked) in _recent)
            if (work.HasSameHeadersAs(known))
                return walked;
        ulong next = _recent.Count == 0 ? 0 : _recent.Max(each => each.Space.NextExtranonce2);
        SearchSpace space = new(work.Extranonce2Size, next);
        _recent.Enqueue((work, space));
        if (_recent.Count > RecentLimit) _recent.Dequeue();
        return space;
    }

    private void EndEra(JobEnd reason)
    {
        _era.Close(reason);
        _era = new JobEra();
        (_sole, _isNewEra) = (null, true);
    }
}
