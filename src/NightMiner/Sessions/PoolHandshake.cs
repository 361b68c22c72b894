using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;

namespace NightMiner.Sessions;

/// <summary>
/// How a conversation begins: mining.configure and, without waiting for its answer, mining.subscribe; then
/// mining.suggest_difficulty where the user asked for it, and mining.authorize; at last mining.extranonce.subscribe.
/// What is optional may be refused, overlooked, or make the pool hang up: then it is left out next time.
/// </summary>
internal sealed class PoolHandshake(
    MinerOptions options, PoolLogin pool, PoolMemory memory, StratumConnection connection)
{
    private bool _hasConfigured;
    private bool _isConfigureAnswered;
    private bool _isExtranonceSubscribed;
    private bool _hangsOnExtranonce; // nothing came since mining.extranonce.subscribe

    private bool WantsVersions => options.RollsVersions && options.Algorithm.VersionsAtOnce > 1;

    private bool WantsExtranonce => options.SubscribesExtranonce && !memory.SkipsExtranonce;

    /// <summary>Says the first words.</summary>
    public async Task BeginAsync(CancellationToken closing)
    {
        if (WantsVersions && !memory.SkipsConfigure)
        {
            _hasConfigured = true;
            await connection.SendAsync(new Configure(RolledVersions.Bits, WantsExtranonce), closing)
                .ConfigureAwait(false);
        }
        await connection.SendAsync(new Subscribe(options.Agent, memory.TakeSessionId()), closing)
            .ConfigureAwait(false);
    }

    /// <summary>Takes the answer to mining.configure.</summary>
    /// <returns>The bits of the version that may be rolled; 0 where the pool grants none.</returns>
    public uint OnConfigured(Reply reply)
    {
        _isConfigureAnswered = true;
        try
        {
            if (reply.Error is { } error) throw new FormatException(error.ToString());
            ConfigureResult result = ConfigureResult.Parse(reply.Result);
            _isExtranonceSubscribed = result.SubscribesExtranonce;
            return result.VersionMask;
        }
        catch (FormatException)
        {
            memory.SkipsConfigure = true;
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
        if (options.SuggestedDifficulty is { } wish) // public-pool listens to it before the login only
            await connection.SendAsync(new SuggestDifficulty(wish), closing).ConfigureAwait(false);
        await connection.SendAsync(new Authorize(pool.User, pool.Password), closing).ConfigureAwait(false);
    }

    /// <summary>Says what can wait until the login was accepted. Not answered at all by most pools.</summary>
    public async Task OnLoggedInAsync(CancellationToken closing)
    {
        if (!WantsExtranonce || _isExtranonceSubscribed) return;
        _isExtranonceSubscribed = _hangsOnExtranonce = true;
        await connection.SendAsync(new ExtranonceSubscribe(), closing).ConfigureAwait(false);
    }

    /// <summary>To be called with everything that comes.</summary>
    public void Heard() => _hangsOnExtranonce = false;

    /// <summary>Learns from how the connection ended.</summary>
    /// <param name="isSubscribed">Whether mining.subscribe was answered well.</param>
    /// <param name="hungUpSilently">Whether the pool closed the connection without a word.</param>
    /// <returns>Where to connect next at once, if the pool hung up at mining.configure.</returns>
    public Redirect? Ended(bool isSubscribed, bool hungUpSilently)
    {
        memory.SkipsExtranonce |= _hangsOnExtranonce;
        if (!WantsVersions) return null;
        // A pool that fails without mining.configure as well had another reason.
        if (!_hasConfigured) memory.SkipsConfigure = isSubscribed;
        else if (!_isConfigureAnswered) memory.SkipsConfigure = true;
        return _hasConfigured && hungUpSilently ? new Redirect(pool.Url, TimeSpan.Zero) : null;
    }
}
