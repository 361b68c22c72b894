using NightMiner.Jobs;

namespace NightMiner.Sessions;

/// <summary>What the sessions of one miner get of it: a handful of references that does nothing itself.</summary>
internal sealed record SessionContext(
    MinerOptions Options, JobFactory Jobs, ShareLedger Shares, Action<Job?> ToWorkers, MinerEvents Events)
    : ISessionContext
{
    /// <inheritdoc/>
    public void Mine(Job? job) => ToWorkers(job);

    /// <inheritdoc/>
    public void Tell(MinerEvent news) => Events.Publish(news);
}
