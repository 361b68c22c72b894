using NightMiner.Pool;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;
using static NightMiner.Tests.Miners.NodeSessionTests;

namespace NightMiner.Tests.Miners;

/// <summary>Blocks that are found while a node goes away.</summary>
public sealed class KeptBlockTests
{
    [Theory]
    [InlineData(null)]             // it hangs up
    [InlineData(-28)]              // it has just been started
    public async Task A_block_found_while_the_node_goes_away_is_handed_in_when_it_is_back(int? code)
    {
        await using FakeNode node = new();
        int submits = 0, templates = 0;
        node.Answers["getblocktemplate"] = call => call.LongPollId is not null ? Never()
            : Reply(Template(Volatile.Read(ref submits) < 5 ? 7 : 8 + Interlocked.Increment(ref templates)));
        node.Answers["submitblock"] = _ => Interlocked.Increment(ref submits) >= 5
            ? Reply(null)
            : Task.FromResult(code is { } number ? FakeNode.Error(number, "Loading block index...") : null);
        await using MinerRun run = MinerRun.Start(Options(node) with { Shares = 3 });
        Assert.Equal((3, 0), ((await run.EndAsync()).Accepted, Unforeseen(run)));
        BlockKept kept = Assert.Single(run.All<BlockKept>());
        Assert.Same(run.All<ShareFound>()[0].Share, kept.Share);
        Assert.Same(kept.Share, run.All<ShareAccepted>()[0].Share);
        string[] blocks = [.. Blocks(node)];
        Assert.Single(blocks[..5].Distinct()); // nothing else is mined before it is settled
        Assert.Equal(3, blocks.Distinct().Count());
    }

    [Fact]
    public async Task A_kept_block_is_handed_in_at_whatever_node_answers_first()
    {
        await using FakeNode dying = new(), backup = new();
        dying.Answers["getblocktemplate"] = call => call.LongPollId is null ? Reply(Template(7)) : Never();
        dying.Answers["submitblock"] = _ =>
        {
            dying.Answers["getblockchaininfo"] = _ => Task.FromResult<string?>(null);
            return Task.FromResult<string?>(null);
        };
        backup.Answers["getblocktemplate"] = call => call.LongPollId is null ? Reply(Template(8)) : Never();
        await using MinerRun run = MinerRun.Start(Options(dying) with
        {
            Shares = 2,
            Backups = [new PoolLogin(backup.Url, "", "")],
        });
        Assert.Equal((2, 0), ((await run.EndAsync()).Accepted, Unforeseen(run)));
        Assert.Equal(Blocks(dying).First(), Blocks(backup).First());
    }

