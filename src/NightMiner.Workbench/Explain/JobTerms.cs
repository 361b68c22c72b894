
using NightMiner.Jobs;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Addresses;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;

namespace NightMiner.Workbench.Explain;

/// <summary>A job with all that it depends on: what the pool just said, under what it said before.</summary>
public sealed record JobTerms
{
    /// <summary>The mining.notify.</summary>
    public required Notify Notify { get; init; }

    /// <summary>How a header is hashed.</summary>
    public required PowAlgorithm Algorithm { get; init; }

    /// <summary>The pool's part of the coinbase, 0 to 32 bytes.</summary>
    public ReadOnlyMemory<byte> Extranonce1 { get; init; }

    /// <summary>How many bytes of the coinbase the miner varies, 0 to 32.</summary>
    public int Extranonce2Size { get; init; }

    /// <summary>The difficulty in force when the notify came.</summary>
    public Difficulty Difficulty { get; init; } = Difficulty.One;

    /// <summary>The version bits that the miner may roll, once a share brings some (BIP 310).</summary>
    public uint VersionMask { get; init; } = RolledVersions.Bits;

    /// <summary>The networks whose addresses are shown; empty: the main ones of the algorithm.</summary>
    public IReadOnlyList<CoinNetwork> Networks { get; init; } = [];

    /// <summary>What the hash of a share must not exceed.</summary>
    public Target Target => Target.FromDifficulty(Difficulty, Algorithm.DifficultyOne);

    /// <summary>The terms of a miner's job.</summary>
    public static JobTerms Of(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return new JobTerms
        {
            Notify = new Notify(job.Id, job.PreviousBlock, job.Coinbase.Part1, job.Coinbase.Part2, job.MerkleBranch,
                job.Version, job.Bits.Value, job.Time, CleanJobs: false),
            Algorithm = job.Algorithm,
            Extranonce1 = job.Extranonce1,
            Extranonce2Size = job.Extranonce2Size,
            Difficulty = job.Difficulty,
            VersionMask = job.VersionMask ?? RolledVersions.Bits,
        };
    }
}
