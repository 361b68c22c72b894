using System.Buffers.Binary;
using NightMiner.Pool.Chain;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Nodes;

namespace NightMiner.Pool.Nodes;

/// <summary>
/// A node's template and whom its block pays: all that a job's coinbase and a whole block are made of.
/// </summary>
internal sealed class NodeWork(BlockTemplate template, SoloOptions solo) : IGivenWork
{
    /// <summary>Bytes that the job's number takes beside the signature.</summary>
    public const int NumberSize = sizeof(uint);

    public BlockTemplate Template => template;

    /// <summary>
    /// The coinbase before extranonce1 and after extranonce2. The job's number is part of it, so that no two jobs ask
    /// for the same header.
    /// </summary>
    /// <exception cref="FormatException">The script has no room for all of it.</exception>
    public (byte[] Before, byte[] After) Coinbase(uint job, int extranonceSize)
    {
        byte[] number = new byte[NumberSize];
        BinaryPrimitives.WriteUInt32BigEndian(number, job);
        return solo.Builder(number).CoinbaseParts(template, extranonceSize);
    }

    /// <summary>The template as the pool's jobs know it.</summary>
    public PoolTemplate ToTemplate(long sequence) => new(sequence, template.Height, template.PreviousBlock)
    {
        MerkleBranch = BlockMerkle.Branch(template.Transactions.Select(transaction => transaction.Id)),
        Bits = template.Bits,
        Time = template.Time,
        Version = template.Version,
        Given = this,
    };

    /// <summary>The block, as submitblock wants it.</summary>
    public byte[] Block(ReadOnlySpan<byte> header, ReadOnlySpan<byte> coinbase) =>
        BlockBuilder.Block(template, BlockHeader.Parse(header), coinbase);
}
