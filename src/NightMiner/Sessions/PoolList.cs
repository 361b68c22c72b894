namespace NightMiner.Sessions;

/// <summary>
/// Which pool comes next. The first is the favourite; the others are backups, in their order. It only decides; the
/// connecting, and the waiting, is done by <see cref="PoolKeeper"/>.
/// </summary>
/// <param name="pools">The favourite first; at least one.</param>
/// <param name="goodAfter">A login that lasts so long makes up for all failures before it.</param>
internal sealed class PoolList(IEnumerable<PoolLogin> pools, TimeSpan goodAfter)
{
    private readonly List<PoolLogin> _pools = [.. pools];
    private readonly HashSet<PoolLogin> _accepted = []; // logins that were good at least once
    private int _index;
    private int _failures; // pools in a row that could not be mined at

    /// <summary>The pool to be mined at.</summary>
    public PoolLogin Current => _pools[_index];

    /// <summary>Those that would be preferred to the current one, the favourite first.</summary>
    public IReadOnlyList<PoolLogin> Better => _pools[.._index];

    /// <summary>Whether the current pool ever accepted the login.</summary>
    public bool WasAccepted => _accepted.Contains(Current);

    /// <summary>The current pool accepted the login; the connection has ended since.</summary>
    public void Accepted(TimeSpan lasted)
    {
        _accepted.Add(Current);
        if (lasted >= goodAfter) _failures = 0;
    }

    /// <summary>Leaves the current pool, which failed, for the next.</summary>
    /// <returns>Whether the next may be tried at once: it was not tried yet since the last pause.</returns>
    public bool MoveOn()
    {
        bool isFresh = ++_failures < _pools.Count;
        if (!isFresh) _failures = 0;
        _index = isFresh ? (_index + 1) % _pools.Count : 0; // after a pause the favourite goes first
        return isFresh;
    }

    /// <summary>Leaves out the current pool, which will not have this user.</summary>
    /// <returns>Whether another is left.</returns>
    public bool LeaveOut()
    {
        if (_pools.Count == 1) return false;
        _pools.RemoveAt(_index);
        _index %= _pools.Count;
        return true;
    }

    /// <summary>Goes back to one of <see cref="Better"/>.</summary>
    public void ReturnTo(PoolLogin pool) => (_index, _failures) = (_pools.IndexOf(pool), 0);
}
