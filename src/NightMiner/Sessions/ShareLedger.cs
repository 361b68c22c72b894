using System.Diagnostics;
using NightMiner.Jobs;
using NightMiner.Protocol.Stratum;

namespace NightMiner.Sessions;

/// <summary>
/// Keeps the books: each share found is entered once and ends in exactly one count. All counts move under one lock, so
/// that a snapshot always adds up. A session hands in a share under a ticket, an object of its own that it knows the
/// answer by. Safe for several threads.
/// </summary>
public sealed class ShareLedger
{
    /// <summary>How many shares may wait for an answer; a good pool has a handful.</summary>
    public const int InFlightLimit = StratumConnection.OpenLimit;

    private const long Kept = long.MaxValue; // instead of the time of sending: is never too long ago

    private readonly Action<MinerEvent> _tell;
    private readonly object _gate = new();
    private readonly Dictionary<object, (Share Share, long SentAt)> _inFlight = new(ReferenceEqualityComparer.Instance);
    private MinerSnapshot _counts;
    private TaskCompletionSource _settled = NewSignal();

    internal ShareLedger(Action<MinerEvent> tell) => _tell = tell;

    /// <summary>Called after a share was accepted.</summary>
    internal Action? Accepted { get; set; }

    /// <summary>The counts so far.</summary>
    internal MinerSnapshot Counts
    {
        get { lock (_gate) return _counts; }
    }

    /// <summary>How many shares were sent and not answered yet.</summary>
    internal int InFlight
    {
        get { lock (_gate) return _inFlight.Count; }
    }

    /// <summary>How many shares are accepted or may soon be; not those that are kept, for who knows how long.</summary>
    internal long AcceptedOrInFlight
    {
        get { lock (_gate) return _counts.Accepted + _inFlight.Count(entry => entry.Value.SentAt != Kept); }
    }

    /// <summary>
    /// Ends when the next share in flight has settled, one way or the other. Take it before looking at a count, and
    /// nothing is missed.
    /// </summary>
    internal Task NextSettled
    {
        get { lock (_gate) return _settled.Task; }
    }

    /// <summary>
    /// Enters a share that is about to be handed in, before its bytes leave. Gives up on the oldest where too many wait
    /// already.
    /// </summary>
    /// <param name="ticket">What the answer is known by: an object of its own for each share.</param>
    /// <param name="share">The share.</param>
    /// <param name="isKept">Whether it outlives the connection: it waits for as long as it takes.</param>
    public void Sending(object ticket, Share share, bool isKept = false)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        ArgumentNullException.ThrowIfNull(share);
        object? oldest;
        lock (_gate)
            oldest = _inFlight.Count < InFlightLimit ? null : _inFlight.MinBy(entry => entry.Value.SentAt).Key;
        if (oldest is not null) GiveUp(oldest, $"the pool left {InFlightLimit} shares without an answer");
        lock (_gate) _inFlight.Add(ticket, (share, isKept ? Kept : Stopwatch.GetTimestamp()));
    }

    /// <summary>Takes a judgement of a share that was handed in.</summary>
    /// <param name="ticket">The ticket that it was handed in under.</param>
    /// <param name="error">Why it was rejected; null where it was accepted.</param>
    /// <param name="roundTrip">How long the answer took.</param>
    /// <returns>False where the share was settled before: then nothing changes.</returns>
    public bool Judged(object ticket, StratumError? error, TimeSpan roundTrip)
    {
        (Share Share, long) entry;
        lock (_gate)
        {
            if (!_inFlight.Remove(ticket, out entry)) return false;
            _counts = error is null
                ? _counts with { Accepted = _counts.Accepted + 1 }
                : _counts with { Rejected = _counts.Rejected + 1 };
        }
        SignalSettled();
        _tell(error is null
            ? new ShareAccepted(entry.Share, roundTrip)
            : new ShareRejected(entry.Share, error, roundTrip));
        if (error is null) Accepted?.Invoke();
        return true;
    }

    /// <summary>Enters a share that is not handed in, since there is newer work.</summary>
    public void Stale(Share share)
    {
        lock (_gate) _counts = _counts with { Stale = _counts.Stale + 1 };
        _tell(new ShareStale(share));
    }

    /// <summary>Enters a share that is not handed in, for another reason.</summary>
    public void Unsent(Share share, string reason)
    {
        lock (_gate) _counts = _counts with { Unsent = _counts.Unsent + 1 };
        _tell(new ShareUnsent(share, reason));
    }

    /// <summary>Gives up on a share that could not be sent, or that no answer will come for.</summary>
    public void GiveUp(object ticket, string reason)
    {
        (Share Share, long) entry;
        lock (_gate)
        {
            if (!_inFlight.Remove(ticket, out entry)) return;
        }
        Unsent(entry.Share, reason);
        SignalSettled();
    }

    /// <summary>Enters a share that a worker has just found.</summary>
    internal void Found(Share share)
    {
        lock (_gate)
        {
            _counts = _counts with
            {
                Found = _counts.Found + 1,
                BestShare = Math.Max(_counts.BestShare, share.Difficulty),
            };
        }
        _tell(new ShareFound(share));
    }

    /// <summary>Gives up on the shares that were sent longer ago than <paramref name="age"/>.</summary>
    internal void GiveUpOlderThan(TimeSpan age, string reason)
    {
        object[] tickets;
        lock (_gate)
        {
            if (_inFlight.Count == 0) return;
            tickets =
                [.. _inFlight.Where(entry => Stopwatch.GetElapsedTime(entry.Value.SentAt) >= age).Select(e => e.Key)];
        }
        foreach (object ticket in tickets) GiveUp(ticket, reason);
    }

    /// <summary>Waits until all shares in flight are settled, or their connection has ended.</summary>
    internal async Task DrainAsync(Task connected, CancellationToken closing)
    {
        while (true)
        {
            Task settled = NextSettled;
            if (InFlight == 0 || closing.IsCancellationRequested || connected.IsCompleted) return;
            Task either = Task.WhenAny(settled, connected);
            await either.WaitAsync(closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void SignalSettled()
    {
        TaskCompletionSource settled;
        lock (_gate) (settled, _settled) = (_settled, NewSignal());
        settled.SetResult();
    }
}
