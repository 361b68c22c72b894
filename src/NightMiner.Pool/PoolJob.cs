using NightMiner.Pool.Profiles;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;

namespace NightMiner.Pool;

/// <summary>A template under a number of its own, ready to be sent. Immutable; shared by all who are sent it.</summary>
internal sealed class PoolJob
{
    private readonly byte[] _coinbase1;
    private readonly byte[] _coinbase2;
    private readonly JobId _name;
    private readonly bool _isUnpadded;
    private byte[]? _line;
    private byte[]? _cleanLine;

    public PoolJob(uint number, PoolTemplate template, PoolOptions options)
    {
        PoolQuirks quirks = options.Profile.Quirks;
        _name = JobLine.IdOf(quirks.JobId, number, template.Time);
        _isUnpadded = quirks.UnpaddedHex;
        Template = template;
        int extranonceSize = options.Extranonce1Size + options.Extranonce2Size;
        (_coinbase1, _coinbase2) = template.Node?.Coinbase(number, extranonceSize)
            ?? (PoolCoinbase.Before(template.Height, number, extranonceSize), PoolCoinbase.After);
        if (options.Defects.Contains(PoolDefect.WrongScriptLength)) _coinbase1[PoolCoinbase.ScriptLengthAt]++;
    }

    /// <summary>The name on the wire: a hex counter, unless the pool names its jobs otherwise.</summary>
    public string Id => _name.Text;

    public PoolTemplate Template { get; }

    /// <summary>The notify's line with its end, made once for all connections.</summary>
    /// <param name="clean">Whether all earlier jobs are void.</param>
    public byte[] NotifyLine(bool clean) => clean ? _cleanLine ??= MakeLine(true) : _line ??= MakeLine(false);

    /// <summary>The header that a share claims to solve this job with.</summary>
    public BlockHeader HeaderOf(in Solution solution)
    {
        Hash256 root = MerkleRoot.Fold(DoubleSha256.Hash(CoinbaseOf(in solution)), Template.MerkleBranch);
        return new BlockHeader(solution.Version, Template.PreviousBlock, root,
            solution.Time, Template.Bits.Value, solution.Nonce);
    }

    /// <summary>The coinbase of a share's header, without witness.</summary>
    public byte[] CoinbaseOf(in Solution solution) => [.. _coinbase1, .. solution.Extranonce, .. _coinbase2];

    private byte[] MakeLine(bool clean)
    {
        Notify notify = new(_name, Template.PreviousBlock, _coinbase1, _coinbase2,
            Template.MerkleBranch, Template.Version, Template.Bits.Value, Template.Time, clean);
        return JobLine.Write(notify, _isUnpadded);
    }
}

/// <summary>What a miner chooses.</summary>
/// <param name="Extranonce">Extranonce1 and 2.</param>
/// <param name="Version">The block version, rolled or not.</param>
/// <param name="Time">Seconds since 1970.</param>
/// <param name="Nonce">The nonce.</param>
internal readonly record struct Solution(byte[] Extranonce, uint Version, uint Time, uint Nonce);
