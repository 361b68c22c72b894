using System.Diagnostics;
using System.Text.Json;
using NightMiner.Jobs;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;
using NightMiner.Protocol.Transport;

namespace NightMiner.Sessions;

/// <summary>
/// One connection's conversation: subscribe, log in, turn notifies into jobs, match answers with shares. All messages
/// are handled by one reader in the order of their arrival; only shares are sent from elsewhere.
/// </summary>
internal sealed class PoolSession(Miner miner, PoolLogin pool, StratumConnection connection) : IMiningSession
{
    private const int MalformedLimit = 20; // in a row: one bad kind is survivable, a stream of garbage is not
    private const int IgnoredLimit = 16;
    private static readonly TimeSpan LoginLimit = TimeSpan.FromSeconds(30);

    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private (Notify Notify, Difficulty Difficulty)? _early; // came before the extranonce1 that it needs
    private readonly PoolHandshake _handshake = new(miner, pool, connection);
    private Job? _newest;                                   // may have to wait for the login
    private readonly HashSet<string> _ignored = [];         // told about once each
    private readonly NewsBudget _news = new();
    private int _malformed;
    private bool _isSilent = true;                          // not a word yet
    private volatile bool _isLoggedIn;

    /// <inheritdoc/>
    public bool IsLoggedIn => _isLoggedIn;

    /// <inheritdoc/>
    public string? Refusal { get; private set; }

    /// <inheritdoc/>
    public Redirect? Redirect { get; private set; }

    private Subscription Subscription => miner.Subscription;

    /// <summary>Connects to a pool; nothing is said yet.</summary>
    /// <exception cref="ConnectionException">The pool can't be reached; the message says what to check.</exception>
    public static async Task<PoolSession> OpenAsync(
        Miner miner, PoolLogin pool, TimeSpan timeout, CancellationToken stop)
    {
        Stream stream = await Dialer.ConnectAsync(pool.Url, miner.Options.Dial, timeout, stop)
            .ConfigureAwait(false);
        return new PoolSession(miner, pool, new StratumConnection(stream)
        {
            LineSent = line => miner.Events.Publish(new LineSent(line)),
            LineReceived = line => miner.Events.Publish(new LineReceived(line)),
        });
    }

    /// <inheritdoc/>
    public async Task TalkAsync(CancellationToken closing)
    {
        connection.SilenceLimit = Shorter(LoginLimit, miner.Options.Timeout);
        bool hasHungUp = true; // rather than fallen silent: then it would be silent without the request too
        try
        {
            await _handshake.BeginAsync(closing).ConfigureAwait(false);
            await ReadAsync(closing).ConfigureAwait(false);
        }
        catch (ConnectionException e) when (e.Problem == ConnectionProblem.Silent)
        {
            hasHungUp = false;
            throw;
        }
        finally
        {
            Redirect? next = _handshake.Ended(Subscription.IsSubscribed, _isSilent && hasHungUp);
            if (next is { } again && !closing.IsCancellationRequested)
            {
                Complain("the pool ended the connection at mining.configure: trying without it");
                Redirect = again;
            }
        }
    }

    private async Task ReadAsync(CancellationToken closing)
    {
        await foreach (ServerMessage message in connection.ReadAllAsync(closing).ConfigureAwait(false))
        {
            _isSilent = false;
            _handshake.Heard();
            await HandleAsync(message, closing).ConfigureAwait(false);
            if (Refusal is not null || Redirect is not null) return;
            if (!_isLoggedIn && Stopwatch.GetElapsedTime(_startedAt) > LoginLimit) throw new ConnectionException(
                ConnectionProblem.Silent, $"the pool did not answer the login within {LoginLimit.TotalSeconds:0} s");
        }
        if (_isSilent && !pool.Url.IsTls) throw new ConnectionException(ConnectionProblem.Closed,
            "the pool closed the connection without a word: if this port speaks TLS, use stratum+tcps:// in the URL");
    }