    [Fact]
    public async Task A_block_that_breaks_every_connection_is_given_up_and_the_mining_goes_on()
    {
        await using FakeNode node = new();
        node.Answers["getblocktemplate"] = call => call.LongPollId is null ? Reply(Template(7)) : Never();
        node.Answers["submitblock"] = call => Blocks(node).First() == call.Parameters[0].GetString()
            ? Task.FromResult<string?>(FakeNode.Http(413, "too large"))
            : Reply(null);
        await using MinerRun run = MinerRun.Start(Options(node) with { Shares = 1 });
        Assert.Equal(1, (await run.EndAsync()).Accepted);
        Assert.Contains("HTTP 413", run.All<ShareUnsent>()[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_block_that_waits_when_the_mining_ends_is_unsent()
    {
        await using FakeNode node = new();
        node.Answers["getblocktemplate"] = call => call.LongPollId is null ? Reply(Template(7)) : Never();
        node.Answers["submitblock"] = _ =>
        {
            node.Answers["getblockchaininfo"] = _ => Task.FromResult<string?>(null);
            return Task.FromResult<string?>(null);
        };
        await using MinerRun run = MinerRun.Start(Options(node));
        await run.SeeAsync<BlockKept>();
        await run.SeeAsync<Reconnecting>(2);
        Assert.Equal(1, run.Miner.Snapshot().Pending);
        MinerSnapshot end = await run.StopAsync();
        Assert.Contains(run.All<ShareUnsent>(),
            unsent => unsent.Reason.Contains("a node took", StringComparison.Ordinal));
        Assert.Equal((0, end.Found), (end.Accepted, end.Unsent + end.Stale));
    }

    [Fact]
    public async Task A_block_on_its_way_when_the_connection_ends_is_in_the_books_before_the_next_one_begins()
    {
        await using FakeNode node = new();
        int submits = 0;
        TaskCompletionSource<string?> isUnderWay = new(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Answers["getblocktemplate"] = call =>
            call.LongPollId is not null ? submits < 2 ? isUnderWay.Task : Never() // and hangs up then
            : Reply(Template(submits < 2 ? 7 : 8 + submits));
        node.Answers["submitblock"] = _ =>
        {
            if (++submits > 1) return Reply(null);
            isUnderWay.SetResult(null);
            return Never();
        };
        await using MinerRun run = MinerRun.Start(Options(node) with { Shares = 2 });
        Assert.Equal((2, 0), ((await run.EndAsync()).Accepted, Unforeseen(run)));
        BlockKept kept = Assert.Single(run.All<BlockKept>());
        Assert.Equal("the connection to the node broke before it answered submitblock", kept.Reason);
        string[] blocks = [.. Blocks(node)];
        Assert.Equal(blocks[0], blocks[1]);
    }

    [Fact]
    public async Task A_kept_block_does_not_keep_the_shares_at_a_backup_from_being_sent()
    {
        await using FakeNode dying = new();
        dying.Answers["getblocktemplate"] = call => call.LongPollId is null ? Reply(Template(7)) : Never();
        dying.Answers["submitblock"] = _ =>
        {
            dying.Answers["getblockchaininfo"] = _ => Task.FromResult<string?>(null);
            return Task.FromResult<string?>(null);
        };
        await using StratumPool pool = StratumPool.Start(
            TestPool.Quiet with { Algorithm = Options(dying).Algorithm, Difficulty = Difficulty.Parse("1e-7") });
        await using MinerRun run = MinerRun.Start(Options(dying) with
        {
            Shares = 1,
            Backups = [new PoolLogin(Endpoint.Parse(pool.Url), "b", "")],
        });
        Assert.Equal(1, (await run.EndAsync()).Accepted);
    }

    [Theory]
    [InlineData(1, 2, 0)]
    [InlineData(9, 1, 1)] // it never gets it back: the node's word counts
    public async Task A_node_that_has_not_got_the_block_before_is_asked_again(int times, int accepted, int rejected)
    {
        await using FakeNode node = new();
        int submits = 0, refusals = 0;
        string? first = null;
        node.Answers["getblocktemplate"] = call => call.LongPollId is not null ? Never()
            : Reply(Template(submits < 2 ? 7 : 8 + submits));
        node.Answers["submitblock"] = call =>
        {
            first ??= call.Parameters[0].GetString();
            return ++submits <= 2 ? Task.FromResult<string?>(null)
                : call.Parameters[0].GetString() == first && refusals++ < times ? Reply("prev-blk-not-found")
                : Reply(null);
        };
        await using MinerRun run = MinerRun.Start(Options(node) with { Shares = accepted });
        MinerSnapshot end = await run.EndAsync();
        Assert.Equal((accepted, rejected), (end.Accepted, end.Rejected));
    }

    private static IEnumerable<string> Blocks(FakeNode node) => node.Calls
        .Where(call => call.Method == "submitblock").Select(call => call.Parameters[0].GetString()!);

    // Shares that ended in a way that no limit and no block of ours explains.
    private static int Unforeseen(MinerRun run) => run.All<ShareRejected>().Count
        + run.All<ShareUnsent>().Count(unsent => unsent.Reason != ShareUnsent.MiningEnded);
}
