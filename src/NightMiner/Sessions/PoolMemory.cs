using NightMiner.Protocol.Transport;

namespace NightMiner.Sessions;

/// <summary>What was learned about a pool, for the next connection to it. Used by one connection at a time.</summary>
internal sealed class PoolMemory
{
    /// <summary>The longest id that is kept, in letters.</summary>
    public const int SessionIdLimit = 128;

    private string? _sessionId;

    /// <summary>Whether connections may begin with mining.configure.</summary>
    public RiskyRequest Configure { get; } = new();

    /// <summary>Whether connections may ask for mining.extranonce.subscribe.</summary>
    public RiskyRequest Extranonce { get; } = new();

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

/// <summary>
/// A request that some pools end the connection at. Where a connection ended before anything came back to it, it is
/// left out for one connection, the next time for two, and so on up to 16, and then asked again: one broken connection
/// must not cost a part of the rate for as long as the miner runs.
/// </summary>
internal sealed class RiskyRequest
{
    private const int LongestRest = 16;

    private int _rest = 1;  // connections, after the next failure
    private int _left;      // connections that it is still left out of

    /// <summary>To be asked once a connection: whether it is left out this time.</summary>
    public bool IsLeftOut()
    {
        if (_left == 0) return false;
        _left--;
        return true;
    }

    /// <summary>The connection ended, and nothing had come back to it.</summary>
    public void Failed()
    {
        _left = _rest;
        _rest = Math.Min(2 * _rest, LongestRest);
    }

    /// <summary>The connection stood it, or fails without it as well.</summary>
    public void IsInnocent() => (_left, _rest) = (0, 1);
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
