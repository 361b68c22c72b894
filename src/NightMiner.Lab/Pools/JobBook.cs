namespace NightMiner.Lab.Pools;

/// <summary>The jobs of one connection: a few that live, and a few more of which only the end is known.</summary>
internal sealed class JobBook
{
    /// <summary>How many jobs a miner may be late by, while the block to build on stays the same.</summary>
    public const int LivingLimit = 8;

    /// <summary>How many jobs are remembered at all.</summary>
    public const int Limit = 16;

    private readonly List<SentJob> _jobs = []; // the newest last

    /// <summary>The job that was sent last.</summary>
    public SentJob? Newest { get; private set; }

    public void Add(SentJob job)
    {
        if (_jobs.Count == Limit) _jobs.RemoveAt(0);
        _jobs.Add(job);
        Newest = job;
        if (_jobs.Count > LivingLimit) _jobs[^(LivingLimit + 1)].End($"too old: {LivingLimit} newer ones were sent");
    }

    /// <summary>There is a new block to build on.</summary>
    public void EndAll()
    {
        foreach (SentJob job in _jobs) job.End("cancelled by a new block");
    }

    /// <summary>The job of this name, dead or alive; null where none is remembered.</summary>
    public SentJob? Find(string id) => _jobs.Find(job => job.Id == id);
}
