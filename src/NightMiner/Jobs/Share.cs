using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;

namespace NightMiner.Jobs;

/// <summary>A header whose hash meets the pool's target, checked with the algorithm's own Hash.</summary>
/// <param name="Job">The job that it belongs to.</param>
/// <param name="Extranonce2">Our part of the coinbase.</param>
/// <param name="Header">The header that was hashed: with its nonce, time and version.</param>
/// <param name="Hash">Its proof-of-work hash.</param>
public sealed record Share(Job Job, ReadOnlyMemory<byte> Extranonce2, BlockHeader Header, Hash256 Hash)
{
    /// <summary>The nonce.</summary>
    public uint Nonce => Header.Nonce;

    /// <summary>The block time (ntime).</summary>
    public uint Time => Header.Time;

    /// <summary>The difficulty that this hash would just meet; at least the pool's.</summary>
    public double Difficulty => Protocol.Blocks.Difficulty.Of(Hash, Job.Algorithm.DifficultyOne);

    /// <summary>Whether the hash meets the network's target too: a block.</summary>
    public bool IsBlock => Job.Bits.ToTarget() is { } network && network.IsMetBy(Hash);

    /// <summary>What is sent to the pool.</summary>
    /// <param name="worker">The name that was authorized.</param>
    public Submit ToSubmit(string worker) =>
        new(worker, Job.Id, Extranonce2, Time, Nonce, VersionBits(Job.VersionMask));

    /// <summary>What BIP 310 submits as version bits: those of the header under the mask; null for none.</summary>
    internal uint? VersionBits(uint? mask) => Header.Version & mask;

    /// <summary>Whether a pool that lets these bits be rolled can build this header: null for none.</summary>
    internal bool IsWithin(uint? mask) => ((Header.Version ^ Job.Version) & ~(mask ?? 0)) == 0;
}
