using NightMiner.Jobs;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Transport;

namespace NightMiner.Sessions;

/// <summary>
/// One conversation with whoever gives the work: it turns what comes into jobs and takes shares to be handed in. A new
/// wire protocol is a class with this interface, and an <see cref="ISessionFactory"/> that opens it.
/// </summary>
public interface IMiningSession : IAsyncDisposable
{
    /// <summary>Whether the login was accepted: jobs are being mined.</summary>
    bool IsLoggedIn { get; }

    /// <summary>Why the login was refused; null while it has not been.</summary>
    string? Refusal { get; }

    /// <summary>
    /// The difficulty of the jobs to come; null while there is none. At a pool it is 1 until the pool says another.
    /// Read by any thread.
    /// </summary>
    Difficulty? Difficulty { get; }

    /// <summary>Where to connect next instead of here, when the conversation has ended; null: as usual.</summary>
    Redirect? Redirect => null;

    /// <summary>Talks until the other side closes the connection or refuses the login.</summary>
    /// <param name="closing">Ends the conversation.</param>
    /// <exception cref="ConnectionException">The connection broke, fell silent, or speaks something else.</exception>
    Task TalkAsync(CancellationToken closing);

    /// <summary>
    /// Hands in a share: enters it into <see cref="SessionContext.Shares"/> before its bytes leave. Whatever happens,
    /// the share ends in one count. Called by one thread at a time.
    /// </summary>
    /// <param name="share">A share of a job that this session made.</param>
    /// <param name="closing">Ends the conversation.</param>
    Task SubmitAsync(Share share, CancellationToken closing);
}
