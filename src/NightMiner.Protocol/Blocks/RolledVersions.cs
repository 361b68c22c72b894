using System.Numerics;

namespace NightMiner.Protocol.Blocks;

/// <summary>Which block versions a job is mined with, where the pool lets its bits be rolled (BIP 310).</summary>
public static class RolledVersions
{
    /// <summary>The bits that BIP 320 leaves to miners: 13 to 28. No others are ever touched.</summary>
    public const uint Bits = 0x1fffe000;

    /// <summary>
    /// Up to <paramref name="most"/> versions, the job's own first; empty where there is only that one.
    /// BIP 310 takes version = (job &amp; ~mask) | (bits &amp; mask), yet some pools take job XOR bits: both agree only
    /// where the job has zeros under the mask. So bits that the job has set already stay set, and the others count up.
    /// </summary>
    /// <param name="version">The job's version.</param>
    /// <param name="mask">The bits that the pool lets miners roll; those outside of <see cref="Bits"/> are left
    /// alone.</param>
    /// <param name="most">How many versions are wanted at most.</param>
    public static uint[] For(uint version, uint mask, int most)
    {
        uint free = mask & Bits & ~version;
        int count = (int)Math.Min(most, 1L << BitOperations.PopCount(free));
        if (count <= 1) return [];
        uint[] versions = new uint[count];
        uint rolled = 0;
        for (int i = 0; i < count; i++)
        {
            versions[i] = version | rolled;
            rolled = ((rolled | ~free) + 1) & free; // a counter whose digits are the free bits
        }
        return versions;
    }
}
