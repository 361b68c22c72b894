
using NightMiner.Jobs;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.TestSupport;

namespace NightMiner.Tests.Jobs;

public sealed class SubscriptionTests
{
    private readonly Subscription _subscription = new(new TinyAlgorithm());

    public SubscriptionTests() => _subscription.SetSubscription("s1", new byte[] { 1 }, 4);

    [Fact]
    public void A_difficulty_holds_from_the_next_job_on()
    {
        Job before = Create("a");
        _subscription.SetDifficulty(Difficulty.Parse("32"));
        Job after = Create("b");
        Assert.Equal(("1", "32"), (before.Difficulty.ToString(), after.Difficulty.ToString()));
        Assert.Equal(new TinyAlgorithm().DifficultyOne, before.Target);
        Assert.True(after.Target.Value < before.Target.Value);
        Assert.Equal(_subscription.Target, after.Target);
        Assert.False(before.IsStopped);
    }

    [Fact]
    public void An_extranonce_holds_from_the_next_job_on_and_old_jobs_keep_theirs()
    {
        Job before = Create("a");
        _subscription.SetExtranonce(new byte[] { 2, 3 }, 8);
        Job after = Create("b");
        Assert.Equal(("01", 4), (Convert.ToHexString(before.Extranonce1.Span), before.Extranonce2Size));
        Assert.Equal(("0203", 8), (Convert.ToHexString(after.Extranonce1.Span), after.Extranonce2Size));
        Assert.False(before.IsStopped); // its shares still count
    }

    [Fact]
    public void Clean_jobs_and_another_previous_block_stop_all_earlier_jobs()
    {
        Job a = Create("a"), b = Create("b");
        Assert.False(a.IsStopped || b.IsStopped);
        Job c = Create("c", clean: true);
        Assert.True(a.IsStopped && b.IsStopped);
        Assert.Equal(JobEnd.Cancelled, a.Era.End);
        Job d = Create("d", block: 2);
        Assert.True(c.IsStopped);
        Job e = Create("e", block: 2);
        Assert.False(d.IsStopped || e.IsStopped);
    }

    [Fact]
    public void A_clean_job_that_is_the_only_one_once_more_goes_on()
    {
        Job a = Create("a", clean: true), again = Create("a", clean: true);
        Assert.False(a.IsStopped || again.IsStopped);
        _subscription.SetDifficulty(Difficulty.Parse("2"));
        Job harder = Create("a", clean: true);
        Assert.True(a.IsStopped && again.IsStopped); // their shares might be too easy now
        Job b = Create("b"), bAgain = Create("b", clean: true);
        Assert.True(harder.IsStopped && b.IsStopped); // it was not the only one
        Assert.False(bAgain.IsStopped);
        _subscription.SetExtranonce(new byte[] { 9 }, 4);
        Create("b", clean: true);
        Assert.True(bAgain.IsStopped); // other headers
    }

    [Fact]
    public void A_lost_connection_stops_its_jobs_for_that_reason_and_the_first_reason_stays()
    {
        Job a = Create("a");
        Job b = Create("b", clean: true);
        _subscription.LoseConnection();
        Assert.Equal((JobEnd.Cancelled, JobEnd.ConnectionLost), (a.Era.End, b.Era.End));
        Assert.False(_subscription.IsSubscribed);
        Assert.Equal(Difficulty.One, _subscription.Difficulty);
        Assert.Throws<InvalidOperationException>(() => Create("c"));
    }

    [Fact]
    public void A_job_sent_again_goes_on_where_it_was()
    {
        Take(Create("a"), 100);
        Slice slice = Take(Create("a", clean: true), 1);
        Assert.Equal(new Slice(0, 0, 100, 1), slice);
    }

    [Fact]
    public void A_job_sent_again_under_another_id_is_the_same_work()
    {
        Notify notify = Lines.Read<Notify>(Lines.SmallNotify("a"));
        Job first = _subscription.CreateJob(notify);
        Job renamed = _subscription.CreateJob(notify with { JobId = new JobId("b") });
        Assert.Same(first.Space, renamed.Space);
        Assert.Equal("b", renamed.Id.Text);
    }

    [Fact]
    public void Another_job_goes_on_with_the_next_extranonce2()
    {
        Take(Create("a"), 100);
        Assert.Equal(new Slice(1, 0, 0, 5), Take(Create("b"), 5));
        Assert.Equal(new Slice(2, 0, 0, 5), Take(Create("c", block: 2), 5));
        Assert.Equal(new Slice(3, 0, 0, 5), Take(Create("untouched"), 5));
    }

    [Fact]
    public void A_job_that_was_never_touched_costs_no_extranonce2()
    {
        Create("a");
        Assert.Equal(0u, Take(Create("b"), 1).Extranonce2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(32)]
    public void No_header_is_dealt_out_twice_however_a_pool_goes_back_and_forth(int size)
    {
        HashSet<string> seen = [];
        Random random = new(1);
        for (int i = 0; i < 300; i++)
        {
            switch (random.Next(6))
            {
                case 0:
                    _subscription.LoseConnection();
                    _subscription.SetSubscription(null, new[] { (byte)random.Next(2) }, size);
                    break;
                case 1:
                    _subscription.SetExtranonce(new[] { (byte)random.Next(2) }, size);
                    break;
            }
            Job job = Create($"{random.Next(3)}", block: random.Next(2), clean: random.Next(2) == 0);
            Slice slice = Take(job, 3);
            for (uint n = 0; n < slice.Count; n++)
            {
                string header =
                    $"{job.Id} {job.PreviousBlock} {job.Extranonce1.Span[0]} {job.Extranonce2Size} {slice.Extranonce2} "
                    + $"{slice.TimeOffset} {slice.FirstNonce + n}";
                Assert.True(seen.Add(header), $"step {i}: {header}");
            }
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(33)]
    public void An_extranonce2_has_0_to_32_bytes(int size) => Assert.Throws<ArgumentOutOfRangeException>(() =>
        _subscription.SetSubscription(null, default, size));

    private Job Create(string id, int block = 1, bool clean = false)
    {
        if (!_subscription.IsSubscribed && id != "c") _subscription.SetSubscription(null, new byte[] { 1 }, 4);
        return _subscription.CreateJob(Lines.Read<Notify>(Lines.SmallNotify(id, block, clean)));
    }

    private static Slice Take(Job job, uint count)
    {
        Assert.True(job.Space.TryTake(count, secondsAhead: 1000, out Slice slice));
        return slice;
    }
}
