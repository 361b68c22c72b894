using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;

namespace NightMiner.Sessions;

/// <summary>
/// How a conversation begins: mining.configure and, without waiting for its answer, mining.subscribe; then
/// mining.suggest_difficulty where the user asked for it, and mining.authorize; at last mining.extranonce.subscribe.
/// What is optional may be refused, overlooked, or make the pool hang up: where nothing came back, it is left out next
/// time, and asked for again on a later connection.
/// </summary>
internal sealed class PoolHandshake(
    SessionContext context, PoolLogin pool, PoolMemory memory, StratumConnection connection)
{
    private readonly bool _wantsVersions =
        context.Options.RollsVersions && context.Options.Algorithm.VersionsAtOnce > 1;
    private bool _wantsExtranonce = context.Options.SubscribesExtranonce;
    private bool _hasConfigured;
    private bool _isConfigureAnswered;
    private bool _isExtranonceSubscribed;
    private long? _messagesAtExtranonce; // how many had come when mining.extranonce.subscribe went out

    private MinerOptions Options => context.Options;

    /// <summary>Says the first words.</summary>
    public async Task BeginAsync(CancellationToken closing)
    {
        if (_wantsExtranonce && memory.Extranonce.IsLeftOut())
        {
            _wantsExtranonce = false;
            Tell("mining.extranonce.subscribe", "a change of extranonce1 is not asked for");
        }
        if (_wantsVersions)
        {
            _hasConfigured = !memory.Configure.IsLeftOut();
            if (_hasConfigured)
                await connection.SendAsync(new Configure(RolledVersions.Bits, _wantsExtranonce), closing)
                    .ConfigureAwait(false);
            else
                Tell("mining.configure", "versions are not rolled");
        }
        await connection.SendAsync(new Subscribe(Options.Agent, memory.TakeSessionId()), closing)
            .ConfigureAwait(false);
    }

    /// <summary>Takes the answer to mining.configure.</summary>
    /// <returns>The bits of the version that may be rolled; 0 where the pool grants none.</returns>
    public uint OnConfigured(Reply reply)
    {
        _isConfigureAnswered = true;
        memory.Configure.IsInnocent();
        try
        {
            if (reply.Error is { } error) throw new FormatException(error.ToString());
            ConfigureResult result = ConfigureResult.Parse(reply.Result);
            _isExtranonceSubscribed = result.SubscribesExtranonce;
            return result.VersionMask;
        }
        catch (FormatException) // a pool that does not know it says so, at each connection
        {
            return 0;
        }
    }

    /// <summary>Takes the answer to mining.subscribe, or asks again with less.</summary>
    /// <returns>What it says; null where the answer to a plainer request has to be waited for.</returns>
    /// <exception cref="ConnectionException">The pool refuses the plainest request too.</exception>
    public async Task<SubscribeResult?> OnSubscribedAsync(Subscribe asked, Reply reply, CancellationToken closing)
    {
        try
        {
            if (reply.Error is { } error) throw new FormatException(error.ToString());
            SubscribeResult result = SubscribeResult.Parse(reply.Result);
            memory.KeepSessionId(result.SessionId);
            return result;
        }
        catch (FormatException e)
        {
            Subscribe plainer = asked.Plainer ?? throw new ConnectionException(
                ConnectionProblem.Protocol, $"the pool refused mining.subscribe: {e.Message}", e);
            await connection.SendAsync(plainer, closing).ConfigureAwait(false);
            return null;
        }
    }

    /// <summary>Asks to be let in.</summary>
    public async Task LogInAsync(CancellationToken closing)
    {
        if (Options.SuggestedDifficulty is { } wish) // public-pool listens to it before the login only
            await connection.SendAsync(new SuggestDifficulty(wish), closing).ConfigureAwait(false);
        await connection.SendAsync(new Authorize(pool.User, pool.Password), closing).ConfigureAwait(false);
    }

    /// <summary>Says what can wait until the login was accepted. Not answered at all by most pools.</summary>
    /// <param name="messages">How many messages have come so far.</param>
    /// <param name="closing">Ends the conversation.</param>
    public async Task OnLoggedInAsync(long messages, CancellationToken closing)
    {
        if (!_wantsExtranonce || _isExtranonceSubscribed) return;
        _isExtranonceSubscribed = true;
        _messagesAtExtranonce = messages;
        await connection.SendAsync(new ExtranonceSubscribe(), closing).ConfigureAwait(false);
    }

    /// <summary>Learns from how the connection ended.</summary>
    /// <param name="isSubscribed">Whether mining.subscribe was answered well.</param>
    /// <param name="messages">How many messages came.</param>
    /// <param name="hasHungUp">Whether the pool ended it, rather than falling silent.</param>
    /// <returns>Where to connect next at once, if the pool hung up at mining.configure.</returns>
    public Redirect? Ended(bool isSubscribed, long messages, bool hasHungUp)
    {
        if (_messagesAtExtranonce is { } before)
        {
            if (messages == before) memory.Extranonce.Failed();
            else memory.Extranonce.IsInnocent();
        }
        if (!_wantsVersions) return null;
        if (_hasConfigured && !_isConfigureAnswered) memory.Configure.Failed();
        // A pool that fails without mining.configure as well had another reason.
        if (!_hasConfigured && !isSubscribed) memory.Configure.IsInnocent();
        return _hasConfigured && messages == 0 && hasHungUp ? new Redirect(pool.Url, TimeSpan.Zero) : null;
    }

    private void Tell(string request, string effect) => context.Tell(new ProtocolProblem(
        $"nothing came back to {request} on an earlier connection: it is left out this time and {effect}; a later "
        + "connection asks again"));
}
