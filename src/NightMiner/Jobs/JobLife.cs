using System.Diagnostics;

namespace NightMiner.Jobs;

/// <summary>
/// What moves about a job while its facts stand still: how far its search space was walked, and whether it has ended.
/// A job and its copies under another version mask share one.
/// </summary>
internal sealed class JobLife(SearchSpace space, JobEra era)
{
    private readonly long _receivedAt = Stopwatch.GetTimestamp();
    private volatile bool _isStopped;

    public SearchSpace Space => space;

    public JobEra Era => era;

    /// <summary>How long ago the job came.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(_receivedAt);

    /// <summary>Whether its user stopped it, the pool moved on, or the connection is gone.</summary>
    public bool IsStopped => _isStopped || era.End != JobEnd.None;

    public void Stop() => _isStopped = true;
}
