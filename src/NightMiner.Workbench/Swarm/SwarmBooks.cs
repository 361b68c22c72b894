using System.Collections.Concurrent;

namespace NightMiner.Workbench.Swarm;

/// <summary>What all virtual miners count in common. For many threads.</summary>
internal sealed class SwarmBooks
{
    private const int ErrorKinds = 32; // further kinds are counted as one
    private const string OtherErrors = "other errors";

    private static readonly int Intents = Enum.GetValues<ShareIntent>().Length;
    private static readonly int Outcomes = Enum.GetValues<ShareOutcome>().Length;

    private readonly ConcurrentDictionary<string, long> _errors = new();
    private readonly long[] _shares = new long[Intents * Outcomes];

    public LatencyHistogram Connect { get; } = new();

    public LatencyHistogram Subscribe { get; } = new();

    public LatencyHistogram Authorize { get; } = new();

    public LatencyHistogram Submit { get; } = new();

    public long Connected; // now

    public long LoggedIn; // connections with at least one worker, now

    public long ConnectionsMade;

    public long RepliesLost; // of any request

    public long SharesSent;

    public long Hashes;

    public long HashesAsked;

    public void Count(ShareIntent intent, ShareOutcome outcome) =>
        Interlocked.Increment(ref _shares[((int)intent * Outcomes) + (int)outcome]);

    public void CountError(string kind)
    {
        if (_errors.Count >= ErrorKinds && !_errors.ContainsKey(kind)) kind = OtherErrors;
        _errors.AddOrUpdate(kind, 1, static (_, count) => count + 1);
    }

    public IReadOnlyDictionary<string, long> Errors() => new SortedDictionary<string, long>(_errors);

    public IReadOnlyList<ShareTally> Shares() =>
    [
        .. _shares
            .Select((count, i) => new ShareTally((ShareIntent)(i / Outcomes), (ShareOutcome)(i % Outcomes), count))
            .Where(tally => tally.Count > 0),
    ];
}
