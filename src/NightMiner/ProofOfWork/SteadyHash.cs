using NightMiner.Protocol.Blocks;

namespace NightMiner.ProofOfWork;

/// <summary>
/// Whether an algorithm's Hash always gives the same result. One that does not (a random number in it, or a buffer that
/// several threads share) looks like a broken kernel or machine, and is neither.
/// </summary>
internal static class SteadyHash
{
    private const int Tries = 8;

    /// <summary>Hashes a header again a few times; null where the result stays the same.</summary>
    /// <param name="algorithm">The algorithm in doubt.</param>
    /// <param name="header">80 bytes.</param>
    /// <param name="before">What the same header gave before.</param>
    public static string? FindProblem(PowAlgorithm algorithm, ReadOnlySpan<byte> header, Hash256 before)
    {
        for (int i = 0; i < Tries; i++)
        {
            Hash256 again = algorithm.HashOf(header);
            if (again != before) return Describe(algorithm, $"the same header gave {before}, then {again}");
        }
        return null;
    }

    /// <summary>The sentence for people.</summary>
    public static string Describe(PowAlgorithm algorithm, string seen) =>
        $"the Hash of {algorithm} is not deterministic: {seen}; it must always give the same hash for the same header, "
        + "on any number of threads at once";
}
