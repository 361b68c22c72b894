using System.Diagnostics;
using NightMiner.Jobs;
using NightMiner.Protocol.Stratum;

namespace NightMiner.Sessions;

/// <summary>
/// Keeps the books: each share found is entered once and ends in exactly one count. All counts move under one lock,
/// so that a snapshot always adds up.
/// </summary>
internal sealed class ShareLedger(MinerEvents events)
{
    /// <summary>How many shares may wait for the pool's answer; a good pool has a handful.</summary>
    public const int InFlightLimit = StratumConnection.OpenLimit;

    private const long Kept = long.MaxValue; // instead of the time of sending: is never too long ago

    private readonly object _gate = new();
    private readonly Dictionary<ClientRequest, (Share Share, long SentAt)> _inFlight =
        new(ReferenceEqualityComparer.Instance);
    private MinerSnapshot _counts;
    private TaskCompletionSource _settled = NewSignal();

    /// <summary>The counts so far.</summary>
    public MinerSnapshot Counts
    {
        get { lock (_gate) return _counts; }
    }

    /// <summary>How many shares were sent and not answered yet.</summary>
    public int InFlight
    {
        get { lock (_gate) return _inFlight.Count; }
    }

    /// <summary>How many shares are accepted or may soon be; not those that are kept, for who knows how long.</summary>
    public long AcceptedOrInFlight
    {
        get { lock (_gate) return _counts.Accepted + _inFlight.Count(entry => entry.Value.SentAt != Kept); }
    }

    /// <summary>
    /// Ends when the next share in flight has settled, one way or the other. Take it before looking at a count, and
    /// nothing is missed.
    /// </summary>
    public Task NextSettled
    {
        get { lock (_gate) return _settled.Task; }
    }

    public void Found(Share share)
    {
        lock (_gate)
        {
            _counts = _counts with
            {
                Found = _counts.Found + 1,
                BestShare = Math.Max(_counts.BestShare, share.Difficulty),
            };
        }
        events.Publish(new ShareFound(share));
    }

    /// <summary>
    /// To be called before the bytes leave, by one thread. Gives up on the oldest where too many wait already.
    /// </summary>
    /// <param name="submit">What is sent.</param>
    /// <param name="share">The share in it.</param>
    /// <param name="isKept">Whether it outlives the connection: it waits for as long as it takes.</param>
    public void Sending(Submit submit, Share share, bool isKept = false)
    {
        ClientRequest? oldest;
        lock (_gate)
            oldest = _inFlight.Count < InFlightLimit ? null : _inFlight.MinBy(entry => entry.Value.SentAt).Key;
        if (oldest is not null) GiveUp(oldest, $"the pool left {InFlightLimit} shares without an answer");
        lock (_gate) _inFlight.Add(submit, (share, isKept ? Kept : Stopwatch.GetTimestamp()));
    }

    /// <summary>Takes the pool's answer; false where the share was settled before.</summary>
    public bool Answered(Reply reply) => Judged(
        reply.Request!,
        reply.IsYes ? null : reply.Error ?? new StratumError(null, "no reason given"),
        reply.RoundTrip);

    /// <summary>Takes a judgement, null for yes; false where the share was settled before.</summary>
    public bool Judged(ClientRequest submit, StratumError? error, TimeSpan roundTrip)
    {
        (Share Share, long) entry;
        lock (_gate)
        {
            if (!_inFlight.Remove(submit, out entry)) return false;
            _counts = error is null
                ? _counts with { Accepted = _counts.Accepted + 1 }
                : _counts with { Rejected = _counts.Rejected + 1 };
        }
        SignalSettled();
        events.Publish(error is null
            ? new ShareAccepted(entry.Share, roundTrip)
            : new ShareRejected(entry.Share, error, roundTrip));
        return true;
    }

    public void Stale(Share share)
    {
        lock (_gate) _counts = _counts with { Stale = _counts.Stale + 1 };
        events.Publish(new ShareStale(share));
    }

    public void Unsent(Share share, string reason)
    {
        lock (_gate) _counts = _counts with { Unsent = _counts.Unsent + 1 };
        events.Publish(new ShareUnsent(share, reason));
    }

    /// <summary>Gives up on a share that could not be sent, or that no answer will come for.</summary>
    public void GiveUp(ClientRequest submit, string reason)
    {
        (Share Share, long) entry;
        lock (_gate)
        {
            if (!_inFlight.Remove(submit, out entry)) return;
        }
        Unsent(entry.Share, reason);
        SignalSettled();
    }

    /// <summary>Gives up on the shares that were sent longer ago than <paramref name="age"/>.</summary>
    public void GiveUpOlderThan(TimeSpan age, string reason)
    {
        ClientRequest[] submits;
        lock (_gate)
        {
            if (_inFlight.Count == 0) return;
            submits =
                [.. _inFlight.Where(entry => Stopwatch.GetElapsedTime(entry.Value.SentAt) >= age).Select(e => e.Key)];
        }
        foreach (ClientRequest submit in submits) GiveUp(submit, reason);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void SignalSettled()
    {
        TaskCompletionSource settled;
        lock (_gate) (settled, _settled) = (_settled, NewSignal());
        settled.SetResult();
    }
}
