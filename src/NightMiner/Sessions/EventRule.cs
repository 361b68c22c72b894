namespace NightMiner.Sessions;

/// <summary>How much one kind of event that messages from the wire make may say.</summary>
/// <param name="Kind">The type of the event.</param>
/// <param name="Name">What it is in the plural, for people.</param>
/// <param name="Source">What on the wire makes it.</param>
internal sealed record EventRule(Type Kind, string Name, string Source)
{
    /// <summary>So many are told at once.</summary>
    public required int Burst { get; init; }

    /// <summary>So many a second are told after the burst.</summary>
    public required double PerSecond { get; init; }

    /// <summary>Whether the newest one that was left out is told later, since it says what holds now.</summary>
    public bool TellsNewest { get; init; }

    /// <summary>
    /// The kinds that a message from the wire can make. Events that are not here follow what the miner does itself,
    /// such as connecting or handing in a share; lines as they are on the wire (-P, recordings) are told whole.
    /// </summary>
    public static IReadOnlyList<EventRule> All { get; } =
    [
        new(typeof(JobReceived), "jobs", "mining.notify, block templates")
            { Burst = 60, PerSecond = 2, TellsNewest = true },
        new(typeof(DifficultyChanged), "changes of the difficulty", "mining.set_difficulty")
            { Burst = 20, PerSecond = 1, TellsNewest = true },
        new(typeof(ExtranonceChanged), "changes of extranonce1", "mining.set_extranonce")
            { Burst = 10, PerSecond = 0.5, TellsNewest = true },
        new(typeof(VersionRollingChanged), "changes of the version mask", "mining.set_version_mask")
            { Burst = 10, PerSecond = 0.5, TellsNewest = true },
        new(typeof(Redirected), "redirects", "client.reconnect that is followed") { Burst = 10, PerSecond = 0.2 },
        new(typeof(RedirectRefused), "refused redirects", "client.reconnect that is not followed")
            { Burst = 10, PerSecond = 0.2 },
        new(typeof(PoolMessage), "messages", "client.show_message") { Burst = 50, PerSecond = 2 },
        new(typeof(ProtocolProblem), "problems", "whatever makes no sense, comes unasked or is not known")
            { Burst = 50, PerSecond = 2 },
    ];
}
