using System.Diagnostics;
using NightMiner.Jobs;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Nodes;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;

namespace NightMiner.Sessions;

/// <summary>
/// Blocks that could not be handed in because the node went away just then. They outlive the connection and are handed
/// in before anything else at the next node that answers. Safe for several threads.
/// </summary>
internal sealed class KeptBlocks(SessionContext context)
{
    private const int Limit = 16;        // nothing is mined while no node answers, so even a second one is rare
    private const int AttemptLimit = 10; // at nodes that answered all calls before it: the fault is in this block
    private const int CatchUpLimit = 4;  // attempts at nodes that do not know the block before ours

    private readonly object _gate = new();
    private readonly List<KeptBlock> _blocks = [];

    /// <summary>
    /// Called when a block was kept, so that the session under way hands it in; null between two sessions.
    /// </summary>
    public Action? Waiting { get; set; }

    /// <summary>Keeps a block. Its share stays in the ledger as one that waits for an answer.</summary>
    /// <param name="block">The block.</param>
    /// <param name="reason">Why it could not be handed in.</param>
    public void Keep(KeptBlock block, string reason)
    {
        KeptBlock? oldest = null;
        lock (_gate)
        {
            if (_blocks.Count == Limit) oldest = _blocks[0];
            if (oldest is not null) _blocks.Remove(oldest);
            _blocks.Add(block);
        }
        if (oldest is not null) context.Shares.GiveUp(oldest.Submit, $"{Limit} later blocks wait for a node already");
        context.Tell(new BlockKept(block.Share, reason));
        Waiting?.Invoke();
    }

    /// <summary>Hands in what was kept, the oldest first.</summary>
    /// <param name="node">A node that is on the network of these blocks.</param>
    /// <param name="closing">Gives up; they stay kept.</param>
    /// <returns>The block before the last one that was accepted; null where none was.</returns>
    /// <exception cref="NodeException">The node is not ready.</exception>
    /// <exception cref="ConnectionException">It does not answer either.</exception>
    public async Task<Hash256?> HandInAsync(NodeCalls node, CancellationToken closing)
    {
        Hash256? spent = null;
        while (Next() is { } block)
        {
            long sentAt = Stopwatch.GetTimestamp();
            StratumError? error = await TryAsync(block, node, closing).ConfigureAwait(false);
            lock (_gate) _blocks.Remove(block);
            if (NodeCalls.IsDuplicate(error)) error = null; // the node had taken it and could not say so
            if (error is null) spent = block.Share.Job.PreviousBlock;
            context.Shares.Judged(block.Submit, error, Stopwatch.GetElapsedTime(sentAt));
        }
        return spent;
    }

    /// <summary>Gives up on all of them: the mining has ended.</summary>
    public void GiveUp()
    {
        while (Next() is { } block) GiveUp(block, "the mining ended before a node took the block");
    }

    private async Task<StratumError?> TryAsync(KeptBlock block, NodeCalls node, CancellationToken closing)
    {
        try
        {
            StratumError? error = await node.SubmitAsync(block.Bytes, block.WorkId, closing).ConfigureAwait(false);
            if (NodeCalls.KnowsNotTheParent(error) && block.Attempts + 1 < CatchUpLimit) throw new ConnectionException(
                ConnectionProblem.NotReady, "the node has not got the block back yet that ours stands on");
            return error;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (++block.Attempts >= AttemptLimit) GiveUp(block, $"it could not be handed in: {e.Message}");
            throw;
        }
    }

    private void GiveUp(KeptBlock block, string reason)
    {
        lock (_gate) _blocks.Remove(block);
        context.Shares.GiveUp(block.Submit, reason);
    }

    private KeptBlock? Next()
    {
        lock (_gate) return _blocks.FirstOrDefault();
    }
}

/// <summary>A block that waits for a node.</summary>
/// <param name="submit">Its entry in the books.</param>
/// <param name="share">The share that makes it.</param>
/// <param name="bytes">The block, as submitblock wants it.</param>
/// <param name="workId">Of the template it was made of; null where that had none.</param>
internal sealed class KeptBlock(Submit submit, Share share, byte[] bytes, string? workId)
{
    public Submit Submit => submit;

    public Share Share => share;

    public byte[] Bytes => bytes;

    public string? WorkId => workId;

    /// <summary>How often it was tried since.</summary>
    public int Attempts { get; set; }
}
