using System.Globalization;
using System.Text;
using NightMiner.Pool.Chain;
using NightMiner.Pool.Messages;
using NightMiner.Pool.Profiles;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Pool.Judging;

/// <summary>A share while it is judged: its texts, the job that it claims, and its hash once somebody asks.</summary>
internal sealed class ShareTrial(PoolOptions options, Submission share, SessionState session)
{
    private const int WordDigits = 8;

    private byte[] _header = [];
    private Hash256 _hash;

    public Submission Share => share;

    public SessionState Session => session;

    /// <summary>The job, once it was looked up.</summary>
    public SentJob? Job { get; private set; }

    /// <summary>The proof of work. The job must have been found.</summary>
    public Hash256 Hash
    {
        get
        {
            if (_header.Length > 0) return _hash;
            _header = Job!.Job.HeaderOf(Solution()).ToArray();
            return _hash = options.Algorithm.HashOf(_header);
        }
    }

    /// <summary>The highest difficulty that the hash meets.</summary>
    public double Difficulty => Protocol.Blocks.Difficulty.Of(Hash, options.Algorithm.DifficultyOne);

    /// <summary>Whether the hash meets the network's target.</summary>
    public bool IsBlock => Job!.Job.Template.NetworkTarget.IsMetBy(Hash);

    /// <summary>What tells this share from others: two shares with the same key are duplicates.</summary>
    public Hash256 Key => options.Profile.Quirks.Duplicates switch
    {
        DuplicateRule.Text => KeyOf(share.Extranonce2, share.Ntime, share.Nonce),
        DuplicateRule.TextAnyCase => KeyOf(
            share.Extranonce2?.ToLowerInvariant(), share.Ntime?.ToLowerInvariant(), share.Nonce?.ToLowerInvariant()),
        DuplicateRule.Everything => KeyOf(
            share.VersionBits, share.Nonce, share.Extranonce2, share.Ntime, share.JobId),
        _ => Hash,
    };

    /// <summary>Looks the job up; null where the connection has none of this name.</summary>
    public SentJob? FindJob()
    {
        Job = session.Jobs.Find(share.JobId ?? "");
        Job?.Expire(options.Clock.GetUtcNow());
        return Job;
    }

    /// <summary>The outcome.</summary>
    public Judgement End(Refusal? refusal) => new(refusal)
    {
        Job = Job,
        Header = _header,
        Difficulty = _header.Length > 0 ? Difficulty : null,
        IsBlock = refusal is null && IsBlock,
        Coinbase = refusal is null && IsBlock ? Job!.Job.CoinbaseOf(Solution()) : [],
    };

    private static Hash256 KeyOf(params ReadOnlySpan<string?> texts) =>
        DoubleSha256.Hash(Encoding.UTF8.GetBytes(string.Join('\n', texts)));

    private Solution Solution()
    {
        PoolQuirks quirks = options.Profile.Quirks;
        uint version = Job!.Job.Template.Version;
        uint bits = Word(share.VersionBits);
        if (session.RollingMask is { } mask)
            version = quirks.VersionXor ? version ^ bits : version & ~mask | bits & mask; // the latter: BIP 310
        string extranonce2 = share.Extranonce2 ?? "";
        int digits = 2 * options.Extranonce2Size;
        if (quirks.PadsExtranonce2) extranonce2 = extranonce2.PadRight(digits, '0')[..digits];
        byte[] extranonce = [.. Job.Extranonce1 ?? session.Extranonce1, .. Bytes(extranonce2)];
        return new Solution(extranonce, version, Word(share.Ntime), Word(share.Nonce));
    }

    // A field that was not checked may hold anything: it is read as far as it is hex, as scripting languages do.
    private static byte[] Bytes(string text) => Convert.FromHexString(HexPart(text)[..(HexPart(text).Length / 2 * 2)]);

    private static uint Word(string? text)
    {
        string digits = HexPart(text ?? "");
        if (digits.Length > WordDigits) digits = digits[^WordDigits..];
        return digits.Length == 0 ? 0
            : uint.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    private static string HexPart(string text)
    {
        int end = 0;
        while (end < text.Length && char.IsAsciiHexDigit(text[end])) end++;
        return text[..end];
    }
}
