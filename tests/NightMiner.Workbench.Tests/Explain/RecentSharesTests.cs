
using NightMiner.Jobs;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.TestSupport;
using NightMiner.Workbench.Explain;

namespace NightMiner.Workbench.Tests.Explain;

public sealed class RecentSharesTests
{
    private static readonly GoldenJob Golden = GoldenData.Jobs.Single(job => job.JobId == "esp2"); // difficulty 683.5

    [Fact]
    public void A_difficulty_that_came_after_the_job_is_found_out_while_mining()
    {
        RecentShares recent = new();
        (Job job, Share share) = Make("600");
        Assert.Null(recent.See(Changed("600")));
        Assert.Null(recent.See(new JobReceived(job, IsNewBlock: true)));
        Assert.Null(recent.See(new ShareAccepted(share, TimeSpan.Zero)));
        Assert.Null(recent.See(Changed("1000")));
        Autopsy autopsy = recent.See(Rejected(share, new StratumError(23, "low difficulty share of 683.51")))!;
        Assert.Equal(["difficulty-after"], autopsy.Suspects.Select(suspect => suspect.Mistake.Name));
    }

    [Fact]
    public void A_difficulty_from_before_the_job_is_found_out_too()
    {
        RecentShares recent = new();
        (Job first, Share early) = Make("1000");
        (Job job, Share share) = Make("600");
        recent.See(Changed("1000"));
        recent.See(new JobReceived(first, IsNewBlock: true));
        recent.See(Changed("600"));
        recent.See(new JobReceived(job, IsNewBlock: false));
        Autopsy autopsy = recent.See(Rejected(share, new StratumError(23, "low difficulty share of 683.51")))!;
        Assert.Contains("difficulty-before", autopsy.Suspects.Select(suspect => suspect.Mistake.Name));
        Assert.DoesNotContain("difficulty-after", autopsy.Suspects.Select(suspect => suspect.Mistake.Name));
        Assert.NotNull(early);
    }

    [Fact]
    public void A_stale_share_and_one_of_a_forgotten_job_are_no_trouble()
    {
        RecentShares recent = new();
        (Job job, Share share) = Make("600");
        Assert.Null(recent.See(Rejected(share, new StratumError(21, "job not found"))));
        recent.See(new JobReceived(job, IsNewBlock: true));
        for (int i = 0; i < 40; i++) recent.See(new JobReceived(Make("600").Job, IsNewBlock: false));
        Assert.NotNull(recent.See(Rejected(share, new StratumError(null, "no"))));
    }

    private static ShareRejected Rejected(Share share, StratumError error) => new(share, error, TimeSpan.Zero);

    private static DifficultyChanged Changed(string difficulty) => new(Difficulty.Parse(difficulty), 1);

    private static (Job Job, Share Share) Make(string difficulty)
    {
        Subscription subscription = new(new Sha256d());
        subscription.SetSubscription(null, Golden.Extranonce1Bytes, 4);
        subscription.SetDifficulty(Difficulty.Parse(difficulty));
        Job job = subscription.CreateJob(Golden.ToNotify());
        BlockHeader header = BlockHeader.Parse(Convert.FromHexString(Golden.Header));
        return (job, new Share(job, Golden.Extranonce2Bytes, header, Golden.ExpectedHash));
    }
}
