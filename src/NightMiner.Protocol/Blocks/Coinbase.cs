namespace NightMiner.Protocol.Blocks;

/// <summary>
/// The transaction that pays the miner, in the two parts that a pool sends; the extranonces go between them.
/// </summary>
/// <param name="Part1">Everything before extranonce1 (coinb1).</param>
/// <param name="Extranonce1">The pool's part: it tells this connection from others.</param>
/// <param name="Part2">Everything after extranonce2 (coinb2).</param>
public sealed record Coinbase(
    ReadOnlyMemory<byte> Part1, ReadOnlyMemory<byte> Extranonce1, ReadOnlyMemory<byte> Part2)
{
    /// <summary>The whole transaction, without witness: what is hashed for the merkle tree.</summary>
    public byte[] ToArray(ReadOnlySpan<byte> extranonce2) =>
        [.. Part1.Span, .. Extranonce1.Span, .. extranonce2, .. Part2.Span];

    /// <summary>Whether both are made of the same bytes, cut in the same places.</summary>
    public bool Equals(Coinbase? other) => other is not null && Part1.Span.SequenceEqual(other.Part1.Span)
        && Extranonce1.Span.SequenceEqual(other.Extranonce1.Span) && Part2.Span.SequenceEqual(other.Part2.Span);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = new();
        hash.AddBytes(Part1.Span);
        hash.AddBytes(Extranonce1.Span);
        hash.AddBytes(Part2.Span);
        return hash.ToHashCode();
    }

    /// <summary>sha256d of the transaction, in the order of its computation.</summary>
    public Hash256 Hash(ReadOnlySpan<byte> extranonce2) => DoubleSha256.Hash(ToArray(extranonce2));
}