    /// <inheritdoc/>
    public async Task SubmitAsync(Share share, CancellationToken closing)
    {
        uint? mask = Subscription.VersionMask; // what holds now, whatever held when the job came
        if (!share.IsWithin(mask))
        {
            miner.Ledger.Unsent(share, "the pool no longer lets the bits of its version be rolled");
            return;
        }
        Submit submit = share.ToSubmit(pool.User) with { VersionBits = share.VersionBits(mask) };
        miner.Ledger.Sending(submit, share);
        try
        {
            await connection.SendAsync(submit, closing).ConfigureAwait(false);
        }
        catch (Exception e) // a stream that broke in the middle, TLS above all, may throw anything
        {
            miner.Ledger.GiveUp(submit, $"it could not be sent: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private async Task HandleAsync(ServerMessage message, CancellationToken closing)
    {
        if (message is not Malformed) _malformed = 0;
        switch (message)
        {
            case Reply { Request: Configure } reply:
                OnVersionMask(_handshake.OnConfigured(reply));
                break;
            case Reply { Request: Subscribe asked } reply:
                await OnSubscribedAsync(asked, reply, closing).ConfigureAwait(false);
                break;
            case Reply { Request: Authorize } reply:
                await OnAuthorizedAsync(reply, closing).ConfigureAwait(false);
                break;
            case Reply { Request: Submit } reply:
                if (!miner.Ledger.Answered(reply)) Complain("the pool answered a share that was given up already");
                miner.CheckLimit();
                break;
            case Reply { Request: ExtranonceSubscribe or SuggestDifficulty }: // yes and no are the same to us
                break;
            case Reply reply:
                string id = PrintableText.From(reply.Id.ToString(), 40);
                Complain($"the pool answered, but no request is open (id {id})");
                break;
            case Notify notify:
                OnNotify(notify);
                break;
            case SetDifficulty { Difficulty: var difficulty }:
                Subscription.SetDifficulty(difficulty);
                miner.Events.Publish(new DifficultyChanged(
                    difficulty, Subscription.Algorithm.ExpectedHashes(Subscription.Target)));
                break;
            case SetExtranonce { Extranonce1: var extranonce1, Extranonce2Size: var given }:
                int size = given ?? Subscription.Extranonce2Size;
                Subscription.SetExtranonce(extranonce1, size);
                miner.Events.Publish(new ExtranonceChanged(extranonce1, size));
                break;
            case SetVersionMask { Mask: var mask }:
                if (Subscription.VersionMask is null) Complain("a version mask came, but none was agreed on: ignored");
                else OnVersionMask(mask);
                break;
            case Reconnect order:
                OnReconnect(order);
                break;
            case ShowMessage { Text: var text }:
                Say(new PoolMessage(text));
                break;
            case UnknownMethod { Id.IsNone: true, Method: var method }:
                if (_ignored.Count < IgnoredLimit && _ignored.Add(method)) Complain($"{method} is not known: ignored");
                break;
            case Malformed malformed:
                OnMalformed(malformed);
                break;
        }
        await AnswerAsync(message, closing).ConfigureAwait(false);
    }

    // Requests of the pool get an answer if they carry an id; those without one are notifications.
    private Task AnswerAsync(ServerMessage message, CancellationToken closing) => message switch
    {
        GetVersion { Id.IsNone: false, Id: var id } =>
            connection.AnswerAsync(id, json => json.WriteStringValue(miner.Options.Agent), closing),
        Ping { Id.IsNone: false, Id: var id } =>
            connection.AnswerAsync(id, json => json.WriteStringValue("pong"), closing),
        ShowMessage { Id.IsNone: false, Id: var id } =>
            connection.AnswerAsync(id, json => json.WriteBooleanValue(true), closing),
        Reconnect { Id.IsNone: false, Id: var id } when Redirect is null =>
            connection.RefuseAsync(id, "this miner stays", closing),
        UnknownMethod { Id.IsNone: false, Id: var id } => connection.RefuseAsync(id, "unknown method", closing),
        _ => Task.CompletedTask,
    };

    private async Task OnSubscribedAsync(Subscribe asked, Reply reply, CancellationToken closing)
    {
        if (await _handshake.OnSubscribedAsync(asked, reply, closing).ConfigureAwait(false) is not { } result) return;
        Subscription.SetSubscription(result.SessionId, result.Extranonce1, result.Extranonce2Size);
        miner.Events.Publish(new Subscribed(result));
        TakeEarlyJob();
        await _handshake.LogInAsync(closing).ConfigureAwait(false);
    }

    private void TakeEarlyJob()
    {
        if (_early is not { } early) return;
        Difficulty next = Subscription.Difficulty; // may have come after the job, for those after it
        Subscription.SetDifficulty(early.Difficulty);
        OnNotify(early.Notify);
        Subscription.SetDifficulty(next);
    }

    private async Task OnAuthorizedAsync(Reply reply, CancellationToken closing)
    {
        if (reply.Error is not null || reply.Result.ValueKind is JsonValueKind.False or JsonValueKind.Null
            or JsonValueKind.Undefined)
        {
            Refusal = reply.Error?.ToString() ?? "no reason given";
            return;
        }
        Subscription.SetWorkerName(pool.User);
        _isLoggedIn = true;
        connection.SilenceLimit = miner.Options.Timeout;
        miner.Events.Publish(new LoggedIn(pool.User));
        if (_newest is not null) miner.Publish(_newest);
        await _handshake.OnLoggedInAsync(closing).ConfigureAwait(false);
    }

    // BIP 310 lets a mask hold at once: the newest job goes on under it, from where it is.
    private void OnVersionMask(uint mask)
    {
        uint usable = mask & RolledVersions.Bits;
        miner.Events.Publish(new VersionRollingChanged(usable));
        bool isAgreed = usable != 0 || Subscription.VersionMask is not null;
        Subscription.SetVersionMask(isAgreed ? usable : null);
        if (_newest is not null) Take(_newest.WithVersionMask(Subscription.VersionMask));
    }

    private void OnReconnect(Reconnect order)
    {
        (Redirect? to, string refusal) = Redirect.Decide(pool.Url, order);
        if (!miner.Options.FollowsRedirects) (to, refusal) = (null, "redirects are switched off");
        if (to is not null) miner.Events.Publish(new Redirected(to.Pool, to.Wait));
        else miner.Events.Publish(new RedirectRefused(PrintableText.From(order.Host ?? pool.Url.Host, 100), refusal));
        Redirect = to;
    }

    private void OnNotify(Notify notify)
    {
        if (!Subscription.IsSubscribed)
        {
            _early = (notify, Subscription.Difficulty);
            return;
        }
        Job job = Subscription.CreateJob(notify);
        bool isNewBlock = job.PreviousBlock != miner.LastPreviousBlock;
        miner.LastPreviousBlock = job.PreviousBlock;
        miner.Events.Publish(new JobReceived(job, isNewBlock));
        Take(job);
    }

    private void Take(Job job)
    {
        _newest = job;
        if (_isLoggedIn) miner.Publish(job);
    }

    private void OnMalformed(Malformed malformed)
    {
        bool isForeign = !malformed.IsJson && !Subscription.IsSubscribed;
        if (isForeign || ++_malformed > MalformedLimit)
            throw new ConnectionException(ConnectionProblem.Protocol, malformed.Problem);
        Complain(malformed.Problem);
    }

    private void Complain(string problem) => Say(new ProtocolProblem(problem));

    private void Say(MinerEvent news)
    {
        if (!_news.TryTake()) return;
        if (_news.TakeWithheld() is > 0 and var count)
            miner.Events.Publish(new ProtocolProblem($"the pool says too much: {count} messages were not shown"));
        miner.Events.Publish(news);
    }
}
