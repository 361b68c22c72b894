namespace NightMiner.Pool;

/// <summary>How a pool stands at one instant, copied.</summary>
public sealed record PoolSnapshot
{
    /// <summary>Connections that stand.</summary>
    public required int Connections { get; init; }

    /// <summary>Those of them that subscribed.</summary>
    public required int Subscribed { get; init; }

    /// <summary>Those of them with a worker logged in.</summary>
    public required int Authorized { get; init; }

    /// <summary>Connections ever accepted.</summary>
    public required long ConnectionsEver { get; init; }

    /// <summary>Connections closed at once because <see cref="PoolOptions.ConnectionLimit"/> stood already.</summary>
    public required long ConnectionsRefused { get; init; }

    /// <summary>Connections that the pool ended: for what they sent, for silence, or when asked to.</summary>
    public required long ConnectionsDropped { get; init; }

    /// <summary>Logins refused.</summary>
    public required long LoginsRefused { get; init; }

    /// <summary>Lines that were not a Stratum request.</summary>
    public required long MalformedLines { get; init; }

    /// <summary>Jobs sent, each connection counted.</summary>
    public required long JobsSent { get; init; }

    /// <summary>Shares accepted.</summary>
    public required long Accepted { get; init; }

    /// <summary>Shares rejected.</summary>
    public long Rejected => RejectedByCode.Values.Sum();

    /// <summary>Shares rejected by code; only codes that occurred.</summary>
    public required IReadOnlyDictionary<int, long> RejectedByCode { get; init; }

    /// <summary>Shares that became a block.</summary>
    public required long BlocksFound { get; init; }

    /// <summary>The height that is mined now.</summary>
    public required long Height { get; init; }
}
