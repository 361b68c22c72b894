using System.Text.Json;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;

namespace NightMiner.TestSupport;

/// <summary>The golden vectors of Vectors/*.json.</summary>
internal static class GoldenData
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<GoldenTarget> Targets { get; } = Load<GoldenTarget>("targets.json");

    public static IReadOnlyList<GoldenHeader> Headers { get; } = Load<GoldenHeader>("headers.json");

    public static IReadOnlyList<GoldenJob> Jobs { get; } = Load<GoldenJob>("jobs.json");

    /// <summary>The job that NightMiner always had built in, with its scrypt share.</summary>
    public static GoldenJob BuiltIn => Jobs.Single(job => job.JobId == "1db7");

    private static T[] Load<T>(string file) =>
        JsonSerializer.Deserialize<T[]>(File.ReadAllText(Repo.TestPath("Vectors", file)), Options)!;
}

/// <summary>A difficulty as text, and its target for both algorithms.</summary>
public sealed record GoldenTarget(string Difficulty, string Sha256d, string Scrypt);

/// <summary>A header and its hashes, as displayed.</summary>
public sealed record GoldenHeader(string Name, string Header, string Sha256d, string Scrypt)
{
    public override string ToString() => Name;
}

/// <summary>A notify and a share that was really found.</summary>
public sealed record GoldenJob(string Name, string Algorithm, string JobId, string Prevhash, string Coinb1,
    string Coinb2, string[] MerkleBranches, string Version, string Nbits, string Ntime, string Extranonce1,
    string Extranonce2, string Nonce, string? VersionBits, string MerkleRoot, string Header, string Hash)
{
    public PowAlgorithm Pow => Algorithms.Get(Algorithm);

    public uint NonceValue => Convert.ToUInt32(Nonce, 16);

    public byte[] Extranonce1Bytes => Convert.FromHexString(Extranonce1);

    public byte[] Extranonce2Bytes => Convert.FromHexString(Extranonce2);

    /// <summary>The version in the header: rolled where the share was.</summary>
    public uint HeaderVersion => VersionBits is null
        ? Convert.ToUInt32(Version, 16)
        : (Convert.ToUInt32(Version, 16) & ~0x1fffe000u) | (Convert.ToUInt32(VersionBits, 16) & 0x1fffe000u);

    public Hash256 ExpectedHash => Hash256.FromDisplay(Hash);

    /// <summary>The line that a pool sends.</summary>
    public string NotifyLine(bool clean = true) => Lines.Notify(
        $"\"{JobId}\"", Prevhash, Coinb1, Coinb2, MerkleBranches, Version, Nbits, Ntime, clean);

    public Notify ToNotify() => (Notify)MessageReader.Read(System.Text.Encoding.UTF8.GetBytes(NotifyLine()));

    public override string ToString() => Name;
}
