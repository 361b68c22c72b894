using System.Text.Json.Nodes;
using NightMiner.Protocol.Addresses;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Nodes;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;

namespace NightMiner.Protocol.Tests.Nodes;

/// <summary>
/// The loop that miner and pool follow a node with. Pauses are measured on a clock that nobody waits for.
/// </summary>
public sealed class NodeFollowerTests
{
    private const string First = "00000000000000000000000000000000000000000000000000000000000000a1";
    private const string Second = "00000000000000000000000000000000000000000000000000000000000000b2";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_node_whose_long_poll_returns_at_once_is_asked_about_once_a_second()
    {
        await using FakeNode node = new();
        node.Answers["getblocktemplate"] = _ => Reply(Template(First));
        JumpingClock clock = new();
        DateTimeOffset start = clock.GetUtcNow();
        await using Following run = new(node, clock);
        List<bool> repeats = [];
        while (clock.GetUtcNow() - start < TimeSpan.FromSeconds(60) && repeats.Count < 200)
            repeats.Add((await run.NextAsync()).IsRepeat);
        Assert.InRange(repeats.Count, 60, 72); // nine may come close together, as new tips do
        Assert.Equal([false, .. Enumerable.Repeat(true, repeats.Count - 1)], repeats);
    }

    [Fact]
    public async Task A_template_is_a_repeat_until_it_says_something_else_or_its_time_has_moved_on()
    {
        await using FakeNode node = new();
        Queue<JsonObject> templates = new(
        [
            Template(First), Template(First, poll: "other"), Template(First, time: 29), Template(First, time: 30),
            Template(First, time: 30), Template(First, time: 30, value: 1), Template(Second, time: 30, value: 1),
        ]);
        node.Answers["getblocktemplate"] = _ => Reply(templates.Dequeue());
        await using Following run = new(node, new JumpingClock());
        List<bool> repeats = [];
        for (int i = 0; i < 7; i++) repeats.Add((await run.NextAsync()).IsRepeat);
        Assert.Equal([false, true, true, false, true, false, false], repeats);
    }

    [Fact]
    public async Task A_tip_below_a_block_of_ours_is_held_back_for_five_seconds_and_given_again_then()
    {
        await using FakeNode node = new();
        node.Answers["getblocktemplate"] = call => call.LongPollId is null ? Reply(Template(First)) : Never();
        JumpingClock clock = new();
        await using Following run = new(node, clock);
        for (int i = 0; i < 3; i++)
        {
            Hash256 tip = (await run.NextAsync()).Template.PreviousBlock;
            Assert.False(run.Follower.IsSpent(tip));
            DateTimeOffset accepted = clock.GetUtcNow();
            int asked = node.Calls.Count;
            run.Follower.Accepted(tip);
            Assert.True(run.Follower.IsSpent(tip));

            FollowedTemplate again = await run.NextAsync();
            Assert.Equal(tip, again.Template.PreviousBlock);
            Assert.False(run.Follower.IsSpent(tip));
            Assert.InRange((clock.GetUtcNow() - accepted).TotalSeconds, 5, 7);
            Assert.InRange(node.Calls.Count - asked, 5, 12);
            run.Follower.AskNow(); // the next round begins with a question that is answered
        }
    }

    [Fact]
    public async Task A_node_that_offers_the_next_tip_and_goes_back_is_followed_at_once()
    {
        await using FakeNode node = new();
        string tip = First;
        TaskCompletionSource<string?> invalidated = new();
        node.Answers["getblocktemplate"] = call =>
            call.LongPollId == Second ? invalidated.Task : call.LongPollId is null ? Reply(Template(tip)) : Never();
        JumpingClock clock = new();
        await using Following run = new(node, clock);
        Hash256 first = (await run.NextAsync()).Template.PreviousBlock;
        tip = Second;
        run.Follower.Accepted(first);
        Assert.NotEqual(first, (await run.NextAsync()).Template.PreviousBlock);
        Assert.True(run.Follower.IsSpent(first)); // what is found late on the first tip is a rival of our block
        DateTimeOffset before = clock.GetUtcNow();
        invalidated.SetResult(FakeNode.Result(Template(First)));
        Assert.Equal(first, (await run.NextAsync()).Template.PreviousBlock);
        Assert.False(run.Follower.IsSpent(first));
        Assert.Equal(before, clock.GetUtcNow());
    }

