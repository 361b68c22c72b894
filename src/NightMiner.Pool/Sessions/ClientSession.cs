using System.Globalization;
using System.Text.Json;
using NightMiner.Pool.Chain;
using NightMiner.Pool.Judging;
using NightMiner.Pool.Messages;
using NightMiner.Pool.Profiles;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;

namespace NightMiner.Pool.Sessions;

/// <summary>
/// One client's talk with the pool, line by line; it knows no sockets. Grammar:
///   mining.configure   [[extension…],{…}]   → {extension:bool…}                 BIP 310, at any time
///   mining.subscribe   […]                  → [[…],extranonce1,size], set_difficulty, notify
///   mining.authorize   [user,password?]     → true, for as many users as there are
///   mining.submit      [user,job,extranonce2,ntime,nonce(,version bits)] → true
///   mining.get_transactions [job]           → [transaction…] in hex, without the coinbase
/// and suggest_difficulty and extranonce.subscribe. What has an id is answered; a refusal is [code,text,null], unless
/// the pool's profile says otherwise. Thread-safe.
/// </summary>
internal sealed class ClientSession
{
    private const int WorkerLimit = 64;
    private const int NameLimit = 256;
    private const int MalformedLimit = 10;
    private const int ShownMethod = 64;

    private readonly Lock _gate = new(); // also keeps lines in the order in which they were decided on
    private readonly PoolState _pool;
    private readonly ISessionClient _client;
    private readonly SessionState _state;
    private readonly SessionWork _work;
    private readonly RejectRun? _rejects;
    private TimeSpan _sharedAt;
    private bool _hasSuggested;
    private int _malformed;

    public ClientSession(PoolState pool, ISessionClient client, byte[] extranonce1)
    {
        (_pool, _client) = (pool, client);
        _state = new SessionState(extranonce1, Quirks.JobsKept ?? JobBook.LivingLimit);
        _work = new SessionWork(pool, client, _state);
        _rejects = Quirks.RejectPatience is { } patience ? new RejectRun(patience) : null;
        _sharedAt = pool.Now;
    }

    public bool IsSubscribed => _state.IsSubscribed;

    public bool IsAuthorized => _state.Workers.Count > 0;

    private PoolQuirks Quirks => _pool.Quirks;

    private bool HasStarted => IsSubscribed && (Quirks.WorkStart == WorkStart.Subscribed || IsAuthorized);

    /// <summary>Takes a line from the client, without its end.</summary>
    public void Receive(ReadOnlyMemory<byte> line)
    {
        try
        {
            using PoolRequest request = PoolRequest.Read(line);
            Log(line, request);
            Action? afterwards;
            lock (_gate) afterwards = Handle(request);
            afterwards?.Invoke(); // outside the lock: what concerns everybody takes other sessions' locks
        }
        catch (UnreadableLineException e)
        {
            Log(line, null);
            _pool.Counters.Add(Count.MalformedLines);
            TurnAway(e);
        }
    }

    /// <summary>Everybody gets this job.</summary>
    public void Send(PoolJob job)
    {
        lock (_gate)
        {
            if (HasStarted || Quirks.EarlyJobs) _work.Send(job);
            if (Quirks.ShareLimit is { } limit && _pool.Now - _sharedAt >= limit)
                _client.Drop(string.Create(CultureInfo.InvariantCulture, $"no share for {limit.TotalSeconds:0.#} s"));
        }
    }

    /// <summary>The difficulty of all was set.</summary>
    public void FollowDifficulty()
    {
        lock (_gate) _work.FollowDifficulty();
    }

    /// <summary>Time goes by.</summary>
    public void Tick()
    {
        lock (_gate)
            if (IsSubscribed && IsAuthorized) _work.Adjust();
    }

    private Action? Handle(PoolRequest request)
    {
        try
        {
            if (Quirks.NeedsId && request.Id.IsNone)
                Refuse(request, new Refusal(RefusalKind.MissingId, "missing request id"));
            else if (request.Method == "mining.submit")
                return Submit(request);
            else
                Answer(request);
        }
        catch (FormatException e) // a fault of ours must not be called the client's
        {
            CountMalformed();
            Refuse(request, new Refusal(RefusalKind.Malformed, PrintableText.From(e.Message)));
        }
        return null;
    }

    private void Answer(PoolRequest request)
    {
        switch (request.Method)
        {
            case var method when Quirks.Lacks.Contains(method):
                AnswerUnknown(request);
                break;
            case "mining.subscribe":
                Subscribe(request);
                break;
            case "mining.authorize":
                Authorize(request);
                break;
            case "mining.configure":
                Configure(request);
                break;
            case "mining.suggest_difficulty":
                Suggest(request);
                break;
            case "mining.extranonce.subscribe":
                _state.FollowsExtranonce = true;
                _client.Send(_pool.Replies.Answer(request.Id, yes: true));
                break;
            case "mining.get_transactions":
                AnswerTransactions(request);
                break;
            case "" when Quirks.MissingMethod == UnknownReply.Refuse:
                throw new FormatException("the message has no method");
            default:
                AnswerUnknown(request);
                break;
        }
    }

