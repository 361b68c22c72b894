namespace NightMiner.Workbench.Swarm;

/// <summary>How the load went, or goes.</summary>
public sealed record SwarmReport
{
    /// <summary>Since the first connection was begun.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Connections that stand.</summary>
    public required long Connected { get; init; }

    /// <summary>Connections on which a worker is logged in.</summary>
    public required long LoggedIn { get; init; }

    /// <summary>Connections ever made, those of storms included.</summary>
    public required long ConnectionsMade { get; init; }

    /// <summary>Shares sent.</summary>
    public required long SharesSent { get; init; }

    /// <summary>What became of them.</summary>
    public required IReadOnlyList<ShareTally> Shares { get; init; }

    /// <summary>Requests of any kind whose reply never came, though we did not end the connection.</summary>
    public required long RepliesLost { get; init; }

    /// <summary>What went wrong, and how often.</summary>
    public required IReadOnlyDictionary<string, long> Errors { get; init; }

    /// <summary>The hashes that all workers computed.</summary>
    public required long Hashes { get; init; }

    /// <summary>The hashes that they should have computed at their rates.</summary>
    public required long HashesAsked { get; init; }

    /// <summary>From the first packet to the connection made.</summary>
    public required LatencyHistogram Connect { get; init; }

    /// <summary>From mining.subscribe to its reply.</summary>
    public required LatencyHistogram Subscribe { get; init; }

    /// <summary>From mining.authorize to its reply.</summary>
    public required LatencyHistogram Authorize { get; init; }

    /// <summary>From mining.submit to its reply.</summary>
    public required LatencyHistogram Submit { get; init; }

    /// <summary>
    /// From the login to the difficulty that gives the asked share interval, by a factor of two; of the connections
    /// that have it.
    /// </summary>
    public required LatencyHistogram Convergence { get; init; }

    /// <summary>Shares whose outcome a correct pool would not give.</summary>
    public long Mismatches => Shares.Where(tally => !tally.IsAsIntended).Sum(tally => tally.Count);

    /// <summary>All errors together.</summary>
    public long ErrorCount => Errors.Values.Sum();

    /// <summary>
    /// The time in which so many of a hundred shares were answered, one that never was counted as infinitely slow; null
    /// where fewer were answered at all.
    /// </summary>
    /// <param name="percent">From 0 to 100.</param>
    public TimeSpan? AnswerTime(double percent)
    {
        long answered = Submit.Count;
        long lost = Shares.Where(tally => tally.Outcome == ShareOutcome.Lost).Sum(tally => tally.Count);
        double rank = Math.Max(1, Math.Ceiling((answered + lost) * percent / 100));
        return rank <= answered ? Submit.Percentile((rank - 0.5) / answered * 100) : null; // − 0.5: against rounding
    }
}
