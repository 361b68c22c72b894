using NightMiner.Pool.Profiles;

namespace NightMiner.Pool.Judging;

/// <summary>
/// The jobs of one connection: a few that are valid, and some older ones, so that their shares can be called stale.
/// </summary>
/// <param name="living">How many may be valid at a time, 1 to <see cref="Limit"/>.</param>
internal sealed class JobBook(int living = JobBook.LivingLimit)
{
    /// <summary>How many jobs of one block are valid at a time, unless the profile says otherwise.</summary>
    public const int LivingLimit = 8;

    /// <summary>How many jobs are remembered at all.</summary>
    public const int Limit = PoolQuirks.MostJobsKept;

    private readonly List<SentJob> _jobs = []; // the newest last

    /// <summary>The job that was sent last.</summary>
    public SentJob? Newest { get; private set; }

    public void Add(SentJob job)
    {
        if (_jobs.Count == Limit) _jobs.RemoveAt(0);
        _jobs.Add(job);
        Newest = job;
        if (_jobs.Count > living) _jobs[^(living + 1)].End(
            $"too old, {living} newer job{(living == 1 ? " was" : "s were")} sent");
    }

    /// <summary>There is a new block to build on: all jobs end, at once or at the given time.</summary>
    public void EndAll(DateTimeOffset? at = null)
    {
        const string why = "cancelled by a new block";
        foreach (SentJob job in _jobs)
            if (at is { } time) job.EndAt(time, why);
            else job.End(why);
    }

    /// <summary>The job of this name, valid or not; null where none is remembered.</summary>
    public SentJob? Find(string id) => _jobs.FindLast(job => job.Id == id);
}