    private void Subscribe(PoolRequest request)
    {
        if (Quirks.IgnoresRepeats && IsSubscribed) return;
        _client.Send(_pool.Replies.Subscribed(
            request.Id, _client.Number, _state.Extranonce1, _pool.Options.Extranonce2Size));
        if (!IsSubscribed) Meet(request.Text(0));
        _state.IsSubscribed = true;
        if (HasStarted) _work.Subscribe();
        _work.Begin();
    }

    private void Meet(string? agent)
    {
        _work.Meet(agent);
        if (Agents.TroubleOf(agent, _pool.Options.Algorithm.Name, _work.LowestDifficulty) is { } trouble)
            _pool.Events.Publish(new ClientMisfit(_client.Number, PrintableText.From(agent), trouble));
    }

    private void Authorize(PoolRequest request)
    {
        if (Quirks.IgnoresRepeats && IsAuthorized) return;
        string user = request.Text(0) ?? "";
        if (WhyNot(user, request) is { } refusal)
        {
            _pool.Counters.Add(Count.LoginsRefused);
            _pool.Events.Publish(new ClientLoginRefused(_client.Number, PrintableText.From(user), refusal.Text));
            Refuse(request, refusal);
            if (Quirks.DropsRefused) _client.Drop("its login was refused");
            return;
        }
        if (!IsAuthorized) _work.Begin();
        if (Quirks.OneWorker) _state.Workers.Clear();
        bool isFirst = _state.Workers.Count == 0;
        _state.Workers.Add(user);
        _pool.Events.Publish(new ClientLoggedIn(_client.Number, PrintableText.From(user)));
        _client.Send(_pool.Replies.Answer(request.Id, yes: true));
        if (Quirks.PasswordDifficulty && Logins.DifficultyOf(request.Text(1)) is { } wanted) _work.TryFix(wanted);
        if (Quirks.WorkStart == WorkStart.LoggedIn && isFirst && IsSubscribed) _work.Subscribe();
    }

    private Refusal? WhyNot(string user, PoolRequest request)
    {
        if (Quirks.SubscribesFirst && !IsSubscribed)
            return new Refusal(RefusalKind.LoginBeforeSubscribe, "log in after mining.subscribe");
        string? refused = Logins.Complaint(Quirks.Login, request)
            ?? (user.Length is 0 or > NameLimit ? $"the worker's name is not a text of 1 to {NameLimit} characters"
            : _pool.Options.Password is { } password && request.Text(1) != password ? "wrong password"
            : _state.Workers.Count == WorkerLimit ? $"there are {WorkerLimit} workers on this connection"
            : null);
        return refused is null ? null : new Refusal(RefusalKind.Login, refused);
    }

    private void Configure(PoolRequest request)
    {
        IReadOnlyList<string> extensions = VersionRolling.ReadExtensions(request[0]);
        if (Quirks.AlwaysRolls)
            (extensions, _state.RollingMask) = (["version-rolling"], RolledVersions.Bits);
        else if (extensions.Contains("version-rolling"))
            _state.RollingMask = VersionRolling.ReadMask(request[1]);
        if (extensions.Contains("subscribe-extranonce")) _state.FollowsExtranonce = true;
        _client.Send(_pool.Replies.Result(
            request.Id, json => VersionRolling.WriteResult(json, extensions, _state.RollingMask)));
    }

    private void Suggest(PoolRequest request)
    {
        switch (Quirks.Suggest)
        {
            case SuggestReply.Overlook:
                _client.Send(_pool.Replies.Answer(request.Id, yes: true));
                break;
            case SuggestReply.Silence:
                // ckpool's JSON library tells 4 from 4.0, and so does this profile.
                bool isWhole = request[0].ValueKind == JsonValueKind.Number && request[0].TryGetInt64(out _);
                if (isWhole) _work.TrySuggest(ReadDifficulty(request[0]));
                break;
            case SuggestReply.Notification:
                if (_hasSuggested) break;
                _hasSuggested = true;
                _work.TrySuggest(ReadDifficulty(request[0]));
                _work.TellDifficulty();
                break;
            default:
                _client.Send(_pool.Replies.Answer(request.Id, _work.TrySuggest(ReadDifficulty(request[0]))));
                break;
        }
    }

    private Action? Submit(PoolRequest request)
    {
        Submission submission = Submission.Read(request.Parameters, Quirks.JobId == JobIdShape.Number);
        Judgement judgement = _pool.Judge.Judge(submission, _state);
        JudgedShare share = submission.Judged(judgement, _client.Number, _pool.Options.Clock.GetUtcNow());
        _pool.Counters.Add(share.Verdict);
        _pool.Shares.Add(share);
        _pool.Events.Publish(new ShareJudged(share));
        _sharedAt = _pool.Now;
        if (judgement.Refusal is { } refusal)
        {
            Reject(request, refusal);
            return null;
        }
        _rejects?.Accepted();
        _client.Send(_pool.Replies.Answer(request.Id, yes: true));
        _work.Credit(judgement.Job!);
        return share.IsBlock ? () => _pool.ExtendBy(judgement.BlockOf(share)) : null;
    }

