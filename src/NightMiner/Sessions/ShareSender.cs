using System.Threading.Channels;
using NightMiner.Jobs;

namespace NightMiner.Sessions;

/// <summary>
/// Takes each share that the workers find to the session that is connected, or to the count where it ends without one.
/// </summary>
/// <param name="books">The books.</param>
/// <param name="limit">How many accepted shares are wanted; null for no limit.</param>
internal sealed class ShareSender(ShareLedger books, int? limit)
{
    private volatile IMiningSession? _session;

    /// <summary>The conversation that takes shares now; null between two.</summary>
    public IMiningSession? Session
    {
        get => _session;
        set => _session = value;
    }

    /// <summary>Sends shares until there are no more.</summary>
    /// <param name="shares">The shares, as the workers find them.</param>
    /// <param name="stopping">The mining is to end: shares beyond the limit are not waited for any more.</param>
    /// <param name="closing">Ends the conversation.</param>
    public async Task SendAllAsync(
        ChannelReader<Share> shares, CancellationToken stopping, CancellationToken closing)
    {
        await foreach (Share share in shares.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            bool isWanted = await IsWantedAsync(stopping).ConfigureAwait(false);
            // Before the job is looked at: a share must not reach the next pool.
            IMiningSession? session = _session;
            if (!isWanted)
                books.Unsent(share, ShareUnsent.MiningEnded);
            else if (share.Job.Era.End == JobEnd.Cancelled)
                books.Stale(share);
            else if (share.Job.Era.End == JobEnd.ConnectionLost || session is null)
                books.Unsent(share, "the connection is gone");
            else
                await session.SubmitAsync(share, closing).ConfigureAwait(false);
        }
    }

    // With a limit on accepted shares, no more are sent than could all be accepted without exceeding it.
    private async ValueTask<bool> IsWantedAsync(CancellationToken stopping)
    {
        while (limit is not null)
        {
            Task settled = books.NextSettled;
            if (books.AcceptedOrInFlight < limit) return true;
            if (stopping.IsCancellationRequested) return false;
            await settled.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return true;
    }
}
