using NightMiner.Protocol.Blocks;

namespace NightMiner.Pool;

/// <summary>
/// A share as a client sent it, and what became of it. The texts are the client's own, made printable and cut to a
/// sane length; a field that the client left out is empty.
/// </summary>
public sealed record JudgedShare
{
    /// <summary>When it was judged.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The number of the connection that it came through.</summary>
    public required long Connection { get; init; }

    /// <summary>What the pool answered.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Who sent it.</summary>
    public string Worker { get; init; } = "";

    /// <summary>The job that it claims to solve.</summary>
    public string JobId { get; init; } = "";

    /// <summary>Hex, in the order of the coinbase's bytes.</summary>
    public string Extranonce2 { get; init; } = "";

    /// <summary>Hex of a big-endian number: seconds since 1970.</summary>
    public string Ntime { get; init; } = "";

    /// <summary>Hex of a big-endian number.</summary>
    public string Nonce { get; init; } = "";

    /// <summary>Hex of a big-endian number (BIP 310); empty without version rolling.</summary>
    public string VersionBits { get; init; } = "";

    /// <summary>The difficulty of the job when it was sent; null where the job is not known.</summary>
    public Difficulty? Required { get; init; }

    /// <summary>The difficulty that the hash just meets; null where it did not come to hashing.</summary>
    public double? Difficulty { get; init; }

    /// <summary>The 80 bytes that the pool hashed; empty where it did not come to hashing.</summary>
    public ReadOnlyMemory<byte> Header { get; init; }

    /// <summary>Whether the hash also met the network's target.</summary>
    public bool IsBlock { get; init; }
}