    private void Reject(PoolRequest request, Refusal why)
    {
        bool isStranger = why.Kind is RefusalKind.NotLoggedIn or RefusalKind.NotSubscribed;
        if (isStranger && Quirks.Strangers != StrangerReply.Refuse)
        {
            bool stays = Quirks.Strangers == StrangerReply.Ignore && IsSubscribed;
            if (!stays) _client.Drop("handed in a share before its login");
            return;
        }
        if (Quirks.DropsMalformed && (why.IsUnreadable || why.Kind == RefusalKind.ParameterCount))
        {
            _client.Drop($"handed in a malformed share: {why.Text}");
            return;
        }
        Refuse(request, why);
        if (Quirks.RepeatsDifficulty && why.Kind == RefusalKind.LowDifficulty) _work.RepeatDifficulty();
        LosePatience(_rejects?.Rejected(_pool.Now));
    }

    private void LosePatience(RejectStep? step)
    {
        if (step == RejectStep.CleanJob) _work.Repeat();
        else if (step == RejectStep.Reconnect) _client.Send(Replies.Reconnect);
        else if (step == RejectStep.Drop) _client.Drop("nothing but refused shares");
    }

    private void AnswerUnknown(PoolRequest request)
    {
        bool isMissing = request.Method.Length == 0;
        if (Quirks.DropsStrangers && !IsSubscribed && !isMissing)
        {
            _client.Drop($"asked for {PrintableText.From(request.Method, ShownMethod)} before mining.subscribe");
            return;
        }
        if (request.Id.IsNone) return;
        Refusal refusal = new(isMissing ? RefusalKind.MissingMethod : RefusalKind.UnknownMethod,
            $"Unsupported request {PrintableText.From(request.Method, ShownMethod)}");
        byte[]? answer = _pool.Replies.Refused(
            request.Id, refusal, isMissing ? Quirks.MissingMethod : Quirks.UnknownMethod);
        if (answer is not null) _client.Send(answer, refusal.Kind);
    }

    // The transactions of a made-up block are small. Those of a real one may take megabytes, and no miner needs them.
    private void AnswerTransactions(PoolRequest request)
    {
        string id = request[0].ValueKind == JsonValueKind.Number ? request[0].GetRawText() : request.Text(0) ?? "";
        if (_state.Jobs.Find(id) is not { } job)
            Refuse(request, new Refusal(RefusalKind.UnknownJob, "job not found (unknown)"));
        else if (job.Job.Template.Transactions is { } transactions)
            _client.Send(_pool.Replies.Transactions(request.Id, transactions));
        else
            Refuse(request, new Refusal(RefusalKind.NotAvailable,
                "this pool does not hand out the transactions of its node's blocks"));
    }

    private void Refuse(PoolRequest request, Refusal why) =>
        _client.Send(_pool.Replies.Refused(request.Id, why), why.Kind);

    private void TurnAway(UnreadableLineException why)
    {
        Refusal refusal = new(why.Kind, $"this is {why.Message}");
        bool isHttp = why.Kind == RefusalKind.Http;
        (byte[]? answer, bool stays) = (isHttp ? Quirks.Http : HttpReply.Junk, Quirks.Junk) switch
        {
            (HttpReply.Page, _) => (PoolMessages.HttpAnswer, false),
            (HttpReply.Ok, _) => (Replies.HttpOk, false),
            (_, JunkReply.TextAndDrop) => (Replies.JunkText, false),
            (_, JunkReply.Drop) => (null, false),
            (_, JunkReply.Skip) => (null, true),
            _ => (_pool.Replies.Refused(MessageId.None, refusal), false),
        };
        if (answer is not null) _client.Send(answer, why.Kind);
        if (!stays) _client.Drop($"sent {why.Message}", why.Kind);
    }

    private static Difficulty ReadDifficulty(JsonElement token)
    {
        string text = token.ValueKind == JsonValueKind.Number ? token.GetRawText() : JsonText.Read(token) ?? "";
        return Difficulty.TryParse(text, out Difficulty difficulty)
            ? difficulty
            : throw new FormatException("the suggested difficulty is not a positive number");
    }

    private void CountMalformed()
    {
        _pool.Counters.Add(Count.MalformedLines);
        if (++_malformed == MalformedLimit) _client.Drop($"sent {MalformedLimit} malformed messages");
    }

    private void Log(ReadOnlyMemory<byte> line, PoolRequest? request)
    {
        if (_pool.Options.LogLines)
            _pool.Events.Publish(new ClientLineReceived(_client.Number, PoolMessages.Shown(line, request)));
    }
}
