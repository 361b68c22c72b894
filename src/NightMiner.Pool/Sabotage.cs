using System.Collections.Concurrent;

namespace NightMiner.Pool;

/// <summary>
/// Breaks what a pool says in the ways that were asked for: stands between a session and its client, so that the pool
/// itself stays readable. What it judges wrongly is up to <see cref="DefectiveJudge"/>. Without defects there is none
/// of it.
/// </summary>
internal sealed class Sabotage
{
    private readonly PoolOptions _options;
    private readonly ConcurrentBag<ISessionClient> _clients = [];

    private Sabotage(PoolOptions options) => _options = options;

    public IReadOnlyCollection<PoolDefect> Defects => _options.Defects;

    /// <summary>The sabotage of a pool; null where none is wanted.</summary>
    public static Sabotage? Of(PoolOptions options) => options.Defects.Count > 0 ? new Sabotage(options) : null;

    /// <summary>Puts itself between a session and its client.</summary>
    public ISessionClient Wrap(ISessionClient client)
    {
        _clients.Add(client);
        return new DefectiveClient(client, this);
    }

    public void DropEverybody(string reason)
    {
        foreach (ISessionClient client in _clients) client.Drop(reason);
    }
}
