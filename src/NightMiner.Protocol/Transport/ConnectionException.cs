namespace NightMiner.Protocol.Transport;

/// <summary>Why a connection could not be made or did not last.</summary>
public enum ConnectionProblem
{
    /// <summary>The host name has no address.</summary>
    UnknownHost,
    /// <summary>Nobody listens there, or nobody answers in time.</summary>
    Unreachable,
    /// <summary>The proxy can't be reached, refuses, or speaks something else.</summary>
    Proxy,
    /// <summary>TLS could not be agreed on, or the certificate does not hold.</summary>
    Tls,
    /// <summary>The other side closed the connection: end of stream.</summary>
    Closed,
    /// <summary>The connection broke: reset, cable, network.</summary>
    Broken,
    /// <summary>The connection stands but nothing came for the whole silence limit.</summary>
    Silent,
    /// <summary>What came is not Stratum, or a line exceeds the limit.</summary>
    Protocol,
    /// <summary>A node is there but has no work yet: it starts, downloads the chain, or has no peers.</summary>
    NotReady,
}

/// <summary>A connection could not be made or did not last. The message says what to check.</summary>
public sealed class ConnectionException : IOException
{
    /// <summary>Names the problem and says what to check.</summary>
    public ConnectionException(ConnectionProblem problem, string message, Exception? cause = null)
        : base(message, cause) => Problem = problem;

    /// <summary>What went wrong.</summary>
    public ConnectionProblem Problem { get; }
}