    [Fact]
    public async Task Refusals_make_the_pause_grow_and_many_at_once_count_as_one()
    {
        await using FakeNode node = new();
        node.Answers["getblocktemplate"] = call => call.LongPollId is null ? Reply(Template(First)) : Never();
        JumpingClock clock = new();
        await using Following run = new(node, clock, TimeSpan.FromSeconds(5));
        List<double> pauses = [];
        for (int i = 0; i < 8; i++)
        {
            Hash256 tip = (await run.NextAsync()).Template.PreviousBlock;
            DateTimeOffset before = clock.GetUtcNow();
            Task<FollowedTemplate> next = run.NextAsync(); // a long poll, which is ended
            for (int k = 0; k < 100; k++) run.Follower.Refused(tip);
            await next;
            pauses.Add((clock.GetUtcNow() - before).TotalSeconds);
            run.Follower.Refused(default); // on another tip: it changes nothing
            run.Follower.AskNow();
        }
        Assert.Equal([0, 0.25, 0.5, 1, 2, 4, 5, 5], pauses);
    }

    [Fact]
    public async Task A_template_that_was_overtaken_is_not_current()
    {
        await using FakeNode node = new();
        node.Answers["getblocktemplate"] = call => call.LongPollId is null ? Reply(Template(First)) : Never();
        await using Following run = new(node, new JumpingClock());
        FollowedTemplate template = await run.NextAsync();
        Assert.True(template.IsCurrent);
        run.Follower.AskNow();
        Assert.False(template.IsCurrent);
        Assert.True((await run.NextAsync()).IsCurrent);
    }

    [Fact]
    public async Task After_an_exception_it_goes_on()
    {
        await using FakeNode node = new();
        node.Answers["getblocktemplate"] = _ =>
            Task.FromResult<string?>(FakeNode.Error(NodeException.InitialDownload, "downloading"));
        await using Following run = new(node, new JumpingClock());
        await Assert.ThrowsAsync<NodeException>(run.NextAsync);
        node.Answers["getblocktemplate"] = _ => Reply(Template(First));
        run.Again();
        Assert.False((await run.NextAsync()).IsRepeat);
    }

    [Fact]
    public async Task It_goes_on_behind_the_template_that_was_asked_for_first()
    {
        await using FakeNode node = new();
        node.Answers["getblocktemplate"] = call => Reply(Template(call.LongPollId is null ? First : Second));
        await using Following run = new(node, new JumpingClock());
        BlockTemplate first = await run.Follower.FirstAsync(CancellationToken.None);
        Assert.NotEqual(first.PreviousBlock, (await run.NextAsync()).Template.PreviousBlock);
        Assert.Equal(First, node.Calls.Last().LongPollId);
    }

    private static JsonObject Template(string tip, uint time = 0, long value = 50_0000_0000, string? poll = null)
    {
        JsonObject template = TemplateJson.Sample();
        template["previousblockhash"] = tip;
        template["longpollid"] = poll ?? tip;
        template["curtime"] = 1_700_000_000 + time;
        template["coinbasevalue"] = value;
        return template;
    }

    private static Task<string?> Reply(JsonObject template) => Task.FromResult<string?>(FakeNode.Result(template));

    private static Task<string?> Never() => new TaskCompletionSource<string?>().Task;

    /// <summary>A follower and its reader.</summary>
    private sealed class Following : IAsyncDisposable
    {
        private readonly NodeCalls _calls;
        private readonly CancellationTokenSource _stop = new(Patience);
        private IAsyncEnumerator<FollowedTemplate> _templates;

        public Following(FakeNode node, TimeProvider clock, TimeSpan? longestPause = null)
        {
            _calls = new NodeCalls(new NodeClient(node.Url, DialOptions.Default, Patience));
            CoinNetwork network = CoinNetwork.Find(Hash256.FromDisplay(FakeNode.BitcoinRegtest))!;
            Follower = longestPause is { } pause
                ? new NodeFollower(_calls, network, clock) { LongestPause = pause }
                : new NodeFollower(_calls, network, clock);
            _templates = Follower.FollowAsync(_stop.Token).GetAsyncEnumerator();
        }

        public NodeFollower Follower { get; }

        public void Again() => _templates = Follower.FollowAsync(_stop.Token).GetAsyncEnumerator();

        public async Task<FollowedTemplate> NextAsync()
        {
            Assert.True(await _templates.MoveNextAsync());
            return _templates.Current;
        }

        public async ValueTask DisposeAsync()
        {
            await _templates.DisposeAsync();
            _calls.Dispose();
            _stop.Dispose();
        }
    }
}
