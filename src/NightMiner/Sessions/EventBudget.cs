namespace NightMiner.Sessions;

/// <summary>
/// How much of what comes from the wire becomes events: of each kind a burst, then so many a second. What is beyond is
/// counted, and the count is told in one event, together with the newest of those left out where it says what holds
/// now. So no pool can fill a terminal or a disk. Safe for several threads.
/// </summary>
/// <param name="publish">Takes what passes.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class EventBudget(Action<MinerEvent> publish, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Type, Account> _accounts =
        Rules.ToDictionary(rule => rule.Kind, rule => new Account(rule, clock));

    /// <summary>
    /// The kinds that a message from the wire can make. Events that are not here follow what the miner does itself, such
    /// as connecting or handing in a share; lines as they are on the wire (-P, recordings) are told whole.
    /// </summary>
    public static IReadOnlyList<EventRule> Rules { get; } =
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

    /// <summary>Passes an event on, or counts it.</summary>
    public void Tell(MinerEvent news)
    {
        EventsWithheld? before = null;
        if (_accounts.TryGetValue(news.GetType(), out Account? account))
        {
            lock (_gate)
            {
                if (!account.TryTake())
                {
                    account.Withhold(news);
                    return;
                }
                before = account.TakeWithheld().Count;
            }
        }
        if (before is not null) publish(before);
        publish(news);
    }

    /// <summary>Tells what was left out, where there is room again. To be called once a second.</summary>
    /// <param name="isLast">Whether nothing comes after it: then there is room for every count.</param>
    public void Flush(bool isLast = false)
    {
        foreach (Account account in _accounts.Values)
        {
            (EventsWithheld? Count, MinerEvent? Newest) left;
            lock (_gate)
            {
                if (!account.HasWithheld || !(account.TryTake() || isLast)) continue;
                left = account.TakeWithheld();
            }
            publish(left.Count!);
            if (left.Newest is not null) publish(left.Newest); // it is among those counted, and told all the same
        }
    }

    /// <summary>What one kind may still say, and what it was not allowed to.</summary>
    private sealed class Account(EventRule rule, TimeProvider clock)
    {
        private double _left = rule.Burst;
        private long _lastAt = clock.GetTimestamp();
        private long _withheld;
        private MinerEvent? _newest;

        public bool HasWithheld => _withheld > 0;

        public bool TryTake()
        {
            long now = clock.GetTimestamp();
            _left = Math.Min(rule.Burst, _left + rule.PerSecond * clock.GetElapsedTime(_lastAt, now).TotalSeconds);
            _lastAt = now;
            if (_left < 1) return false;
            _left--;
            return true;
        }

        public void Withhold(MinerEvent news)
        {
            _withheld++;
            if (rule.TellsNewest) _newest = news;
        }

        public (EventsWithheld? Count, MinerEvent? Newest) TakeWithheld()
        {
            if (!HasWithheld) return default;
            (EventsWithheld? Count, MinerEvent? Newest) taken = (new EventsWithheld(rule.Name, _withheld), _newest);
            (_withheld, _newest) = (0, null);
            return taken;
        }
    }
}

/// <summary>What one kind of event may say.</summary>
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
}
