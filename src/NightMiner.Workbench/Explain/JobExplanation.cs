
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;

namespace NightMiner.Workbench.Explain;

/// <summary>
/// Every byte between a notify and the verdict on a share: the coinbase, its hash, the merkle fold, the header, the
/// targets.
/// </summary>
public sealed record JobExplanation
{
    /// <summary>The job, and what it depends on.</summary>
    public required JobTerms Terms { get; init; }

    /// <summary>The share; null where only the job is explained, under extranonce2 zeros and nonce 0.</summary>
    public Submit? Share { get; init; }

    /// <summary>The coinbase's fields in order, without gaps.</summary>
    public required IReadOnlyList<ByteField> Coinbase { get; init; }

    /// <summary>What is odd about the job; empty where nothing is.</summary>
    public required IReadOnlyList<string> Findings { get; init; }

    /// <summary>sha256d of the coinbase.</summary>
    public required Hash256 CoinbaseHash { get; init; }

    /// <summary>From that hash to the merkle root.</summary>
    public required IReadOnlyList<MerkleStep> Merkle { get; init; }

    /// <summary>The six fields of the header.</summary>
    public required IReadOnlyList<ByteField> HeaderFields { get; init; }

    /// <summary>The header, its hash, and whether that meets the share target.</summary>
    public required Reckoned Result { get; init; }

    /// <summary>The block's id: sha256d of the header, whatever the proof of work is.</summary>
    public required Hash256 BlockId { get; init; }

    /// <summary>The coinbase's bytes.</summary>
    public byte[] CoinbaseBytes => [.. Coinbase.SelectMany(part => part.Bytes.ToArray())];

    /// <summary>The network's target, from nbits; null where those are no valid target.</summary>
    public Target? NetworkTarget => new CompactBits(Terms.Notify.Bits).ToTarget();

    /// <summary>The network's difficulty in the algorithm's own count; null without a target.</summary>
    public double? NetworkDifficulty => NetworkTarget is { } network
        ? (double)Terms.Algorithm.DifficultyOne.Value.ToBigInteger() / (double)network.Value.ToBigInteger()
        : null;

    /// <summary>Whether the hash meets the network's target: a block.</summary>
    public bool IsBlock => NetworkTarget is { } network && network.IsMetBy(Result.Hash);

    /// <summary>Explains a job, and with a share also its hash.</summary>
    /// <param name="terms">The job, and what it depends on.</param>
    /// <param name="share">What was submitted for it; null for the job alone.</param>
    public static JobExplanation Of(JobTerms terms, Submit? share = null)
    {
        ArgumentNullException.ThrowIfNull(terms);
        Submit shown = share
            ?? new Submit("", terms.Notify.JobId, new byte[terms.Extranonce2Size], terms.Notify.Time, Nonce: 0);
        // A share of the wrong size is explained as it would be hashed; the finding says so.
        JobTerms sized = terms with { Extranonce2Size = shown.Extranonce2.Length };
        Reckoning right = Reckoning.Of(sized, shown);
        Reckoned result = right.Reckon();
        byte[] coinbase =
            [.. terms.Notify.Coinbase1.Span, .. right.Extranonce.Span, .. terms.Notify.Coinbase2.Span];
        (IReadOnlyList<ByteField> fields, IReadOnlyList<string> findings) = CoinbaseReader.Read(sized, coinbase);
        Hash256 coinbaseHash = DoubleSha256.Hash(coinbase);
        return new JobExplanation
        {
            Terms = terms,
            Share = share,
            Coinbase = fields,
            Findings = [.. findings, .. share is null ? [] : ShareFindings(terms, share)],
            CoinbaseHash = coinbaseHash,
            Merkle = MerkleStep.Fold(coinbaseHash, terms.Notify.MerkleBranch),
            HeaderFields = HeaderMap.Of(terms, result.Header, share),
            Result = result,
            BlockId = DoubleSha256.Hash(result.Header.ToArray()),
        };
    }

    private static IEnumerable<string> ShareFindings(JobTerms terms, Submit share)
    {
        if (share.JobId.Text != terms.Notify.JobId.Text)
            yield return $"the share is for job {Safe(share.JobId)}, this is job {Safe(terms.Notify.JobId)}";
        if (share.Extranonce2.Length != terms.Extranonce2Size)
            yield return $"extranonce2 has {share.Extranonce2.Length} bytes, the pool asked for "
                + $"{terms.Extranonce2Size}: pools refuse that, or cut or fill it";
        if (share.VersionBits is { } bits && (bits & ~terms.VersionMask) != 0)
            yield return $"version bits {Words.Hex(bits)} are outside of the mask {Words.Hex(terms.VersionMask)}: "
                + "pools refuse that";
        if (share.VersionBits is not null && (terms.Notify.Version & terms.VersionMask) != 0)
            yield return "the job's version has bits set under the mask: pools that XOR the version bits disagree "
                + "with BIP 310 here";
        if (share.Time < terms.Notify.Time)
            yield return "the share's time is before the job's: pools refuse that";
    }

    private static string Safe(JobId id) => PrintableText.From(id.Text, 40);
}
