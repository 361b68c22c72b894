using NightMiner.Pool.Messages;
using NightMiner.Pool.Profiles;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;

namespace NightMiner.Pool.Chain;

/// <summary>
/// A template with a number of its own, ready to be sent. It does not change; all connections that get it share it.
/// </summary>
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
        (_coinbase1, _coinbase2) = template.Given?.Coinbase(number, extranonceSize)
            ?? (PoolCoinbase.Before(template.Height, number, extranonceSize), PoolCoinbase.After);
        if (options.Defects.Contains(PoolDefect.WrongScriptLength)) _coinbase1[PoolCoinbase.ScriptLengthAt]++;
    }

    /// <summary>Its name on the wire: a hex counter, unless the profile names jobs otherwise.</summary>
    public string Id => _name.Text;

    public PoolTemplate Template { get; }

    /// <summary>The line of its mining.notify, with its end. It is made once for all connections.</summary>
    /// <param name="clean">Whether it says that all earlier jobs are void.</param>
    public byte[] NotifyLine(bool clean) => clean ? _cleanLine ??= MakeLine(true) : _line ??= MakeLine(false);

    /// <summary>The header that a share stands for.</summary>
    public BlockHeader HeaderOf(in Solution solution)
    {
        Hash256 root = MerkleRoot.Fold(DoubleSha256.Hash(CoinbaseOf(in solution)), Template.MerkleBranch);
        return new BlockHeader(solution.Version, Template.PreviousBlock, root,
            solution.Time, Template.Bits.Value, solution.Nonce);
    }

    /// <summary>The coinbase transaction that a share stands for, without witness.</summary>
    public byte[] CoinbaseOf(in Solution solution) => [.. _coinbase1, .. solution.Extranonce, .. _coinbase2];

    private byte[] MakeLine(bool clean)
    {
        Notify notify = new(_name, Template.PreviousBlock, _coinbase1, _coinbase2,
            Template.MerkleBranch, Template.Version, Template.Bits.Value, Template.Time, clean);
        return JobLine.Write(notify, _isUnpadded);
    }
}

/// <summary>What a miner chooses of a block.</summary>
/// <param name="Extranonce">Extranonce1 and then extranonce2.</param>
/// <param name="Version">The block's version, rolled or not.</param>
/// <param name="Time">Seconds since 1970.</param>
/// <param name="Nonce">The nonce.</param>
internal readonly record struct Solution(byte[] Extranonce, uint Version, uint Time, uint Nonce);
