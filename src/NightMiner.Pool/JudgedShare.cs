using System.Runtime.CompilerServices;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Pool;

/// <summary>
/// A share as a client sent it, and what became of it. The texts are the client's own: unprintable characters are
/// replaced, long texts are cut, and a field that the client left out is empty. Two are equal only where they are the
/// same object.
/// </summary>
public sealed record JudgedShare
{
    /// <summary>When it was judged, by the pool's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The number of the connection that it came through.</summary>
    public required long Connection { get; init; }

    /// <summary>What the pool thinks of it.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The worker's name.</summary>
    public string Worker { get; init; } = "";

    /// <summary>The name of the job that it claims to solve.</summary>
    public string JobId { get; init; } = "";

    /// <summary>Hex, in the order in which the bytes stand in the coinbase.</summary>
    public string Extranonce2 { get; init; } = "";

    /// <summary>Hex of a big-endian number: the block time in seconds since 1970.</summary>
    public string Ntime { get; init; } = "";

    /// <summary>Hex of a big-endian number.</summary>
    public string Nonce { get; init; } = "";

    /// <summary>Hex of a big-endian number (BIP 310); empty without version rolling.</summary>
    public string VersionBits { get; init; } = "";

    /// <summary>The difficulty that its job was sent with; null where the job is not known.</summary>
    public Difficulty? Required { get; init; }

    /// <summary>The highest difficulty that its hash meets; null where the pool did not come to hashing it.</summary>
    public double? Difficulty { get; init; }

    /// <summary>The 80 bytes that the pool hashed, as a block has them; empty where it did not come to that.</summary>
    public ReadOnlyMemory<byte> Header { get; init; }

    /// <summary>Whether the hash also meets the network's target.</summary>
    public bool IsBlock { get; init; }

    /// <summary>Whether it is the same object.</summary>
    public bool Equals(JudgedShare? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
}
