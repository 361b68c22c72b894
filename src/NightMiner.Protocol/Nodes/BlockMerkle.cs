using NightMiner.Protocol.Blocks;

namespace NightMiner.Protocol.Nodes;

/// <summary>
/// The two merkle trees of a block: of the transactions' ids, and of their ids with witness (BIP 141). All hashes are
/// in the order of computation.
/// </summary>
public static class BlockMerkle
{
    /// <summary>
    /// The hashes that the coinbase's id, the first leaf, is combined with on the way to the root, from the lowest
    /// level up (see <see cref="Blocks.MerkleRoot.Fold"/>).
    /// </summary>
    /// <param name="others">The ids of all other transactions, in the order of computation.</param>
    public static IReadOnlyList<Hash256> Branch(IEnumerable<Hash256> others)
    {
        List<Hash256> branch = [];
        List<Hash256> level = [.. others]; // without its first node, which is not known yet
        while (level.Count > 0)
        {
            branch.Add(level[0]);
            List<Hash256> above = [];
            for (int i = 1; i < level.Count; i += 2) // a last one alone is paired with itself
                above.Add(Pair(level[i], level[Math.Min(i + 1, level.Count - 1)]));
            level = above;
        }
        return branch;
    }

    /// <summary>
    /// The output script that commits to all witnesses (BIP 141): OP_RETURN, a push of 36 bytes, aa21a9ed and
    /// sha256d(root ‖ 32 zero bytes). The coinbase's own leaf in that tree is 32 zero bytes.
    /// </summary>
    /// <param name="others">The ids with witness of all other transactions, in the order of computation.</param>
    public static byte[] WitnessCommitment(IEnumerable<Hash256> others)
    {
        Hash256 root = Blocks.MerkleRoot.Fold(default, Branch(others));
        return [0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed, .. Pair(root, default).ToArray()];
    }

    private static Hash256 Pair(Hash256 left, Hash256 right)
    {
        Span<byte> both = stackalloc byte[2 * Hash256.Size];
        left.WriteTo(both);
        right.WriteTo(both[Hash256.Size..]);
        return DoubleSha256.Hash(both);
    }
}
