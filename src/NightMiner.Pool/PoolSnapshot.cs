namespace NightMiner.Pool;

/// <summary>How a pool stands at one instant, as a copy.</summary>
public sealed class PoolSnapshot
{
    /// <summary>Connections that are open.</summary>
    public required int Connections { get; init; }

    /// <summary>Those of them that have subscribed.</summary>
    public required int Subscribed { get; init; }

    /// <summary>Those of them with at least one worker logged in.</summary>
    public required int Authorized { get; init; }

    /// <summary>Connections accepted since the start.</summary>
    public required long ConnectionsEver { get; init; }

    /// <summary>Connections closed at once because <see cref="PoolOptions.ConnectionLimit"/> was reached.</summary>
    public required long ConnectionsRefused { get; init; }

    /// <summary>Connections that the pool ended: for what they sent, for silence, or when asked to.</summary>
    public required long ConnectionsDropped { get; init; }

    /// <summary>Logins refused.</summary>
    public required long LoginsRefused { get; init; }

    /// <summary>Lines that were not a Stratum request.</summary>
    public required long MalformedLines { get; init; }

    /// <summary>Jobs sent: a job that goes to ten connections counts ten times.</summary>
    public required long JobsSent { get; init; }

    /// <summary>Shares accepted.</summary>
    public required long Accepted { get; init; }

    /// <summary>Shares rejected.</summary>
    public long Rejected => RejectedByKind.Values.Sum();

    /// <summary>
    /// Shares rejected because their job was no longer wanted: a new block had come, or too many newer jobs.
    /// </summary>
    public long Stale => RejectedByKind.GetValueOrDefault(RefusalKind.StaleJob);

    /// <summary>Shares rejected, by what was wrong with them; only kinds that occurred.</summary>
    public required IReadOnlyDictionary<RefusalKind, long> RejectedByKind { get; init; }

    /// <summary>Shares rejected, by the codes of <see cref="Verdict"/>; only codes that occurred.</summary>
    public IReadOnlyDictionary<int, long> RejectedByCode => RejectedByKind
        .GroupBy(entry => Verdict.CodeOf(entry.Key), entry => entry.Value)
        .ToDictionary(group => group.Key, group => group.Sum());

    /// <summary>Shares that became a block.</summary>
    public required long BlocksFound { get; init; }

    /// <summary>The height that is mined now.</summary>
    public required long Height { get; init; }
}
