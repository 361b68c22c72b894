
using NightMiner.Pool.Nodes;
using NightMiner.Pool.Profiles;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Pool;

/// <summary>What all connections of a pool share.</summary>
/// <param name="options">What was chosen.</param>
/// <param name="broadcast">Sends the newest job to every connection.</param>
/// <param name="node">The node that it stands on, if any.</param>
internal sealed class PoolState(PoolOptions options, Action broadcast, NodeFeed? node = null)
{
    private readonly long _started = options.Clock.GetTimestamp();
    private volatile Boxed? _difficulty = options.Difficulty is { } fixedOne ? new Boxed(fixedOne) : null;

    public PoolOptions Options => options;

    public PoolQuirks Quirks => options.Profile.Quirks;

    public Replies Replies { get; } = new(options.Profile.Quirks);

    public PoolChain PoolChain { get; } = new(options, node?.First);

    public ShareJudge Judge { get; } = options.Defects.Count == 0
        ? new ShareJudge(options)
        : new DefectiveJudge(options);

    /// <summary>What breaks the pool on purpose; null as a rule.</summary>
    public Sabotage? Sabotage { get; } = Sabotage.Of(options);

    public PoolCounters Counters { get; } = new();

    public ShareLog Shares { get; } = new();

    public PoolEvents Events { get; } = new(options.Clock);

    /// <summary>The difficulty of everybody; null: each connection has its own.</summary>
    public Difficulty? FixedDifficulty
    {
        get => _difficulty?.Value;
        set => _difficulty = value is { } difficulty ? new Boxed(difficulty) : null;
    }

    /// <summary>Time since the pool started.</summary>
    public TimeSpan Now => options.Clock.GetElapsedTime(_started);

    /// <summary>Somebody else found a block.</summary>
    public void AnnounceBlock()
    {
        if (node is not null)
        {
            node.AskNow();
            return;
        }
        PoolChain.Advance();
        Announce();
    }

    /// <summary>The node has something better to mine.</summary>
    public void Take(NodeWork work)
    {
        if (PoolChain.Take(work)) Announce();
        else broadcast();
    }

    /// <summary>A share became a block in the node's chain.</summary>
    public void CountBlock(JudgedShare share, PoolTemplate template)
    {
        Counters.Add(Count.BlocksFound);
        Events.Publish(new BlockFound(share, template.Height, DoubleSha256.Hash(share.Header.Span)));
    }

    /// <summary>A share became a block. Nothing happens where another block was faster.</summary>
    public void ExtendBy(JudgedShare share, Judgement judgement)
    {
        PoolTemplate template = judgement.Job!.Job.Template;
        if (node is not null)
        {
            node.HandIn(this, share, judgement);
            return;
        }
        if (!PoolChain.TryExtend(template, DoubleSha256.Hash(share.Header.Span))) return;
        CountBlock(share, template);
        Announce();
    }

    /// <summary>Other transactions for the same block.</summary>
    public void RefreshJob()
    {
        if (node is not null)
        {
            node.AskNow();
            return;
        }
        PoolChain.Refresh();
        broadcast();
    }

    private void Announce()
    {
        PoolTemplate template = PoolChain.Current.Template;
        Events.Publish(new NewBlock(template.Height, template.PreviousBlock, template.Bits));
        broadcast();
    }

    private sealed record Boxed(Difficulty Value); // a reference is read and written whole, by any thread
}
