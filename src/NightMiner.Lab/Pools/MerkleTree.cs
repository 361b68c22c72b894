using NightMiner.Blocks;

namespace NightMiner.Lab.Pools;

/// <summary>
/// The tree of a block's transactions, as a pool needs it: the coinbase is the first leaf and differs in every job, so
/// the branch beside it is computed once and folded with each coinbase's hash.
/// </summary>
internal static class MerkleTree
{
    /// <summary>What the first leaf is folded with on its way up, lowest level first.</summary>
    /// <param name="others">The ids of all transactions but the coinbase.</param>
    public static IReadOnlyList<Hash256> Branch(IReadOnlyList<Hash256> others)
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

    private static Hash256 Pair(Hash256 left, Hash256 right)
    {
        Span<byte> both = stackalloc byte[2 * Hash256.Size];
        left.WriteTo(both);
        right.WriteTo(both[Hash256.Size..]);
        return DoubleSha256.Hash(both);
    }
}
