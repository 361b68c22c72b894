using NightMiner.Protocol.Nodes;

namespace NightMiner.Protocol.Tests.Nodes;

public sealed class NodePaceTests
{
    [Fact]
    public void The_pause_grows_with_refusals_in_a_row_up_to_a_minute()
    {
        NodePace pace = new();
        Assert.Equal([0, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 60, 60], Enumerable.Range(0, 11).Select(_ =>
        {
            pace.Refused();
            return pace.TakePause().TotalSeconds;
        }));
        Assert.Equal(TimeSpan.Zero, pace.TakePause()); // once for each refusal
        pace.NewTip();
        pace.Refused();
        Assert.Equal(TimeSpan.Zero, pace.TakePause());
    }

    [Fact]
    public void A_long_poll_that_never_waits_is_slowed_down()
    {
        NodePace pace = new();
        for (int i = 0; i < 8; i++)
        {
            pace.Answered(TimeSpan.FromMilliseconds(2), wasLongPoll: true, knowsLongPoll: true);
            Assert.Equal(TimeSpan.Zero, pace.TakePause());
        }
        pace.Answered(TimeSpan.FromMilliseconds(2), wasLongPoll: true, knowsLongPoll: true);
        Assert.Equal(1, pace.TakePause().TotalSeconds);
        pace.Answered(TimeSpan.FromSeconds(30), wasLongPoll: true, knowsLongPoll: true);
        Assert.Equal(TimeSpan.Zero, pace.TakePause());
    }

    [Fact]
    public void A_node_without_long_poll_is_asked_every_few_seconds()
    {
        NodePace pace = new();
        pace.Answered(TimeSpan.FromMilliseconds(2), wasLongPoll: false, knowsLongPoll: false);
        Assert.Equal(NodePace.WithoutLongPoll, pace.TakePause());
    }

    [Fact]
    public void A_node_that_is_behind_is_asked_less_and_less_often()
    {
        NodePace pace = new();
        Assert.Equal([0.05, 0.1, 0.2, 0.4, 0.8, 1, 1], Enumerable.Range(0, 7).Select(_ =>
        {
            pace.Behind();
            return pace.TakePause().TotalSeconds;
        }));
        pace.Answered(TimeSpan.FromMilliseconds(2), wasLongPoll: false, knowsLongPoll: true);
        pace.Behind();
        Assert.Equal(0.05, pace.TakePause().TotalSeconds);
    }
}
