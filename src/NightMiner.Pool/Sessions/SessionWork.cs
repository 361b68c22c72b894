using NightMiner.Pool.Chain;
using NightMiner.Pool.Judging;
using NightMiner.Pool.Messages;
using NightMiner.Pool.Profiles;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Pool.Sessions;

/// <summary>
/// The jobs that one connection is sent, and their difficulty. A difficulty belongs to the jobs that come after it; so
/// the well-behaved pool tells each change by set_difficulty and a new job after it.
/// </summary>
internal sealed class SessionWork
{
    private readonly PoolState _pool;
    private readonly ISessionClient _client;
    private readonly SessionState _state;
    private readonly JobBook _jobs;
    private readonly Vardiff _vardiff;
    private Difficulty? _fixed;
    private Difficulty? _sentWith; // the newest job

    public SessionWork(PoolState pool, ISessionClient client, SessionState state)
    {
        (_pool, _client, _state, _jobs) = (pool, client, state, state.Jobs);
        _vardiff = new Vardiff(pool.Options.ShareInterval, pool.Options.Algorithm.HashesOfOne);
    }

    private PoolQuirks Quirks => _pool.Quirks;

    private Difficulty Difficulty => _pool.FixedDifficulty ?? _fixed ?? _vardiff.Current;

    /// <summary>The lowest difficulty that the client may be given.</summary>
    public double LowestDifficulty => IsFixed ? Difficulty.ToDouble() : 0;

    private bool IsFixed => (_pool.FixedDifficulty ?? _fixed) is not null;

    /// <summary>The client said what it is, which may decide where its difficulty begins.</summary>
    public void Meet(string? agent)
    {
        Difficulty? start = Agents.IsCpuMiner(agent) ? Quirks.CpuMinerDifficulty : null;
        if ((start ?? Quirks.StartDifficulty) is { } difficulty && _state.Told is null) _vardiff.Start(difficulty);
    }

    /// <summary>The client subscribed: it gets the difficulty and a job. Each further time it gets a new job.</summary>
    public void Subscribe()
    {
        if (_jobs.Newest is null) Send(_pool.PoolChain.Current);
        else Renew();
    }

    /// <summary>The client can mine from now on.</summary>
    public void Begin() => _vardiff.Begin(_pool.Now);

    /// <summary>Sends a job that everybody gets, unless this connection has a newer one.</summary>
    public void Send(PoolJob job)
    {
        PoolTemplate? last = _jobs.Newest?.Job.Template;
        if (last?.Sequence > job.Template.Sequence || _jobs.Newest?.Id == job.Id) return;
        if (_state.IsSubscribed) TellDifficulty();
        bool isNewBlock = last?.PreviousBlock != job.Template.PreviousBlock;
        if (isNewBlock) EndJobs(isFirst: last is null);
        bool clean = Quirks.CleanJobs switch
        {
            CleanRule.Never => false,
            CleanRule.BlockOrDifficulty => isNewBlock || _sentWith != Difficulty,
            _ => isNewBlock,
        };
        _sentWith = Difficulty;
        _jobs.Add(new SentJob(job, Difficulty) { Extranonce1 = _state.Extranonce1 });
        SendLine(job, clean);
    }

    /// <summary>The difficulty of all connections was set.</summary>
    public void FollowDifficulty()
    {
        if (_state.Told is { } told && told != Difficulty) ChangeDifficulty();
    }

    /// <summary>The client named a difficulty; false where the difficulty is fixed.</summary>
    public bool TrySuggest(Difficulty difficulty)
    {
        if (IsFixed) return false;
        _vardiff.Suggest(difficulty, _pool.Now);
        FollowDifficulty();
        return true;
    }

    /// <summary>Fixes the client's difficulty, as its password asks; false where it is too low.</summary>
    public bool TryFix(Difficulty difficulty)
    {
        if (!_vardiff.Allows(difficulty)) return false;
        _fixed = difficulty;
        FollowDifficulty();
        return true;
    }

    /// <summary>A share was accepted.</summary>
    public void Credit(SentJob job)
    {
        _pool.PoolChain.CountWork(job.Difficulty);
        _vardiff.Count(job.Difficulty, _pool.Now);
        if (job.IsHalfUsed && job.Id == _jobs.Newest?.Id) Renew();
        else Adjust();
    }

    /// <summary>Changes the difficulty if it no longer suits the client's speed.</summary>
    public void Adjust()
    {
        bool isWaiting = _jobs.Newest is { } newest && newest.Difficulty != Difficulty; // for a job with the new one
        if (!IsFixed && !isWaiting && _vardiff.Adjust(_pool.Now)) ChangeDifficulty();
    }

    /// <summary>Tells the client the difficulty, unless it knows it.</summary>
    public void TellDifficulty()
    {
        Difficulty now = Difficulty;
        if (_state.Told == now) return;
        if (_state.Told is { } before)
            _pool.Events.Publish(new ClientDifficultyChanged(_client.Number, before, now));
        _state.Tell(now);
        RepeatDifficulty();
    }

    /// <summary>Tells the client the difficulty, whether it knows it or not.</summary>
    public void RepeatDifficulty() => _client.Send(PoolMessages.SetDifficulty(_state.Told ?? Difficulty));

    /// <summary>Sends the newest job once more, with clean_jobs true, and the difficulty before it.</summary>
    public void Repeat()
    {
        RepeatDifficulty();
        if (_jobs.Newest is { } newest) SendLine(newest.Job, clean: true);
    }

    private void ChangeDifficulty()
    {
        switch (Quirks.DifficultyChange)
        {
            case DifficultyChange.NewJob:
                Renew();
                break;
            case DifficultyChange.SameJob when _jobs.Newest is { } newest:
                TellDifficulty();
                newest.Difficulty = Difficulty;
                SendLine(newest.Job, clean: false);
                break;
            case DifficultyChange.Alone:
                TellDifficulty();
                break;
        }
    }

    private void EndJobs(bool isFirst)
    {
        TimeSpan grace = Quirks.StaleGrace;
        _state.EndJobs(grace > TimeSpan.Zero ? _pool.Options.Clock.GetUtcNow() + grace : null);
        bool moves = Quirks.ExtranonceChange == ExtranonceChange.Everybody
            || Quirks.ExtranonceChange == ExtranonceChange.Subscribers && _state.FollowsExtranonce;
        if (!moves || isFirst) return;
        _state.MoveExtranonce1();
        _client.Send(PoolMessages.SetExtranonce(_state.Extranonce1, _pool.Options.Extranonce2Size));
    }

    private void SendLine(PoolJob job, bool clean)
    {
        _pool.Counters.Add(Count.JobsSent);
        _client.Send(job.NotifyLine(clean));
    }

    private void Renew() => Send(_pool.PoolChain.NewJob());
}
