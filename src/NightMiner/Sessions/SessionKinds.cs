using NightMiner.Protocol.Transport;

namespace NightMiner.Sessions;

/// <summary>
/// Which kind of session serves which kind of endpoint, and so which scheme of a URL. Immutable:
/// <see cref="With"/> gives a list with one more kind, for <see cref="MinerOptions.Sessions"/>.
/// </summary>
public sealed class SessionKinds
{
    private readonly Dictionary<EndpointKind, Func<SessionContext, ISessionFactory>> _makers;

    private SessionKinds(Dictionary<EndpointKind, Func<SessionContext, ISessionFactory>> makers) => _makers = makers;

    /// <summary>Stratum V1 at pools, getblocktemplate at nodes.</summary>
    public static SessionKinds BuiltIn { get; } = new(new()
    {
        [EndpointKind.Stratum] = context => new PoolSessions(context),
        [EndpointKind.Node] = context => new NodeSessions(context),
    });

    /// <summary>The same list with another kind, or with another maker of a kind that is there already.</summary>
    /// <param name="kind">The endpoints that it serves.</param>
    /// <param name="make">Makes the factory of one miner.</param>
    public SessionKinds With(EndpointKind kind, Func<SessionContext, ISessionFactory> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        return new SessionKinds(new(_makers) { [kind] = make });
    }

    /// <summary>The factories of one miner, each made when it is first needed.</summary>
    internal SessionFactories For(SessionContext context) => new(_makers, context);
}

/// <summary>The factories of one miner.</summary>
internal sealed class SessionFactories(
    IReadOnlyDictionary<EndpointKind, Func<SessionContext, ISessionFactory>> makers, SessionContext context)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<EndpointKind, ISessionFactory> _made = [];

    /// <summary>The factory for an endpoint.</summary>
    /// <exception cref="ConnectionException">Nothing here speaks what is spoken there.</exception>
    public ISessionFactory Of(Endpoint endpoint)
    {
        lock (_gate)
        {
            if (_made.TryGetValue(endpoint.Kind, out ISessionFactory? factory)) return factory;
            if (!makers.TryGetValue(endpoint.Kind, out Func<SessionContext, ISessionFactory>? make))
                throw new ConnectionException(ConnectionProblem.Protocol,
                    $"{endpoint} can't be mined at: this miner does not speak its protocol");
            return _made[endpoint.Kind] = make(context);
        }
    }

    /// <summary>Tells all of them that the mining has ended.</summary>
    public void End()
    {
        lock (_gate)
        {
            foreach (ISessionFactory factory in _made.Values) factory.End();
        }
    }
}
