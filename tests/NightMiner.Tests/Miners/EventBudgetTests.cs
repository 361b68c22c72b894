using NightMiner.Protocol.Blocks;
using NightMiner.Sessions;
using NightMiner.TestSupport;

namespace NightMiner.Tests.Miners;

public sealed class EventBudgetTests
{
    private readonly List<MinerEvent> _told = [];
    private readonly ManualClock _clock = new();
    private readonly MinerEvents _events;

    public EventBudgetTests()
    {
        _events = new MinerEvents(_clock);
        _events.Listen(_told.Add);
    }

    [Fact]
    public void A_burst_passes_and_the_rest_is_counted()
    {
        EventRule rule = RuleOf<PoolMessage>();
        for (int i = 0; i < rule.Burst + 1000; i++) _events.Publish(new PoolMessage($"{i}"));
        Assert.Equal(rule.Burst, _told.Count);

        _clock.Advance(TimeSpan.FromSeconds(1 / rule.PerSecond));
        _events.Flush();
        EventsWithheld left = Assert.IsType<EventsWithheld>(_told[^1]);
        Assert.Equal(("messages", 1000L), (left.What, left.Count));
        _events.Flush();
        Assert.Equal(rule.Burst + 1, _told.Count); // it is told once
    }

    [Fact]
    public void What_holds_now_is_told_after_the_flood()
    {
        EventRule rule = RuleOf<DifficultyChanged>();
        for (int i = 1; i <= rule.Burst + 10; i++) _events.Publish(new DifficultyChanged(Difficulty.From(i), i));
        _clock.Advance(TimeSpan.FromSeconds(1 / rule.PerSecond));
        _events.Flush();
        Assert.Equal(10, Assert.IsType<EventsWithheld>(_told[^2]).Count);
        Assert.Equal(rule.Burst + 10, Assert.IsType<DifficultyChanged>(_told[^1]).ExpectedHashes);
    }

    [Fact]
    public void The_next_one_that_passes_comes_behind_the_count()
    {
        EventRule rule = RuleOf<PoolMessage>();
        for (int i = 0; i < rule.Burst + 5; i++) _events.Publish(new PoolMessage("old"));
        _clock.Advance(TimeSpan.FromSeconds(1 / rule.PerSecond));
        _events.Publish(new PoolMessage("new"));
        Assert.Equal(5, Assert.IsType<EventsWithheld>(_told[^2]).Count);
        Assert.Equal("new", Assert.IsType<PoolMessage>(_told[^1]).Text);
    }

    [Fact]
    public void At_the_end_every_count_is_told_and_what_the_miner_does_itself_has_no_budget()
    {
        for (int i = 0; i < 500; i++) _events.Publish(new ProtocolProblem("no"));
        for (int i = 0; i < 500; i++) _events.Publish(new LoggedIn("me"));
        _events.Flush(isLast: true);
        Assert.Equal(500, _told.OfType<LoggedIn>().Count());
        Assert.Equal(500, _told.OfType<ProtocolProblem>().Count() + _told.OfType<EventsWithheld>().Sum(e => e.Count));
    }

    private static EventRule RuleOf<T>() => EventRule.All.Single(rule => rule.Kind == typeof(T));
}
