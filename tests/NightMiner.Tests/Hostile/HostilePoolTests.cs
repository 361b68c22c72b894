using NightMiner.Protocol.Transport;
using NightMiner.Sessions;
using NightMiner.TestSupport;
using NightMiner.Workbench.Testing;

namespace NightMiner.Tests.Hostile;

/// <summary>Conversations that are made to hurt: the miner lives, keeps its books, and says little.</summary>
public sealed class HostilePoolTests
{
    private const int Flood = 5000;

    [Fact]
    public async Task A_flood_of_jobs_leaves_the_newest_one()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = Start(pool);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.LogInAsync();
        for (int i = 0; i < Flood; i += 100)
        {
            await peer.SayAsync(Enumerable.Range(i, 100).Select(n => Lines.SmallNotify($"j{n}", n, clean: true)));
            await peer.DrainAsync();
        }
        await Wait.UntilAsync(() => run.All<JobReceived>() is [.., { Job.Id.Text: "j4999" }], "the newest job");
        await peer.HearSubmitsAsync(submits => submits is [.., { JobId: "j4999" }]);
        await EndAsync(run, peer);
    }

    [Fact]
    public async Task A_pool_that_says_yes_before_it_is_asked_gets_no_miner()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = Start(pool, retries: 0);
        using ScriptedPeer peer = await pool.AcceptAsync();
        // In one piece: the miner may have gone before a second one.
        await peer.SayAsync([.. Enumerable.Range(0, 20).Select(id => Lines.Yes($"{id}")), Lines.SmallNotify("a")]);
        await peer.ExpectAsync("mining.subscribe");
        await peer.ExpectAsync("mining.subscribe"); // without an agent; a yes is no answer to that either
        Assert.Equal(StopReason.NoPool, await run.Finished.WaitAsync(ScriptedPool.Patience));
        await run.EndAsync();
        Assert.Equal(ConnectionProblem.Protocol, Assert.Single(run.All<Disconnected>()).Problem);
        Assert.Empty(run.All<LoggedIn>());
    }

    [Fact]
    public async Task An_extranonce_that_makes_no_sense_leaves_the_one_before_in_force()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = Start(pool);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.LogInAsync();
        foreach (string parameters in (string[])
            ["\"00\",-1", "\"00\",33", "\"00\",1000000000", "\"0\",4", "\"zz\",4", $"\"{new string('0', 66)}\",4", ""])
            await peer.SayAsync($$"""{"id":null,"method":"mining.set_extranonce","params":[{{parameters}}]}""");
        Request submit = await MinesAsync(peer, "a");
        Assert.Equal(8, submit.Parameters[2].GetString()!.Length);
        Assert.Equal(7, run.All<ProtocolProblem>().Count);
        Assert.Equal([0xf8, 0x00, 0x88, 0x0e], run.All<JobReceived>()[^1].Job.Extranonce1.ToArray());
        await EndAsync(run, peer);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("\"NaN\"")]
    [InlineData("1e999")]
    public async Task A_difficulty_that_makes_no_sense_leaves_the_one_before_in_force(string difficulty)
    {
        using ScriptedPool pool = new();
        await using MinerRun run = Start(pool);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.LogInAsync("2");
        await peer.SayAsync(Lines.SetDifficulty(difficulty), Lines.SmallNotify("a"));
        await peer.ExpectAsync("mining.submit");
        Assert.Equal("2", (await run.SeeAsync<JobReceived>()).Job.Difficulty.ToString());
        await EndAsync(run, peer);
    }

    [Fact]
    public async Task A_difficulty_that_no_hash_meets_is_mined_until_another_comes()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = Start(pool);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.LogInAsync("1e308");
        await peer.SayAsync(Lines.SmallNotify("hopeless"));
        Assert.Empty(await peer.DrainAsync());
        await peer.SayAsync(Lines.SetDifficulty("1"));
        await MinesAsync(peer, "a");
        await EndAsync(run, peer);
    }

    [Fact]
    public async Task Where_every_hash_is_a_share_and_none_is_answered_so_many_wait_and_the_others_are_given_up()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = Start(pool);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.LogInAsync("1e-308");
        await peer.SayAsync(Lines.SmallNotify("a"));
        await peer.HearSubmitsAsync(submits => submits.Count > ShareLedger.InFlightLimit + 500, _ => null);
        Assert.InRange(run.Miner.Shares.InFlight, 1, ShareLedger.InFlightLimit);
        Assert.Contains("without an answer", (await run.SeeAsync<ShareUnsent>(100)).Reason, StringComparison.Ordinal);
        await EndAsync(run, peer);
    }

    [Fact]
    public async Task An_answer_to_a_share_that_was_given_up_counts_for_nothing()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = Start(pool);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.LogInAsync("4");
        await peer.SayAsync(Lines.SmallNotify("a"));
        Request submit = await peer.ExpectAsync("mining.submit");
        run.Miner.Shares.GiveUpOlderThan(TimeSpan.Zero, "for this test");
        await peer.SayAsync(Lines.Yes(submit.Id));
        Assert.Contains("given up", (await run.SeeAsync<ProtocolProblem>()).Problem, StringComparison.Ordinal);
        Assert.DoesNotContain(run.All<ShareAccepted>(), accepted =>
            accepted.Share.Nonce == Convert.ToUInt32(submit.Parameters[4].GetString(), 16));
        await EndAsync(run, peer);
    }

    [Fact]
    public async Task A_coinbase_as_long_as_a_line_can_be_is_mined()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = Start(pool);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.LogInAsync();
        string coinbase = new('0', LineReader.DefaultLimit - 1000);
        await peer.SayAsync(Lines.Notify("\"long\"", Lines.ZeroHash, coinbase, "ff", [], "1", "1b04864c", "1", true));
        Assert.Equal("long", (await peer.ExpectAsync("mining.submit")).JobId);
        await EndAsync(run, peer);
    }

    private static MinerRun Start(ScriptedPool pool, int? retries = null) =>
        MinerRun.Start(pool, options => options with { Threads = 1, Retries = retries });

    private static async Task<Request> MinesAsync(ScriptedPeer peer, string job)
    {
        await peer.SayAsync(Lines.SetDifficulty("1"), Lines.SmallNotify(job, clean: true));
        return (await peer.HearSubmitsAsync(submits => submits.Exists(submit => submit.JobId == job)))[^1];
    }

    private static async Task EndAsync(MinerRun run, ScriptedPeer peer)
    {
        Assert.False(run.Finished.IsCompleted);
        peer.Dispose();
        await run.StopAsync(); // checks the books
    }
}
