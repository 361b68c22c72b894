using NightMiner.Protocol.Transport;

namespace NightMiner.Sessions;

/// <summary>What was learned about a pool, for the next connection to it. Used by one connection at a time.</summary>
internal sealed class PoolMemory
{
    /// <summary>The longest id that is kept, in letters.</summary>
    public const int SessionIdLimit = 128;

    private string? _sessionId;

    /// <summary>Whether the pool did not take mining.configure: it is left out.</summary>
    public bool SkipsConfigure { get; set; }

    /// <summary>Whether the pool hung up at mining.extranonce.subscribe: it is left out.</summary>
    public bool SkipsExtranonce { get; set; }

    /// <summary>
    /// The id of the last session, to go on with: ckpool then gives the same extranonce1 again. Given once: an id that
    /// a pool can't stand must not spoil every attempt.
    /// </summary>
    public string? TakeSessionId()
    {
        string? id = _sessionId;
        _sessionId = null;
        return id;
    }

    /// <summary>Keeps the id of a session, if it is one that fits into a line and needs no escaping there.</summary>
    public void KeepSessionId(string? id) =>
        _sessionId = id is { Length: > 0 and <= SessionIdLimit }
            && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or ':' or '/')
                ? id
                : null;
}

/// <summary>What was learned about each pool that this miner has been connected to.</summary>
internal sealed class PoolMemories
{
    private const int Limit = 64; // a pool that sends its miners from port to port must not fill the memory

    private readonly Dictionary<string, PoolMemory> _pools = [];

    /// <summary>What is known of a pool; nothing, at first.</summary>
    public PoolMemory Of(Endpoint pool)
    {
        string key = pool.ToString();
        if (_pools.TryGetValue(key, out PoolMemory? known)) return known;
        if (_pools.Count >= Limit) _pools.Clear();
        return _pools[key] = new PoolMemory();
    }
}
