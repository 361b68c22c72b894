namespace NightMiner.Pool.Sessions;

/// <summary>The other end of a session. None of its members waits or throws.</summary>
internal interface ISessionClient
{
    /// <summary>The connection's number.</summary>
    long Number { get; }

    /// <summary>Queues a line.</summary>
    /// <param name="line">The line with its end.</param>
    /// <param name="refused">What it refuses, where it is a refusal.</param>
    void Send(byte[] line, RefusalKind refused = RefusalKind.None);

    /// <summary>Ends the connection once what is queued has been sent.</summary>
    /// <param name="reason">Why, in words for the log.</param>
    /// <param name="cause">What was wrong with the line that led to it, where there was one.</param>
    void Drop(string reason, RefusalKind cause = RefusalKind.None);
}
