namespace NightMiner.Protocol.Transport;

/// <summary>
/// Why a connection could not be made or did not last. The numbers are fixed and the list may grow: code that switches
/// over it needs a default branch.
/// </summary>
public enum ConnectionProblem
{
    /// <summary>The host name has no address.</summary>
    UnknownHost = 0,

    /// <summary>Nobody listens there, or nobody answers in time.</summary>
    Unreachable = 1,

    /// <summary>The proxy can't be reached, refuses, or is not a proxy of that kind.</summary>
    Proxy = 2,

    /// <summary>Both sides could not agree on TLS, or the certificate is not valid.</summary>
    Tls = 3,

    /// <summary>The other side closed the connection: end of stream.</summary>
    Closed = 4,

    /// <summary>The connection broke: reset, cable, network.</summary>
    Broken = 5,

    /// <summary>The connection is up, but nothing came for longer than the limit.</summary>
    Silent = 6,

    /// <summary>What came is not Stratum, or a line is longer than the limit.</summary>
    Protocol = 7,

    /// <summary>A node is there but has no work yet: it starts, downloads the chain, or has no peers.</summary>
    NotReady = 8,
}

/// <summary>A connection could not be made or did not last. The message says what to check.</summary>
public sealed class ConnectionException : IOException
{
    /// <summary>Makes an exception.</summary>
    /// <param name="problem">What went wrong.</param>
    /// <param name="message">What went wrong and what to check, in words for the user.</param>
    /// <param name="cause">The exception behind it, if any.</param>
    public ConnectionException(ConnectionProblem problem, string message, Exception? cause = null)
        : base(message, cause) => Problem = problem;

    /// <summary>What went wrong.</summary>
    public ConnectionProblem Problem { get; }
}
