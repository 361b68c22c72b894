using System.Globalization;
using NightMiner.Blocks;
using NightMiner.Jobs;
using NightMiner.Stratum;

namespace NightMiner.Lab.Pools;

/// <summary>A template under a number of its own, ready to be sent. Immutable; shared by all who are sent it.</summary>
internal sealed class PoolJob
{
    private readonly byte[] _coinbase1;
    private byte[]? _line;
    private byte[]? _cleanLine;

    public PoolJob(uint number, BlockTemplate template, PoolOptions options)
    {
        Id = number.ToString("x", CultureInfo.InvariantCulture);
        Template = template;
        _coinbase1 = PoolCoinbase.Before(
            template.Height, number, options.Extranonce1Size + options.Extranonce2Size);
        if (options.Defects.Contains(PoolDefect.WrongScriptLength)) _coinbase1[PoolCoinbase.ScriptLengthAt]++;
    }

    /// <summary>The name on the wire: a hex counter.</summary>
    public string Id { get; }

    public BlockTemplate Template { get; }

    /// <summary>The notify's line with its end, made once for all connections.</summary>
    /// <param name="clean">Whether all earlier jobs are void.</param>
    public byte[] NotifyLine(bool clean) => clean ? _cleanLine ??= MakeLine(true) : _line ??= MakeLine(false);

    /// <summary>The header that a share claims to solve this job with.</summary>
    public BlockHeader HeaderOf(in Solution solution)
    {
        byte[] coinbase = [.. _coinbase1, .. solution.Extranonce, .. PoolCoinbase.After];
        Hash256 root = MerkleRoot.Fold(DoubleSha256.Hash(coinbase), Template.MerkleBranch);
        return new BlockHeader(solution.Version, Template.PreviousBlock, root,
            solution.Time, Template.Bits.Value, solution.Nonce);
    }

    private byte[] MakeLine(bool clean)
    {
        Notify notify = new(new JobId(Id), Template.PreviousBlock, _coinbase1, PoolCoinbase.After,
            Template.MerkleBranch, Template.Version, Template.Bits.Value, Template.Time, clean);
        return MessageWriter.Request(MessageId.None, Notify.MethodName, notify.WriteParameters);
    }
}

/// <summary>What a miner chooses.</summary>
/// <param name="Extranonce">Extranonce1 and 2.</param>
/// <param name="Version">The block version, rolled or not.</param>
/// <param name="Time">Seconds since 1970.</param>
/// <param name="Nonce">The nonce.</param>
internal readonly record struct Solution(byte[] Extranonce, uint Version, uint Time, uint Nonce);
