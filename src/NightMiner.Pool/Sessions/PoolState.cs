using NightMiner.Pool.Chain;
using NightMiner.Pool.Judging;
using NightMiner.Pool.Messages;
using NightMiner.Pool.Profiles;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Pool.Sessions;

/// <summary>What all connections of a pool share. All members may be called from any thread.</summary>
/// <param name="options">What was chosen.</param>
/// <param name="broadcast">Sends the newest job to every connection.</param>
/// <param name="source">Where the work comes from; null where the chain is made up.</param>
internal sealed class PoolState(PoolOptions options, Action broadcast, IWorkSource? source = null) : IWorkTaker
{
    private readonly long _started = options.Clock.GetTimestamp();
    private volatile Boxed? _difficulty = options.Difficulty is { } fixedOne ? new Boxed(fixedOne) : null;

    public PoolOptions Options => options;

    public PoolQuirks Quirks => options.Profile.Quirks;

    public Replies Replies { get; } = new(options.Profile.Quirks);

    public PoolChain PoolChain { get; } = new(options, options.Difficulty
        ?? options.Profile.Quirks.StartDifficulty ?? Vardiff.StartFor(options.Algorithm.HashesOfOne), source?.First);

    /// <summary>Who decides about shares.</summary>
    public IShareJudge Judge { get; init; } = new ShareJudge(options);

    /// <summary>Puts something between a session and its client; as a rule it gives back the client itself.</summary>
    public Func<ISessionClient, ISessionClient> Wrap { get; init; } = client => client;

    public PoolCounters Counters { get; } = new();

    public ShareLog Shares { get; } = new();

    public PoolEvents Events { get; } = new(options.Clock);

    /// <summary>The difficulty of all connections; null: each connection has its own.</summary>
    public Difficulty? FixedDifficulty
    {
        get => _difficulty?.Value;
        set => _difficulty = value is { } difficulty ? new Boxed(difficulty) : null;
    }

    /// <summary>The time since the pool started.</summary>
    public TimeSpan Now => options.Clock.GetElapsedTime(_started);

    /// <summary>Somebody else found a block.</summary>
    public void AnnounceBlock()
    {
        if (source is not null)
        {
            source.AskNow();
            return;
        }
        PoolChain.Advance();
        Announce();
    }

    /// <inheritdoc/>
    public void Take(IGivenWork work)
    {
        if (PoolChain.Take(work)) Announce();
        else broadcast();
    }

    /// <inheritdoc/>
    public void CountBlock(FoundBlock block)
    {
        Counters.Add(Count.BlocksFound);
        Events.Publish(new BlockFound(block.Share, block.Template.Height, IdOf(block)));
    }

    /// <inheritdoc/>
    public void Publish(PoolEvent happened) => Events.Publish(happened);

    /// <summary>A share became a block. Nothing happens where another block of its height came first.</summary>
    public void ExtendBy(FoundBlock block)
    {
        if (source is not null)
        {
            source.HandIn(this, block);
            return;
        }
        if (!PoolChain.TryExtend(block.Template, IdOf(block))) return;
        CountBlock(block);
        Announce();
    }

    /// <summary>Other transactions for the same block.</summary>
    public void RefreshJob()
    {
        if (source is not null)
        {
            source.AskNow();
            return;
        }
        PoolChain.Refresh();
        broadcast();
    }

    /// <summary>Does something that must not end the loop or timer around it: a failure becomes an event.</summary>
    /// <param name="during">What is being done, for people.</param>
    /// <param name="act">What to do.</param>
    /// <param name="told">The problem of the time before, which is not told again.</param>
    /// <returns>The problem; null where there was none.</returns>
    public string? Guard(string during, Action act, string? told = null)
    {
        try
        {
            act();
            return null;
        }
        catch (Exception e) // whatever it is: the pool goes on, and says so
        {
            if (e.Message != told) Events.Publish(new PoolFault(during, e.Message));
            return e.Message;
        }
    }

    private void Announce()
    {
        PoolTemplate template = PoolChain.Current.Template;
        Events.Publish(new NewBlock(template.Height, template.PreviousBlock, template.Bits));
        broadcast();
    }

    private static Hash256 IdOf(FoundBlock block) => DoubleSha256.Hash(block.Share.Header.Span);

    private sealed record Boxed(Difficulty Value); // a reference is read and written as a whole, by any thread
}
