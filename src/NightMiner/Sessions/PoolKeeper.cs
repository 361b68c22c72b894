using System.Diagnostics;
using NightMiner.Protocol.Transport;

namespace NightMiner.Sessions;

/// <summary>
/// Keeps the miner at a pool: connects, reconnects, goes on at a backup where a pool fails, and returns to a better
/// one when it serves again.
/// </summary>
/// <param name="context">What the sessions get of the miner.</param>
/// <param name="sessions">Opens them.</param>
/// <param name="sender">Is told which of them takes shares.</param>
/// <param name="stopping">Asks for the end of the mining; the conversation may go on a little after it.</param>
internal sealed class PoolKeeper(
    SessionContext context, SessionFactories sessions, ShareSender sender, CancellationToken stopping)
{
    private const int LongestReturnFactor = 32;
    private const int RedirectLimit = 5; // in a row: then it is a lost connection like others, with a pause
    private static readonly TimeSpan DialLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PartingLimit = TimeSpan.FromSeconds(2); // for the last answers of a pool we leave

    private readonly PoolList _pools = new(context.Options.Pools, context.Options.RetryPause);
    private int _returnFactor = 1; // doubles with each return to the favourite that does not last

    private MinerOptions Options => context.Options;

    private bool IsStopping => stopping.IsCancellationRequested;

    /// <summary>Mines until it is stopped, every login is refused, or the retries are used up.</summary>
    public async Task<StopReason> StayConnectedAsync(CancellationToken closing)
    {
        int attempt = 0; // rounds through all pools since the last login; each makes the pause longer
        while (true)
        {
            PoolLogin pool = _pools.Current;
            Attempt attempted = await MineWhereSentAsync(pool, closing).ConfigureAwait(false);
            if (IsStopping || closing.IsCancellationRequested) return StopReason.AsAsked;
            if (attempted.Mined is { } mined)
            {
                attempt = 0;
                _pools.Accepted(mined);
                if (_pools.Better.Count == 0 && mined > Options.ReturnPause) _returnFactor = 1;
            }
            if (attempted.Refusal is { } refusal && !_pools.WasAccepted)
            {
                if (!_pools.LeaveOut())
                {
                    context.Tell(new LoginRefused(pool.User, refusal) { IsNode = pool.Url.IsNode });
                    return StopReason.LoginRefused;
                }
                string reason = pool.Url.IsNode
                    ? $"{refusal}; this node is left out"
                    : $"{attempted.End.Reason}: check -u and -p of this pool; it is left out";
                TellOfSwitch(pool, new Disconnected(ConnectionProblem.Closed, reason));
            }
            else if (attempted.Better is { } better)
            {
                _pools.ReturnTo(better);
                _returnFactor = Math.Min(2 * _returnFactor, LongestReturnFactor);
                context.Tell(new PoolSwitched(pool.Url, better.Url, IsReturn: true));
            }
            else if (_pools.MoveOn()) TellOfSwitch(pool, attempted.End);
            else
            {
                context.Tell(attempted.End);
                if (++attempt > Options.Retries) return StopReason.NoPool;
                await PauseAsync(attempt).ConfigureAwait(false);
                if (IsStopping) return StopReason.AsAsked;
            }
        }
    }

    /// <summary>
    /// Twice as long with each attempt, up to a minute; a thousand miners must not come back at once.
    /// </summary>
    internal static TimeSpan RetryPause(TimeSpan first, int attempt, double luck)
    {
        TimeSpan longest = first > MinerOptions.LongestRetryPause ? first : MinerOptions.LongestRetryPause;
        double grown = Math.Min(first.TotalSeconds * Math.Pow(2, Math.Min(attempt, 30) - 1), longest.TotalSeconds);
        return TimeSpan.FromSeconds(grown * (0.75 + 0.5 * luck));
    }

    private async Task PauseAsync(int attempt)
    {
        TimeSpan pause = RetryPause(Options.RetryPause, attempt, Random.Shared.NextDouble());
        context.Tell(new Reconnecting(pause, attempt));
        await Task.Delay(pause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void TellOfSwitch(PoolLogin from, Disconnected end)
    {
        context.Tell(end);
        context.Tell(new PoolSwitched(from.Url, _pools.Current.Url, IsReturn: false));
    }

    // At the pool, and wherever it sends us: to the rest of this class that is one pool.
    private async Task<Attempt> MineWhereSentAsync(PoolLogin pool, CancellationToken closing)
    {
        Attempt attempted = await MineAtPoolAsync(pool, closing).ConfigureAwait(false);
        for (int redirects = 0; attempted.Redirect is { } redirect; redirects++)
        {
            if (redirects == RedirectLimit) return attempted with
            {
                End = new Disconnected(ConnectionProblem.Closed,
                    $"the pool sent us on {RedirectLimit} times in a row, last to {redirect.Pool}"),
            };
            await Task.Delay(redirect.Wait, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (IsStopping || closing.IsCancellationRequested) return attempted;
            Attempt next =
                await MineAtPoolAsync(pool with { Url = redirect.Pool }, closing).ConfigureAwait(false);
            if (next.Mined > Options.ReturnPause) redirects = 0;
            attempted = next with { Mined = next.Mined ?? attempted.Mined };
        }
        return attempted;
    }

    // From the connection made to the connection lost; every way it can end is news, none an exception.
    private async Task<Attempt> MineAtPoolAsync(PoolLogin pool, CancellationToken closing)
    {
        context.Tell(new Connecting(pool.Url));
        if (Options.Dial.IsInsecure && pool.Url.IsTls) context.Tell(new TlsUnverified(pool.Url));
        Attempt attempted = new();
        try
        {
            await using IMiningSession session =
                await sessions.Of(pool.Url).OpenAsync(pool, DialLimit, stopping).ConfigureAwait(false);
            long startedAt = Stopwatch.GetTimestamp();
            sender.Session = session;
            try
            {
                attempted = attempted with { Better = await TalkAsync(session, closing).ConfigureAwait(false) };
            }
            finally
            {
                attempted = attempted with { Redirect = session.Redirect };
                if (session.IsLoggedIn) attempted = attempted with { Mined = Stopwatch.GetElapsedTime(startedAt) };
            }
            string end = session.Refusal is not { } refusal ? "the pool closed the connection"
                : pool.Url.IsNode ? refusal // says in full what to do, and may be the address
                : $"the pool refuses the login of '{pool.User}': {refusal}";
            attempted = attempted with { Refusal = session.Refusal };
            return attempted with { End = new Disconnected(ConnectionProblem.Closed, end) };
        }
        catch (ConnectionException e)
        {
            return attempted with { End = new Disconnected(e.Problem, e.Message) };
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            string reason = $"the connection broke: {e.Message}";
            return attempted with { End = new Disconnected(ConnectionProblem.Broken, reason) };
        }
        finally
        {
            sender.Session = null;
            context.Mine(null);
            context.Jobs.LoseConnection();
            context.Shares.GiveUpOlderThan(TimeSpan.Zero, "the connection ended before an answer came");
        }
    }

    // Talks until the pool ends it, or until a better pool serves again: that is then the result.
    private async Task<PoolLogin?> TalkAsync(IMiningSession session, CancellationToken closing)
    {
        using CancellationTokenSource leaving = CancellationTokenSource.CreateLinkedTokenSource(closing);
        using CancellationTokenSource searching =
            CancellationTokenSource.CreateLinkedTokenSource(leaving.Token, stopping);
        Task talking = session.TalkAsync(leaving.Token);
        Task<PoolLogin?> search = FindBetterAsync(searching.Token);
        Task first = await Task.WhenAny(talking, search).ConfigureAwait(false);
        bool isFound = first == search && await search.ConfigureAwait(false) is not null;
        if (isFound)
        {
            context.Mine(null); // what is on its way shall be answered first
            using CancellationTokenSource parting = CancellationTokenSource.CreateLinkedTokenSource(closing, stopping);
            parting.CancelAfter(PartingLimit);
            await context.Shares.DrainAsync(talking, parting.Token).ConfigureAwait(false);
            await leaving.CancelAsync().ConfigureAwait(false);
            await talking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return await search.ConfigureAwait(false);
        }
        try
        {
            await talking.ConfigureAwait(false);
            return null;
        }
        finally
        {
            await searching.CancelAsync().ConfigureAwait(false);
            await search.ConfigureAwait(false);
        }
    }

    // Asks the better pools now and then whether they serve again; null when the search is called off.
    private async Task<PoolLogin?> FindBetterAsync(CancellationToken stop)
    {
        IReadOnlyList<PoolLogin> better = _pools.Better;
        while (better.Count > 0)
        {
            await Task.Delay(Options.ReturnPause * _returnFactor, stop)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (PoolLogin pool in better)
            {
                if (stop.IsCancellationRequested) return null;
                if (await AnswersAsync(pool, stop).ConfigureAwait(false)) return pool;
            }
        }
        return null;
    }

    private async Task<bool> AnswersAsync(PoolLogin pool, CancellationToken stop)
    {
        try
        {
            return await sessions.Of(pool.Url).AnswersAsync(pool, ProbeLimit, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>How a connection ended.</summary>
    private readonly record struct Attempt()
    {
        public Disconnected End { get; init; } = null!;

        /// <summary>How long it was mined there; null where the login was not accepted.</summary>
        public TimeSpan? Mined { get; init; }

        /// <summary>Why the login was refused; null where it was not.</summary>
        public string? Refusal { get; init; }

        /// <summary>Where the pool sends us; null where it does not.</summary>
        public Redirect? Redirect { get; init; }

        /// <summary>The better pool that serves again; null where that is not why it ended.</summary>
        public PoolLogin? Better { get; init; }
    }
}
