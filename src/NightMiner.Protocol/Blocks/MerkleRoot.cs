namespace NightMiner.Protocol.Blocks;

/// <summary>Folds a coinbase's hash with a merkle branch. Nothing is reversed on the way.</summary>
public static class MerkleRoot
{
    /// <summary>h = sha256d(h ‖ b) for each hash b of the branch, from the lowest level up.</summary>
    /// <param name="coinbaseHash">sha256d of the coinbase, in the order of its computation.</param>
    /// <param name="branch">The siblings on the coinbase's way to the root.</param>
    public static Hash256 Fold(Hash256 coinbaseHash, IReadOnlyList<Hash256> branch)
    {
        ArgumentNullException.ThrowIfNull(branch);
        Span<byte> pair = stackalloc byte[2 * Hash256.Size];
        Hash256 root = coinbaseHash;
        foreach (Hash256 sibling in branch)
        {
            root.WriteTo(pair);
            sibling.WriteTo(pair[Hash256.Size..]);
            root = DoubleSha256.Hash(pair);
        }
        return root;
    }
}
