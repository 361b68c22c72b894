namespace NightMiner.Sessions;

/// <summary>Opens conversations with nodes, and keeps blocks that one of them did not take for the next.</summary>
internal sealed class NodeSessions(SessionContext context) : ISessionFactory
{
    private readonly KeptBlocks _kept = new(context);

    /// <inheritdoc/>
    public Task<IMiningSession> OpenAsync(PoolLogin login, TimeSpan timeout, CancellationToken stop) =>
        Task.FromResult<IMiningSession>(NodeSession.Open(context, _kept, login, timeout));

    /// <inheritdoc/>
    public Task<bool> AnswersAsync(PoolLogin login, TimeSpan limit, CancellationToken stop) =>
        NodeSession.AnswersAsync(context.Options, login, limit, stop);

    /// <inheritdoc/>
    public void End() => _kept.GiveUp();
}
