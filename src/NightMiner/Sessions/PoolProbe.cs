using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;

namespace NightMiner.Sessions;

/// <summary>
/// Finds out whether a pool serves again, while the mining goes on elsewhere: a connection of its own, and
/// mining.subscribe, or a node's first call. An open port alone proves little; a login would count as a worker at some
/// pools.
/// </summary>
internal static class PoolProbe
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(15);

    /// <summary>Whether the pool answers; a failure of whatever kind is a no.</summary>
    public static async Task<bool> AnswersAsync(PoolLogin pool, MinerOptions options, CancellationToken stop)
    {
        try
        {
            if (pool.Url.IsNode)
                return await NodeSession.AnswersAsync(options, pool, AnswerLimit, stop).ConfigureAwait(false);
            Stream stream =
                await Dialer.ConnectAsync(pool.Url, options.Dial, AnswerLimit, stop).ConfigureAwait(false);
            await using StratumConnection connection = new(stream) { SilenceLimit = AnswerLimit };
            await connection.SendAsync(new Subscribe(options.Agent), stop).ConfigureAwait(false);
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(AnswerLimit);
            await foreach (ServerMessage message in connection.ReadAllAsync(limit.Token).ConfigureAwait(false))
                if (message is Reply { Request: Subscribe } reply)
                    return reply.Error is null;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException) { }
        return false;
    }
}
