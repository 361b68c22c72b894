using System.Text.Json;
using NightMiner.Protocol.Stratum;
using NightMiner.TestSupport;

namespace NightMiner.Tests.Miners;

public sealed class ShareTests
{
    [Fact]
    public async Task Answers_out_of_order_reach_the_shares_that_they_are_for()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.LogInAsync();
        await peer.SayAsync(Lines.SmallNotify("a"));
        List<Request> submits = await peer.HearSubmitsAsync(submits => submits.Count == 10, _ => null);
        string[] accepted =
            [.. submits.Where((_, i) => i % 3 == 0).Select(submit => submit.Parameters[4].GetString()!)];
        string Answer(Request submit, int i)
        {
            string nonce = submit.Parameters[4].GetString()!;
            return accepted.Contains(nonce)
                ? Lines.Yes(i % 2 == 0 ? submit.Id : $"\"{submit.Id}\"")
                : $$"""{"id":{{submit.Id}},"result":null,"error":[23,"nonce {{nonce}}",null]}""";
        }
        await peer.SayAsync(submits.AsEnumerable().Reverse().Select(Answer));
        await run.SeeAsync<ShareAccepted>(accepted.Length);
        await run.SeeAsync<ShareRejected>(10 - accepted.Length);
        Assert.Equal(accepted.Order(),
            run.All<ShareAccepted>().Select(e => e.Share.Nonce.ToString("x8", null)).Order());
        Assert.All(run.All<ShareRejected>(), e => Assert.Equal($"nonce {e.Share.Nonce:x8}", e.Error.Text));
        peer.Dispose(); // no answer is waited for
        await run.StopAsync();
    }

    [Fact]
    public async Task Every_shape_of_a_rejection_is_counted_with_its_reason()
    {
        (string Answer, RejectReason Reason)[] shapes =
        [
            ("\"result\":null,\"error\":[21,\"job not found\"]", RejectReason.Stale),
            ("\"result\":null,\"error\":[22,\"duplicate share\",null]", RejectReason.Duplicate),
            ("\"result\":false,\"error\":{\"code\":23,\"message\":\"low difficulty share (0.1)\"}",
                RejectReason.LowDifficulty),
            ("\"result\":false,\"error\":null,\"reject-reason\":\"Above target\"", RejectReason.LowDifficulty),
            ("\"result\":false,\"error\":\"Stale\"", RejectReason.Stale),
            ("\"error\":[24,\"unauthorized worker\",null]", RejectReason.Unauthorized),
            ("\"result\":null,\"error\":true", RejectReason.Other),
            ("\"result\":false,\"error\":null", RejectReason.Other),
            ("\"result\":null,\"error\":null", RejectReason.Other),
            ("\"result\":\"Ntime out of range\",\"error\":null", RejectReason.Other),
        ];
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.LogInAsync();
        await peer.SayAsync(Lines.SmallNotify("a"));
        int next = 0;
        await peer.HearSubmitsAsync(submits => submits.Count == shapes.Length,
            submit => $"{{\"id\":{submit.Id},{shapes[next++].Answer}}}");
        await run.SeeAsync<ShareRejected>(shapes.Length);
        Assert.Equal(shapes.Select(shape => shape.Reason), run.All<ShareRejected>().Select(e => e.Error.Reason));
        peer.Dispose();
        Assert.Equal(shapes.Length, (await run.StopAsync()).Rejected);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(50)]
    public async Task A_limit_on_shares_is_met_exactly_though_some_are_rejected(int limit)
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool, options => options with { Shares = limit });
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.LogInAsync("0.1"); // shares come much faster than answers
        await peer.SayAsync(Lines.SmallNotify("a"));
        int accepted = 0, heard = 0;
        await peer.HearSubmitsAsync(_ => false, submit =>
        {
            if (heard++ % 3 == 0) return $$"""{"id":{{submit.Id}},"result":null,"error":[23,"low"]}""";
            accepted++;
            return Lines.Yes(submit.Id);
        });
        MinerSnapshot end = await run.EndAsync();
        Assert.Equal(StopReason.AsAsked, await run.Finished);
        Assert.Equal((limit, limit), (accepted, end.Accepted));
        Assert.Equal(heard - limit, end.Rejected);
    }

    [Fact]
    public async Task A_limit_holds_across_reconnects()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool, options => options with { Shares = 6 });
        int accepted = 0;
        while (accepted < 6)
        {
            using ScriptedPeer peer = await pool.AcceptAsync();
            await peer.LogInAsync();
            await peer.SayAsync(Lines.SmallNotify("a"));
            accepted += (await peer.HearSubmitsAsync(submits => submits.Count == 2)).Count;
            await run.SeeAsync<ShareAccepted>(accepted);
        }
        Assert.Equal(6, (await run.EndAsync()).Accepted);
    }

    [Fact]
    public async Task Shares_of_cancelled_jobs_are_counted_as_stale_and_not_sent()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.LogInAsync("0.5"); // a slice holds a dozen shares: some of a job that is cancelled meanwhile
        int late = 0;
        await peer.SayAsync(Lines.SmallNotify("0"));
        for (int i = 1; i <= 20 || (run.Miner.Snapshot().Stale == 0 && i < 2000); i++)
        {
            await peer.HearSubmitsAsync(submits => submits.Count > 3);
            await peer.SayAsync(Lines.SmallNotify($"{i}", block: i % 2 == 0 ? i : i - 1, clean: i % 2 != 0));
            await peer.DrainAsync(); // what was on the wire while the miner learnt of the new job
            // One share may have been let through at the very moment when its job was cancelled; no second one.
            int old =
                (await peer.HearSubmitsAsync(submits => submits.Count > 5)).Count(submit => submit.JobId != $"{i}");
            Assert.InRange(old, 0, 1);
            late += old;
        }
        peer.Dispose();
        MinerSnapshot end = await run.StopAsync();
        Assert.True(end.Stale > 0, "no share was ever stale");
        Assert.InRange(late, 0, 10);
        Assert.All(run.All<ShareStale>(), e => Assert.True(e.Share.Job.IsStopped));
    }

    [Fact]
    public async Task No_share_is_ever_sent_twice_over_job_switches_jobs_sent_again_and_reconnects()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool, options => options with { Threads = 3 });
        HashSet<string> seen = [];
        Random random = new(7);
        for (int connection = 0; connection < 6; connection++)
        {
            using ScriptedPeer peer = await pool.AcceptAsync();
            await peer.LogInAsync("0.3", extranonce1: $"0{connection % 2}", size: 2);
            for (int step = 0; step < 12; step++)
            {
                await peer.SayAsync(
                    Lines.SmallNotify($"{random.Next(3)}", block: random.Next(2), clean: random.Next(3) == 0));
                foreach (Request submit in await peer.HearSubmitsAsync(submits => submits.Count > 20))
                    Assert.True(seen.Add($"{connection % 2} {submit.Key}"), $"sent twice: {submit.Key}");
            }
        }
        Assert.Equal(6 * 12 * 21, seen.Count);
        await run.StopAsync();
    }

    [Fact]
    public async Task The_books_add_up_though_the_pool_is_killed_in_the_middle_again_and_again()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool, options => options with { Threads = 3 });
        for (int i = 0; i < 20; i++)
        {
            using ScriptedPeer peer = await pool.AcceptAsync();
            await peer.LogInAsync("0.3");
            await peer.SayAsync(Lines.SmallNotify($"{i}"));
            int heard = 0; // half of them are answered, the rest is in flight when the pool dies
            await peer.HearSubmitsAsync(submits => submits.Count > 20, submit =>
                heard++ % 2 == 0 ? Lines.Yes(submit.Id) : null);
            if (i % 2 == 0) peer.Reset();
            MinerSnapshot now = run.Miner.Snapshot();
            Assert.True(now.Pending >= 0, $"{now}");
        }
        MinerSnapshot end = await run.StopAsync();
        Assert.True(end is { Accepted: > 0, Unsent: > 0 }, $"{end}");
        Assert.Contains(run.All<ShareUnsent>(), e =>
            e.Reason.Contains("before an answer came", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Answers_that_come_after_the_stop_are_waited_for()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.LogInAsync();
        await peer.SayAsync(Lines.SmallNotify("a"));
        List<Request> submits = await peer.HearSubmitsAsync(submits => submits.Count == 3, _ => null);
        run.Stop();
        await peer.SayAsync(submits.Select(submit => Lines.Yes(submit.Id)));
        await peer.HearSubmitsAsync(_ => false);
        MinerSnapshot end = await run.EndAsync();
        Assert.True(end.Accepted >= 3);
        Assert.Equal(0, end.Unsent);
    }

    [Fact]
    public async Task A_second_answer_to_a_share_counts_for_nothing()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool, options => options with { Threads = 1 });
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.LogInAsync("4");
        await peer.SayAsync(Lines.SmallNotify("a"));
        Request submit = await peer.ExpectAsync("mining.submit");
        await peer.SayAsync(Lines.Yes(submit.Id), Lines.Yes(submit.Id), Lines.Yes("999"), Lines.Yes("null"));
        await run.SeeAsync<ProtocolProblem>(3);
        peer.Dispose();
        await run.StopAsync();
        Assert.Equal(1, run.All<ShareAccepted>().Count(e =>
            e.Share.Nonce == Convert.ToUInt32(submit.Parameters[4].GetString(), 16)));
    }

    [Fact]
    public async Task A_job_whose_id_is_a_number_goes_back_as_a_number()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.LogInAsync();
        await peer.SayAsync(Lines.Notify("17", Lines.ZeroHash, "01", "ff", [], "2", "1b04864c", "1", clean: false));
        Assert.Equal(JsonValueKind.Number, (await peer.ExpectAsync("mining.submit")).Parameters[1].ValueKind);
    }

    [Fact]
    public async Task A_share_that_would_make_too_long_a_line_is_unsent_and_the_miner_goes_on()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = MinerRun.Start(pool);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.LogInAsync();
        await peer.SayAsync(Lines.SmallNotify(new string('ü', 400)));
        Assert.Contains("could not be sent", (await run.SeeAsync<ShareUnsent>()).Reason, StringComparison.Ordinal);
        await peer.SayAsync(Lines.SmallNotify("short", clean: true));
        Assert.Equal("short", (await peer.ExpectAsync("mining.submit")).JobId);
        peer.Dispose();
        await run.StopAsync();
    }
}
