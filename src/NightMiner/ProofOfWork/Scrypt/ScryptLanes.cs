
using NightMiner.Hashing;

namespace NightMiner.ProofOfWork;

/// <summary>
/// How many hashes a thread of scrypt may mix at a time. Each takes 128 KiB, so the best number is a matter of how much
/// of the caches a thread has; few leave the CPU waiting for results.
/// </summary>
internal static class ScryptLanes
{
    /// <summary>The vectors of hashes where nobody asks: all that the registers of AVX-512 hold.</summary>
    public const int UsualGroups = 6;

    private static readonly int[] s_groups = [3, 4, 6, 8, 12];

    /// <summary>What can be chosen, in ascending order.</summary>
    /// <param name="hashes">The hashes in a vector.</param>
    public static IReadOnlyList<int> Choices(int hashes) => [.. s_groups.Select(groups => groups * hashes)];

    /// <summary>The same by instruction set; none for the reference.</summary>
    public static IReadOnlyList<int> Choices(Isa isa) => isa.Bits == 0 ? [] : Choices(HashesOf(isa));

    /// <summary>The usual number.</summary>
    public static int Usual(Isa isa) => UsualGroups * HashesOf(isa);

    /// <summary>The vectors that a number of hashes makes; the usual number where it is none of the choices.</summary>
    public static int Groups(int hashes, int? lanes) =>
        lanes is { } number && Choices(hashes).Contains(number) ? number / hashes : UsualGroups;

    private static int HashesOf(Isa isa) => isa.Bits / 128;
}
