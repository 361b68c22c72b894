using System.Collections.Concurrent;
using NightMiner.Pool.Sessions;

namespace NightMiner.Pool.Defects;

/// <summary>
/// Breaks what a pool says, in the ways that were asked for. It stands between each session and its client, so that the
/// pool itself stays readable; <see cref="DefectiveJudge"/> does the same for what the pool decides. A pool without
/// defects has neither.
/// </summary>
internal sealed class Sabotage
{
    private readonly PoolOptions _options;
    private readonly ConcurrentBag<ISessionClient> _clients = [];

    private Sabotage(PoolOptions options) => _options = options;

    public IReadOnlyCollection<PoolDefect> Defects => _options.Defects;

    /// <summary>The sabotage of a pool; null where no defect is wanted.</summary>
    public static Sabotage? Of(PoolOptions options) => options.Defects.Count > 0 ? new Sabotage(options) : null;

    /// <summary>Puts itself between a session and its client: the session is to talk to what is returned.</summary>
    public ISessionClient Wrap(ISessionClient client)
    {
        _clients.Add(client);
        return new DefectiveClient(client, this);
    }

    /// <summary>Ends all connections.</summary>
    public void DropEverybody(string reason)
    {
        foreach (ISessionClient client in _clients) client.Drop(reason);
    }
}
