namespace NightMiner.Pool;

/// <summary>The other end of a session. None of its members waits or throws.</summary>
internal interface ISessionClient
{
    /// <summary>The connection's number.</summary>
    long Number { get; }

    /// <summary>Queues a line, given with its end.</summary>
    void Send(byte[] line);

    /// <summary>Ends the connection once what is queued has been sent.</summary>
    void Drop(string reason);
}
