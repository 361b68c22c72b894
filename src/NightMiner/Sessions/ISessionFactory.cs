using NightMiner.Protocol.Transport;

namespace NightMiner.Sessions;

/// <summary>
/// Opens sessions of one kind for one miner, and keeps what one connection has learned for the next. Used by one thread
/// at a time but for <see cref="AnswersAsync"/>.
/// </summary>
public interface ISessionFactory
{
    /// <summary>Connects to what the login names; nothing is said yet.</summary>
    /// <param name="login">Where to connect, and who to be there.</param>
    /// <param name="timeout">How long a connection may take to be made.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="ConnectionException">Nobody is reached there; the message says what to check.</exception>
    Task<IMiningSession> OpenAsync(PoolLogin login, TimeSpan timeout, CancellationToken stop);

    /// <summary>
    /// Finds out whether a pool serves again, while the mining goes on elsewhere, over a connection of its own and
    /// without a login. An open port alone proves little.
    /// </summary>
    /// <param name="login">The pool.</param>
    /// <param name="limit">How long the answer may take.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="IOException">It does not answer.</exception>
    Task<bool> AnswersAsync(PoolLogin login, TimeSpan limit, CancellationToken stop);

    /// <summary>The mining has ended: what still waits for another connection never gets one.</summary>
    void End()
    {
    }
}
