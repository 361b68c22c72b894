using NightMiner.Protocol.Blocks;

namespace NightMiner.Workbench.Explain;

/// <summary>One level of the merkle tree: sha256d of two hashes side by side. Nothing is reversed.</summary>
/// <param name="Left">What came from the level below.</param>
/// <param name="Sibling">The pool's hash of that level.</param>
/// <param name="Parent">sha256d(Left ‖ Sibling).</param>
public sealed record MerkleStep(Hash256 Left, Hash256 Sibling, Hash256 Parent)
{
    internal static IReadOnlyList<MerkleStep> Fold(Hash256 coinbaseHash, IReadOnlyList<Hash256> branch)
    {
        List<MerkleStep> steps = [];
        Hash256 left = coinbaseHash;
        foreach (Hash256 sibling in branch)
        {
            Hash256 parent = MerkleRoot.Fold(left, [sibling]);
            steps.Add(new MerkleStep(left, sibling, parent));
            left = parent;
        }
        return steps;
    }
}
