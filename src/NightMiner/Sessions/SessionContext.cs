using NightMiner.Jobs;

namespace NightMiner.Sessions;

/// <summary>What the sessions of one miner get of it.</summary>
internal sealed class SessionContext(MinerOptions options, Action<Job?> mine, MinerEvents events) : ISessionContext
{
    /// <summary>What messages from the wire may make of events.</summary>
    public EventBudget Budget { get; } = new(events.Publish, TimeProvider.System);

    /// <inheritdoc/>
    public MinerOptions Options => options;

    /// <inheritdoc/>
    public JobFactory Jobs { get; } = new(options.Algorithm);

    /// <inheritdoc/>
    public ShareLedger Shares { get; } = new(events.Publish);

    /// <inheritdoc/>
    public void Mine(Job? job) => mine(job);

    /// <inheritdoc/>
    public void Tell(MinerEvent news) => Budget.Tell(news);
}
