
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;

namespace NightMiner.Workbench.Explain;

/// <summary>The six fields of the 80 bytes: as sent, what is turned round and why, the value.</summary>
internal static class HeaderMap
{
    private const string Turned = "big-endian on the wire, little-endian in the header: its 4 bytes turn round";

    public static IReadOnlyList<ByteField> Of(JobTerms terms, BlockHeader header, Submit? share)
    {
        byte[] bytes = header.ToArray();
        Notify job = terms.Notify;
        bool isRolled = header.Version != job.Version;
        ByteField Field(int offset, int size, string name, string meaning, ByteSource source) =>
            new(offset, bytes.AsMemory(offset, size), name, meaning, source);

        return
        [
            Field(0, 4, "version", Words.Version(header.Version), isRolled ? ByteSource.Miner : ByteSource.Notify) with
            {
                AsSent = Words.Hex(job.Version),
                Change = isRolled
                    ? $"rolled by the miner (BIP 310): its bits {Words.Hex(share!.VersionBits!.Value)} under the mask "
                        + $"{Words.Hex(terms.VersionMask)} make {Words.Hex(header.Version)}; then {Turned}"
                    : Turned,
            },
            Field(4, Hash256.Size, "previous block", $"block {header.PreviousBlock}", ByteSource.Notify) with
            {
                AsSent = SentPreviousBlock(job.PreviousBlock),
                Change = "sent with each 4-byte word turned round, an oddity of Stratum: neither the order of the "
                    + "header nor that of people; each word is turned back, the words stay where they are",
            },
            Field(36, Hash256.Size, "merkle root", $"people write it reversed: {header.MerkleRoot}",
                ByteSource.Computed) with
            {
                Change = "computed from the coinbase and the branch; nothing is turned round",
            },
            Field(68, 4, "time", Words.Time(header.Time) + Ahead(header.Time, job.Time),
                header.Time == job.Time ? ByteSource.Notify : ByteSource.Miner) with
            {
                AsSent = Words.Hex(header.Time),
                Change = Turned,
            },
            Field(72, 4, "bits", Words.Bits(header.Bits), ByteSource.Notify) with
            {
                AsSent = Words.Hex(header.Bits),
                Change = Turned,
            },
            Field(BlockHeader.NonceOffset, 4, "nonce", share is null
                ? "yours: any of 2^32 values"
                : FormattableString.Invariant($"{header.Nonce:N0}"), ByteSource.Miner) with
            {
                AsSent = share is null ? null : Words.Hex(header.Nonce),
                Change = share is null ? "" : Turned,
            },
        ];
    }

    /// <summary>As in a notify: each 4-byte word of the header's bytes turned round.</summary>
    private static string SentPreviousBlock(Hash256 hash) => Convert.ToHexStringLower(hash.ToStratumBytes());

    private static string Ahead(uint time, uint jobTime) => ((long)time - jobTime) switch
    {
        0 => "",
        > 0 and var seconds => FormattableString.Invariant($", {seconds:N0} s after the job's"),
        var seconds => FormattableString.Invariant($", {-seconds:N0} s before the job's: pools refuse that"),
    };
}
