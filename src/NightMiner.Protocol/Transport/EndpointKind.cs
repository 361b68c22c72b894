namespace NightMiner.Protocol.Transport;

/// <summary>
/// What is spoken at an endpoint. The numbers are fixed and the list will grow (Stratum V2 comes next): code that
/// switches over it needs a default branch.
/// </summary>
public enum EndpointKind
{
    /// <summary>A mining pool that speaks Stratum: one JSON object a line, over TCP or TLS.</summary>
    Stratum = 0,

    /// <summary>A node of the coin itself, asked for block templates by JSON-RPC over HTTP.</summary>
    Node = 1,
}
