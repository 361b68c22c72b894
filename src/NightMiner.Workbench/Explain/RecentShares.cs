
using NightMiner.Jobs;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Workbench.Explain;

/// <summary>
/// Watches a miner's events and keeps the last jobs, difficulties and answered shares, so that a rejected share can be
/// examined with what stood around it. For one thread.
/// </summary>
public sealed class RecentShares
{
    private const int JobLimit = 16;
    private const int ShareLimit = 8; // enough to tell mistakes apart; each costs a hash for each mistake

    private readonly LinkedList<(JobTerms Terms, Job Job)> _jobs = [];
    private readonly Queue<ShareCase> _answered = [];
    private readonly List<(Difficulty Difficulty, int JobsBefore)> _difficulties = [];
    private int _jobCount;

    /// <summary>Takes an event; gives the autopsy where it is a share that the pool rejected for its hash.</summary>
    public Autopsy? See(MinerEvent happened)
    {
        switch (happened)
        {
            case DifficultyChanged { Difficulty: var difficulty }:
                _difficulties.Add((difficulty, _jobCount));
                if (_difficulties.Count > JobLimit) _difficulties.RemoveAt(0);
                break;
            case JobReceived { Job: var job }:
                _jobCount++;
                _jobs.AddLast((JobTerms.Of(job), job));
                if (_jobs.Count > JobLimit) _jobs.RemoveFirst();
                break;
            case ShareAccepted { Share: var share }:
                Keep(CaseOf(share, Ruling.Accepted));
                break;
            case ShareRejected { Share: var share, Error: var error }:
                ShareCase rejected = CaseOf(share, Ruling.Rejected(error));
                Autopsy autopsy = Autopsy.Of(rejected, [.. _answered]);
                Keep(rejected);
                return autopsy.Blame == Blame.Nobody ? null : autopsy;
        }
        return null;
    }

    private void Keep(ShareCase share)
    {
        _answered.Enqueue(share);
        if (_answered.Count > ShareLimit) _answered.Dequeue();
    }

    private ShareCase CaseOf(Share share, Ruling ruling)
    {
        LinkedListNode<(JobTerms Terms, Job Job)>? node = _jobs.Last;
        int number = _jobCount; // of the node's job, from 1
        for (; node is not null && !ReferenceEquals(node.Value.Job, share.Job); node = node.Previous) number--;
        Difficulty own = share.Job.Difficulty;
        return new ShareCase
        {
            Terms = node?.Value.Terms ?? JobTerms.Of(share.Job),
            Share = share.ToSubmit(""),
            Ruling = ruling,
            JobBefore = node?.Previous?.Value.Terms,
            JobAfter = node?.Next?.Value.Terms,
            DifficultyBefore = node is null ? null : Last(said => said.JobsBefore < number),
            DifficultyAfter = node is null ? null : Last(said => said.JobsBefore >= number),
        };

        Difficulty? Last(Func<(Difficulty Difficulty, int JobsBefore), bool> isIn) => _difficulties
            .Where(said => isIn(said) && said.Difficulty != own)
            .Select(said => (Difficulty?)said.Difficulty).LastOrDefault();
    }
}
