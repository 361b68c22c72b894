using NightMiner.Blocks;

namespace NightMiner.Lab.Pools;

/// <summary>What all connections of a pool share.</summary>
/// <param name="options">What was chosen.</param>
/// <param name="broadcast">Sends the newest job to every connection.</param>
internal sealed class PoolState(PoolOptions options, Action broadcast)
{
    private readonly long _started = options.Clock.GetTimestamp();
    private volatile Boxed? _difficulty = options.Difficulty is { } fixedOne ? new Boxed(fixedOne) : null;

    public PoolOptions Options => options;

    public Chain Chain { get; } = new(options);

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
        Chain.Advance();
        Announce();
    }

    /// <summary>A share became a block. Nothing happens where another block was faster.</summary>
    public void ExtendBy(JudgedShare share, BlockTemplate template)
    {
        Hash256 id = DoubleSha256.Hash(share.Header.Span);
        if (!Chain.TryExtend(template, id)) return;
        Counters.Add(Count.BlocksFound);
        Events.Publish(new BlockFound(share, template.Height, id));
        Announce();
    }

    /// <summary>Other transactions for the same block.</summary>
    public void RefreshJob()
    {
        Chain.Refresh();
        broadcast();
    }

    private void Announce()
    {
        BlockTemplate template = Chain.Current.Template;
        Events.Publish(new NewBlock(template.Height, template.PreviousBlock, template.Bits));
        broadcast();
    }

    private sealed record Boxed(Difficulty Value); // a reference is read and written whole, by any thread
}
