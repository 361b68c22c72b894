
using NightMiner.Jobs;
using NightMiner.Protocol.Transport;

namespace NightMiner.Sessions;

/// <summary>
/// One conversation with whoever gives the work: it publishes jobs to the miner and takes shares from it.
/// </summary>
internal interface IMiningSession : IAsyncDisposable
{
    /// <summary>Whether the login was accepted: jobs are being mined.</summary>
    bool IsLoggedIn { get; }

    /// <summary>Why the login was refused; null while it has not been.</summary>
    string? Refusal { get; }

    /// <summary>Where to connect next instead of here, when the conversation has ended; null: as usual.</summary>
    Redirect? Redirect => null;

    /// <summary>Connects to what the URL names; nothing is said yet.</summary>
    /// <exception cref="ConnectionException">Nobody is reached there; the message says what to check.</exception>
    static async Task<IMiningSession> OpenAsync(
        Miner miner, PoolLogin pool, TimeSpan timeout, CancellationToken stop) =>
        pool.Url.IsNode
            ? NodeSession.Open(miner, pool, timeout)
            : await PoolSession.OpenAsync(miner, pool, timeout, stop).ConfigureAwait(false);

    /// <summary>Talks until the other side closes the connection or refuses the login.</summary>
    /// <exception cref="ConnectionException">The connection broke, fell silent, or speaks something else.</exception>
    Task TalkAsync(CancellationToken closing);

    /// <summary>Sends a share; whatever happens, it ends in one count.</summary>
    Task SubmitAsync(Share share, CancellationToken closing);
}
