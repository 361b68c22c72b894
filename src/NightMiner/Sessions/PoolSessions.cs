using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;

namespace NightMiner.Sessions;

/// <summary>Opens conversations with Stratum pools, and remembers what each pool can't stand.</summary>
internal sealed class PoolSessions(SessionContext context) : ISessionFactory
{
    private readonly PoolMemories _memories = new();

    /// <inheritdoc/>
    public async Task<IMiningSession> OpenAsync(PoolLogin login, TimeSpan timeout, CancellationToken stop)
    {
        Stream stream = await Dialer.ConnectAsync(login.Url, context.Options.Dial, timeout, stop)
            .ConfigureAwait(false);
        return PoolSession.Over(stream, context, login, _memories.Of(login.Url));
    }

    /// <inheritdoc/>
    public async Task<bool> AnswersAsync(PoolLogin login, TimeSpan limit, CancellationToken stop)
    {
        Stream stream =
            await Dialer.ConnectAsync(login.Url, context.Options.Dial, limit, stop).ConfigureAwait(false);
        await using StratumConnection connection = new(stream) { SilenceLimit = limit };
        // A login would count as a worker at some pools.
        await connection.SendAsync(new Subscribe(context.Options.Agent), stop).ConfigureAwait(false);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        ending.CancelAfter(limit);
        await foreach (ServerMessage message in connection.ReadAllAsync(ending.Token).ConfigureAwait(false))
            if (message is Reply { Request: Subscribe } reply)
                return reply.Error is null;
        return false;
    }
}
