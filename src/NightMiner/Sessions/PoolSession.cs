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
internal sealed class PoolSession(
    SessionContext context, PoolLogin pool, PoolMemory memory, StratumConnection connection) : IMiningSession
{
    private const int MalformedLimit = 20; // in a row: one bad kind is survivable, a stream of garbage is not
    private const int IgnoredLimit = 16;
    private static readonly TimeSpan LoginLimit = TimeSpan.FromSeconds(30);

    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private (Notify Notify, Difficulty Difficulty)? _early; // came before the extranonce1 that it needs
    private readonly Subscription _subscription = new(context.Jobs, context.Options.DifficultyFactor);
    private readonly PoolHandshake _handshake = new(context, pool, memory, connection);
    private Job? _newest;                                   // may have to wait for the login
    private readonly HashSet<string> _ignored = [];         // told about once each
    private int _malformed;
    private long _messages;                                 // that came so far
    private volatile bool _isLoggedIn;

    /// <inheritdoc/>
    public bool IsLoggedIn => _isLoggedIn;

    /// <inheritdoc/>
    public string? Refusal { get; private set; }

    /// <inheritdoc/>
    public Redirect? Redirect { get; private set; }

    /// <inheritdoc/>
    public Difficulty? Difficulty => _subscription.Difficulty;

    /// <summary>A conversation over a connection that stands; nothing is said yet.</summary>
    public static PoolSession Over(Stream stream, SessionContext context, PoolLogin pool, PoolMemory memory) =>
        new(context, pool, memory, new StratumConnection(stream)
        {
            LineSent = line => context.Tell(new LineSent(line)),
            LineReceived = line => context.Tell(new LineReceived(line)),
        });

    /// <inheritdoc/>
    public async Task TalkAsync(CancellationToken closing)
    {
        connection.SilenceLimit = Shorter(LoginLimit, context.Options.Timeout);
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
            Redirect? next = _handshake.Ended(_subscription.IsSubscribed, _messages, hasHungUp);
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
            _messages++;
            await HandleAsync(message, closing).ConfigureAwait(false);
            if (Refusal is not null || Redirect is not null) return;
            if (!_isLoggedIn && Stopwatch.GetElapsedTime(_startedAt) > LoginLimit) throw new ConnectionException(
                ConnectionProblem.Silent, $"the pool did not answer the login within {LoginLimit.TotalSeconds:0} s");
        }
        if (_messages == 0 && !pool.Url.IsTls) throw new ConnectionException(ConnectionProblem.Closed,
            "the pool closed the connection without a word: if this port speaks TLS, use stratum+tcps:// in the URL");
    }

    /// <inheritdoc/>
    public async Task SubmitAsync(Share share, CancellationToken closing)
    {
        uint? mask = _subscription.VersionMask; // what holds now, whatever held when the job came
        if (!share.IsWithin(mask))
        {
            context.Shares.Unsent(share, "the pool no longer lets the bits of its version be rolled");
            return;
        }
        Submit submit = share.ToSubmit(pool.User) with { VersionBits = share.VersionBits(mask) };
        context.Shares.Sending(submit, share);
        try
        {
            await connection.SendAsync(submit, closing).ConfigureAwait(false);
        }
        catch (Exception e) // a stream that broke in the middle, TLS above all, may throw anything
        {
            context.Shares.GiveUp(submit, $"it could not be sent: {e.Message}");
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
                StratumError? error = reply.IsYes ? null : reply.Error ?? new StratumError(null, "no reason given");
                if (!context.Shares.Judged(reply.Request, error, reply.RoundTrip))
                    Complain("the pool answered a share that was given up already");
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
                _subscription.SetDifficulty(difficulty);
                context.Tell(new DifficultyChanged(
                    difficulty, _subscription.Algorithm.ExpectedHashes(_subscription.Target)));
                break;
            case SetExtranonce { Extranonce1: var extranonce1, Extranonce2Size: var given }:
                int size = given ?? _subscription.Extranonce2Size;
                _subscription.SetExtranonce(extranonce1, size);
                context.Tell(new ExtranonceChanged(extranonce1, size));
                break;
            case SetVersionMask { Mask: var mask }:
                if (_subscription.VersionMask is null) Complain("a version mask came, but none was agreed on: ignored");
                else OnVersionMask(mask);
                break;
            case Reconnect order:
                OnReconnect(order);
                break;
            case ShowMessage { Text: var text }:
                context.Tell(new PoolMessage(text));
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
            connection.AnswerAsync(id, json => json.WriteStringValue(context.Options.Agent), closing),
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
        _subscription.SetSubscription(result.SessionId, result.Extranonce1, result.Extranonce2Size);
        context.Tell(new Subscribed(result));
        TakeEarlyJob();
        await _handshake.LogInAsync(closing).ConfigureAwait(false);
    }

    private void TakeEarlyJob()
    {
        if (_early is not { } early) return;
        Difficulty next = _subscription.Difficulty; // may have come after the job, for those after it
        _subscription.SetDifficulty(early.Difficulty);
        OnNotify(early.Notify);
        _subscription.SetDifficulty(next);
    }

    private async Task OnAuthorizedAsync(Reply reply, CancellationToken closing)
    {
        if (reply.Error is not null || reply.Result.ValueKind is JsonValueKind.False or JsonValueKind.Null
            or JsonValueKind.Undefined)
        {
            Refusal = reply.Error?.ToString() ?? "no reason given";
            return;
        }
        _subscription.SetWorkerName(pool.User);
        _isLoggedIn = true;
        connection.SilenceLimit = context.Options.Timeout;
        context.Tell(new LoggedIn(pool.User));
        if (_newest is not null) context.Mine(_newest);
        await _handshake.OnLoggedInAsync(_messages, closing).ConfigureAwait(false);
    }

    // BIP 310 lets a mask hold at once: the newest job goes on under it, from where it is.
    private void OnVersionMask(uint mask)
    {
        uint usable = mask & RolledVersions.Bits;
        context.Tell(new VersionRollingChanged(usable));
        bool isAgreed = usable != 0 || _subscription.VersionMask is not null;
        _subscription.SetVersionMask(isAgreed ? usable : null);
        if (_newest is not null) Take(_newest.WithVersionMask(_subscription.VersionMask));
    }

    private void OnReconnect(Reconnect order)
    {
        (Redirect? to, string refusal) = Redirect.Decide(pool.Url, order);
        if (!context.Options.FollowsRedirects) (to, refusal) = (null, "redirects are switched off");
        if (to is not null) context.Tell(new Redirected(to.Pool, to.Wait));
        else context.Tell(new RedirectRefused(PrintableText.From(order.Host ?? pool.Url.Host, 100), refusal));
        Redirect = to;
    }

    private void OnNotify(Notify notify)
    {
        if (!_subscription.IsSubscribed)
        {
            _early = (notify, _subscription.Difficulty);
            return;
        }
        Job job = _subscription.CreateJob(notify);
        context.Tell(new JobReceived(job, job.IsNewBlock));
        Take(job);
    }

    private void Take(Job job)
    {
        _newest = job;
        if (_isLoggedIn) context.Mine(job);
    }

    private void OnMalformed(Malformed malformed)
    {
        bool isForeign = !malformed.IsJson && !_subscription.IsSubscribed;
        if (isForeign || ++_malformed > MalformedLimit)
            throw new ConnectionException(ConnectionProblem.Protocol, malformed.Problem);
        Complain(malformed.Problem);
    }

    private void Complain(string problem) => context.Tell(new ProtocolProblem(problem));
}
