using NightMiner.Blocks;
using NightMiner.Stratum;

namespace NightMiner.Lab.Pools;

/// <summary>
/// The jobs that one connection is sent, and their difficulty. A difficulty belongs to the jobs that come after it, so
/// every change is set_difficulty and then a job of its own.
/// </summary>
internal sealed class SessionWork
{
    private readonly PoolState _pool;
    private readonly ISessionClient _client;
    private readonly JobBook _jobs;
    private readonly Vardiff _vardiff;
    private Difficulty? _told;

    public SessionWork(PoolState pool, ISessionClient client, JobBook jobs)
    {
        (_pool, _client, _jobs) = (pool, client, jobs);
        _vardiff = new Vardiff(pool.Options.ShareInterval, pool.Options.Algorithm.HashesOfOne);
    }

    private Difficulty Difficulty => _pool.FixedDifficulty ?? _vardiff.Current;

    /// <summary>The client subscribed: it gets the difficulty and a job; when it does so again, a fresh one.</summary>
    public void Subscribe()
    {
        if (_jobs.Newest is null) Send(_pool.Chain.Current);
        else Renew();
    }

    /// <summary>The client can mine from now on.</summary>
    public void Begin() => _vardiff.Begin(_pool.Now);

    /// <summary>Sends a job that is meant for everybody, unless this connection has a newer one.</summary>
    public void Send(PoolJob job)
    {
        BlockTemplate? last = _jobs.Newest?.Job.Template;
        if (last?.Sequence > job.Template.Sequence || _jobs.Newest?.Id == job.Id) return;
        TellDifficulty();
        bool clean = last?.Height != job.Template.Height;
        if (clean) _jobs.EndAll();
        Target target = Target.FromDifficulty(Difficulty, _pool.Options.Algorithm.DifficultyOne);
        _jobs.Add(new SentJob(job, Difficulty, target));
        _pool.Counters.Add(Count.JobsSent);
        _client.Send(job.NotifyLine(clean));
    }

    /// <summary>The difficulty of all was set: it holds from a new job on.</summary>
    public void FollowDifficulty()
    {
        if (_told is not null && _told != Difficulty) Renew();
    }

    /// <summary>The client named a difficulty; false where it is fixed.</summary>
    public bool TrySuggest(Difficulty difficulty)
    {
        if (_pool.FixedDifficulty is not null) return false;
        _vardiff.Suggest(difficulty, _pool.Now);
        FollowDifficulty();
        return true;
    }

    /// <summary>A share was accepted.</summary>
    public void Credit(SentJob job)
    {
        _pool.Chain.CountWork(job.Difficulty);
        _vardiff.Count(job.Difficulty, _pool.Now);
        if (job.IsHalfUsed && job.Id == _jobs.Newest?.Id) Renew();
        else Adjust();
    }

    /// <summary>Looks whether the difficulty still suits the client's speed.</summary>
    public void Adjust()
    {
        if (_pool.FixedDifficulty is null && _vardiff.Adjust(_pool.Now)) Renew();
    }

    private void Renew() => Send(_pool.Chain.NewJob());

    private void TellDifficulty()
    {
        Difficulty now = Difficulty;
        if (_told == now) return;
        if (_told is { } before) _pool.Events.Publish(new ClientDifficultyChanged(_client.Number, before, now));
        _told = now;
        _client.Send(PoolMessages.SetDifficulty(now));
    }
}
