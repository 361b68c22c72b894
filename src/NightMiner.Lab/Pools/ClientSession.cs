using System.Text.Json;
using NightMiner.Blocks;
using NightMiner.Stratum;

namespace NightMiner.Lab.Pools;

/// <summary>
/// One client's talk with the pool, from line to line; it knows no sockets. Grammar:
///   mining.configure   [[extension…],{…}]   → {extension:bool…}                 BIP 310, at any time
///   mining.subscribe   […]                  → [[…],extranonce1,size], set_difficulty, notify
///   mining.authorize   [user,password?]     → true, for as many users as there are
///   mining.submit      [user,job,extranonce2,ntime,nonce(,version bits)] → true
/// and suggest_difficulty, extranonce.subscribe, get_transactions. What has an id is answered; any refusal is
/// [code,text,null]. Thread-safe.
/// </summary>
internal sealed class ClientSession
{
    private const int WorkerLimit = 64;
    private const int NameLimit = 256;
    private const int MalformedLimit = 10;

    private readonly Lock _gate = new(); // also keeps lines in the order in which they were decided on
    private readonly PoolState _pool;
    private readonly ISessionClient _client;
    private readonly SessionState _state;
    private readonly SessionWork _work;
    private int _malformed;

    public ClientSession(PoolState pool, ISessionClient client, byte[] extranonce1)
    {
        (_pool, _client) = (pool, client);
        _state = new SessionState(extranonce1);
        _work = new SessionWork(pool, client, _state.Jobs);
    }

    public bool IsSubscribed => _state.IsSubscribed;

    public bool IsAuthorized => _state.Workers.Count > 0;

    /// <summary>Takes a line without its end.</summary>
    public void Receive(ReadOnlyMemory<byte> line)
    {
        try
        {
            using PoolRequest request = PoolRequest.Read(line);
            Log(line, request);
            Action? afterwards;
            lock (_gate) afterwards = Handle(request);
            afterwards?.Invoke(); // what concerns everybody takes other sessions' locks
        }
        catch (FormatException e)
        {
            Log(line, null);
            _pool.Counters.Add(Count.MalformedLines);
            _client.Send(PoolRequest.IsHttp(line.Span)
                ? PoolMessages.HttpAnswer
                : MessageWriter.Error(MessageId.None, Verdict.Other, $"this is {e.Message}"));
            _client.Drop($"sent {e.Message}");
        }
    }

    /// <summary>Everybody gets this job.</summary>
    public void Send(PoolJob job)
    {
        lock (_gate)
            if (IsSubscribed) _work.Send(job);
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
            if (request.Method == "mining.submit") return Submit(request);
            Answer(request);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException) // the latter: \ud800 in a text
        {
            CountMalformed();
            _client.Send(MessageWriter.Error(request.Id, Verdict.Other, PrintableText.From(e.Message)));
        }
        return null;
    }

    private void Answer(PoolRequest request)
    {
        switch (request.Method)
        {
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
                _client.Send(PoolMessages.Answer(request.Id, _work.TrySuggest(ReadDifficulty(request[0]))));
                break;
            case "mining.extranonce.subscribe":
                _client.Send(PoolMessages.Answer(request.Id, yes: true));
                break;
            case "mining.get_transactions":
                _client.Send(MessageWriter.Result(request.Id, json =>
                {
                    json.WriteStartArray(); // the transactions are made up: nobody has them
                    json.WriteEndArray();
                }));
                break;
            case "":
                throw new FormatException("the message has no method");
            case { } other when !request.Id.IsNone:
                _client.Send(MessageWriter.Error(
                    request.Id, Verdict.Other, $"Unsupported request {PrintableText.From(other, 64)}"));
                break;
        }
    }

    private void Subscribe(PoolRequest request)
    {
        _client.Send(PoolMessages.Subscribed(
            request.Id, _client.Number, _state.Extranonce1, _pool.Options.Extranonce2Size));
        _state.IsSubscribed = true;
        _work.Subscribe();
        _work.Begin();
    }

    private void Authorize(PoolRequest request)
    {
        string user = request.Text(0) ?? "";
        string? refused =
            user.Length is 0 or > NameLimit ? $"the worker's name is not a text of 1 to {NameLimit} characters"
            : _pool.Options.Password is { } password && request.Text(1) != password ? "wrong password"
            : _state.Workers.Count == WorkerLimit ? $"there are {WorkerLimit} workers on this connection"
            : null;
        if (refused is not null)
        {
            _pool.Counters.Add(Count.LoginsRefused);
            _pool.Events.Publish(new ClientLoginRefused(_client.Number, PrintableText.From(user), refused));
            _client.Send(PoolMessages.LoginRefused(request.Id, refused));
            return;
        }
        if (!IsAuthorized) _work.Begin();
        _state.Workers.Add(user);
        _pool.Events.Publish(new ClientLoggedIn(_client.Number, PrintableText.From(user)));
        _client.Send(PoolMessages.Answer(request.Id, yes: true));
    }

    private void Configure(PoolRequest request)
    {
        IReadOnlyList<string> extensions = VersionRolling.ReadExtensions(request[0]);
        if (extensions.Contains("version-rolling")) _state.RollingMask = VersionRolling.ReadMask(request[1]);
        _client.Send(MessageWriter.Result(
            request.Id, json => VersionRolling.WriteResult(json, extensions, _state.RollingMask)));
    }

    private Action? Submit(PoolRequest request)
    {
        Submission submission = Submission.Read(request.Parameters);
        Judgement judgement = _pool.Judge.Judge(submission, _state);
        JudgedShare share = submission.Judged(judgement, _client.Number, _pool.Options.Clock.GetUtcNow());
        _pool.Counters.Add(share.Verdict);
        _pool.Shares.Add(share);
        _pool.Events.Publish(new ShareJudged(share));
        if (!share.Verdict.IsAccepted)
        {
            _client.Send(MessageWriter.Error(request.Id, share.Verdict.Code, share.Verdict.Text));
            return null;
        }
        _client.Send(PoolMessages.Answer(request.Id, yes: true));
        _work.Credit(judgement.Job!);
        return share.IsBlock ? () => _pool.ExtendBy(share, judgement.Job!.Job.Template) : null;
    }

    private static Difficulty ReadDifficulty(JsonElement token)
    {
        string text = token.ValueKind switch
        {
            JsonValueKind.String => token.GetString()!,
            JsonValueKind.Number => token.GetRawText(),
            _ => "",
        };
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
