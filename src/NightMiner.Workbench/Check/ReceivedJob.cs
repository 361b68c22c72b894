using System.Text.Json;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;

namespace NightMiner.Workbench.Check;

/// <summary>A job as a connection got it, under what the pool had said before it.</summary>
/// <param name="Notify">The job.</param>
/// <param name="Raw">Its parameters as they came.</param>
/// <param name="Difficulty">The difficulty said before it; null where none was.</param>
internal sealed record ReceivedJob(Notify Notify, JsonElement Raw, Difficulty? Difficulty)
{
    /// <summary>The pool's part of the coinbase when the job came.</summary>
    public required byte[] Extranonce1 { get; init; }

    public required int Extranonce2Size { get; init; }

    public string Id => Notify.JobId.Text;

    /// <summary>The header to hash; the nonce is 0.</summary>
    public BlockHeader HeaderFor(ReadOnlySpan<byte> extranonce2, uint version, uint time)
    {
        Coinbase coinbase = new(Notify.Coinbase1, Extranonce1, Notify.Coinbase2);
        Hash256 root = MerkleRoot.Fold(coinbase.Hash(extranonce2), Notify.MerkleBranch);
        return new BlockHeader(version, Notify.PreviousBlock, root, time, Notify.Bits, 0);
    }
}
