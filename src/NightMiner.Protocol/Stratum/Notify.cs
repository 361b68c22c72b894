using System.Globalization;
using System.Text.Json;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Text;

namespace NightMiner.Protocol.Stratum;

/// <summary>mining.notify: a new job. Fields are in wire order.</summary>
/// <param name="JobId">Goes back with each share.</param>
/// <param name="PreviousBlock">The block to build on.</param>
/// <param name="Coinbase1">The coinbase before extranonce1.</param>
/// <param name="Coinbase2">The coinbase after extranonce2.</param>
/// <param name="MerkleBranch">What the coinbase's hash is folded with, lowest level first.</param>
/// <param name="Version">The block version.</param>
/// <param name="Bits">The network's target in compact form.</param>
/// <param name="Time">The block time, in seconds since 1970.</param>
/// <param name="CleanJobs">Whether all earlier jobs are void.</param>
public sealed record Notify(JobId JobId, Hash256 PreviousBlock, ReadOnlyMemory<byte> Coinbase1,
    ReadOnlyMemory<byte> Coinbase2, IReadOnlyList<Hash256> MerkleBranch, uint Version, uint Bits, uint Time,
    bool CleanJobs) : ServerMessage
{
    /// <summary>The method's name on the wire.</summary>
    public const string MethodName = "mining.notify";

    /// <summary>A tree of 2^32 transactions; more is an attack or a bug.</summary>
    public const int BranchLimit = 32;

    /// <summary>Reads the nine parameters; more are ignored and a missing last one means false.</summary>
    /// <exception cref="FormatException">A parameter is missing or malformed; the message names it.</exception>
    public static Notify Parse(JsonElement parameters)
    {
        if (parameters.ValueKind != JsonValueKind.Array || parameters.GetArrayLength() < 8)
            throw new FormatException("mining.notify has fewer than 8 parameters");
        JsonElement branch = parameters[4];
        if (branch.ValueKind != JsonValueKind.Array || branch.GetArrayLength() > BranchLimit)
            throw new FormatException($"the merkle branch is not a list of at most {BranchLimit} hashes");
        return new Notify(
            JobId.From(parameters[0]) ?? throw new FormatException(
                $"the job id is neither text nor a number of up to {JobId.LengthLimit} characters"),
            Hash256.FromStratum(Hex.Bytes(parameters[1], "the previous block's hash", Hash256.Size)),
            Hex.Bytes(parameters[2], "coinbase1"),
            Hex.Bytes(parameters[3], "coinbase2"),
            [.. branch.EnumerateArray().Select(hash => new Hash256(Hex.Bytes(hash, "a merkle branch", Hash256.Size)))],
            Hex.Word(parameters[5], "version"),
            Hex.Word(parameters[6], "nbits"),
            Hex.Word(parameters[7], "ntime"),
            parameters.GetArrayLength() > 8 && parameters[8].ValueKind == JsonValueKind.True);
    }

    /// <summary>Writes the nine parameters as an array.</summary>
    public void WriteParameters(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        JobId.WriteTo(json);
        json.WriteStringValue(Convert.ToHexStringLower(PreviousBlock.ToStratumBytes()));
        json.WriteStringValue(Convert.ToHexStringLower(Coinbase1.Span));
        json.WriteStringValue(Convert.ToHexStringLower(Coinbase2.Span));
        json.WriteStartArray();
        foreach (Hash256 hash in MerkleBranch) json.WriteStringValue(Convert.ToHexStringLower(hash.ToArray()));
        json.WriteEndArray();
        json.WriteStringValue(Version.ToString("x8", CultureInfo.InvariantCulture));
        json.WriteStringValue(Bits.ToString("x8", CultureInfo.InvariantCulture));
        json.WriteStringValue(Time.ToString("x8", CultureInfo.InvariantCulture));
        json.WriteBooleanValue(CleanJobs);
        json.WriteEndArray();
    }

    /// <summary>Whether all members are the same: bytes and hashes are compared one by one.</summary>
    public bool Equals(Notify? other) => other is not null && JobId == other.JobId
        && PreviousBlock == other.PreviousBlock && MerkleBranch.SequenceEqual(other.MerkleBranch)
        && Contents.AreSame(Coinbase1, other.Coinbase1) && Contents.AreSame(Coinbase2, other.Coinbase2)
        && (Version, Bits, Time, CleanJobs) == (other.Version, other.Bits, other.Time, other.CleanJobs);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(JobId, PreviousBlock, Version, Bits, Time, CleanJobs,
        HashCode.Combine(Contents.HashOf(Coinbase1), Contents.HashOf(Coinbase2), MerkleBranch.Count));
}
