namespace NightMiner.Workbench.Explain;

/// <summary>Who put a byte where it stands.</summary>
public enum ByteSource
{
    /// <summary>The pool, in coinb1 of the notify.</summary>
    Coinbase1,
    /// <summary>The pool, in the answer to mining.subscribe.</summary>
    Extranonce1,
    /// <summary>The miner, who counts it up.</summary>
    Extranonce2,
    /// <summary>The pool, in coinb2 of the notify.</summary>
    Coinbase2,
    /// <summary>The pool, in another field of the notify.</summary>
    Notify,
    /// <summary>Nobody: it is computed from what stands before it.</summary>
    Computed,
    /// <summary>The miner.</summary>
    Miner,
}

/// <summary>Some neighbouring bytes of the coinbase or of the header, and what they say.</summary>
/// <param name="Offset">Where they begin, counted in bytes from 0.</param>
/// <param name="Bytes">As they are hashed.</param>
/// <param name="Name">A short name: "version", "extranonce1".</param>
/// <param name="Meaning">The value as people say it.</param>
/// <param name="Source">Who put them there.</param>
public sealed record ByteField(int Offset, ReadOnlyMemory<byte> Bytes, string Name, string Meaning, ByteSource Source)
{
    /// <summary>The hex text on the wire; null where these bytes were not sent as a field of their own.</summary>
    public string? AsSent { get; init; }

    /// <summary>What is done between the wire and the header, and why; empty in the coinbase.</summary>
    public string Change { get; init; } = "";

    /// <summary>The bytes as lower-case hex.</summary>
    public string Hex => Convert.ToHexStringLower(Bytes.Span);
}
