using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.TestSupport;

namespace NightMiner.Pool.Tests;

public class ShareJudgeTests
{
    private const string NtimeSize = "incorrect size of ntime (8 hex digits expected, got 7)";

    [Fact]
    public async Task A_share_that_meets_the_target_is_accepted_and_remembered()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        using ScriptedClient client = await ScriptedClient.LoginAsync(pool);
        TestShare share = client.Find(client.Job, TestPool.Easy);

        Assert.Equal("true null", await client.SubmitAsync(share));

        JudgedShare judged = Assert.Single(pool.Shares);
        Assert.Equal(Verdict.Accepted, judged.Verdict);
        Assert.Equal(("me", share.JobId, share.Extranonce2, share.Ntime, share.Nonce),
            (judged.Worker, judged.JobId, judged.Extranonce2, judged.Ntime, judged.Nonce));
        Assert.Equal(Difficulty.Parse(TestPool.Easy), judged.Required);
        Hash256 hash = Algorithms.Get("sha256d").HashOf(judged.Header.Span);
        Assert.Equal(Difficulty.Of(hash, Target.DifficultyOne), judged.Difficulty);
        Assert.Equal(client.Job.PreviousBlock, BlockHeader.Parse(judged.Header.Span).PreviousBlock);
        Assert.Equal(1, pool.Snapshot().Accepted);
    }

    // Each change to an accepted share, and what it is answered. Where it has two faults the answer shows the order.
    public static TheoryData<string, string> Faults => new()
    {
        { """["you","J","E","T","N"]""", """24,"unauthorized worker" """ },
        { """["you","J","E00","T","N",1,2]""", """24,"unauthorized worker" """ },
        { """[]""", """20,"wrong parameter count (5 expected without version rolling, got 0)" """ },
        { """{"worker":"me"}""", """20,"wrong parameter count (5 expected without version rolling, got 0)" """ },
        { """["me","J","E","T"]""", """20,"wrong parameter count (5 expected without version rolling, got 4)" """ },
        { """[null,"J","E","T","N"]""", """20,"missing or invalid workername" """ },
        { """["me","none","E00","T","N"]""",
            """20,"incorrect size of extranonce2 (8 hex digits expected, got 10)" """ },
        { """["me","none","1234567","T","N"]""",
            """20,"incorrect size of extranonce2 (8 hex digits expected, got 7)" """ },
        { """["me","none","1234567x","T","N"]""", """20,"extranonce2 is not hex" """ },
        { """["me","none",12345678,"T","N"]""", """20,"extranonce2 is not text" """ },
        { """["me","none","E","T0","N"]""", """21,"job not found (unknown)" """ },
        { """["me",1,"E","T","N"]""", """21,"job not found (unknown)" """ },
        { """["me","J","E","1234567","N"]""", $"""20,"{NtimeSize}" """ },
        { """["me","J","E","1234567","N0"]""", $"""20,"{NtimeSize}" """ },
        { """["me","J","E","0x345678","N"]""", """20,"ntime is not hex" """ },
        { """["me","J","E","+1234567","N"]""", """20,"ntime is not hex" """ },
        { """["me","J","E","T","N0"]""", """20,"incorrect size of nonce (8 hex digits expected, got 9)" """ },
        { """["me","J","E","T"," 1234567"]""", """20,"nonce is not hex" """ },
        { """["me","J","E","T",null]""", """20,"nonce is not text" """ },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Each_fault_is_named_and_the_first_one_is_answered(string parameters, string error)
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        using ScriptedClient client = await ScriptedClient.LoginAsync(pool);
        TestShare share = client.Find(client.Job, TestPool.Easy);
        parameters = parameters.Replace("J", share.JobId, StringComparison.Ordinal)
            .Replace("E", share.Extranonce2, StringComparison.Ordinal)
            .Replace("T", share.Ntime, StringComparison.Ordinal)
            .Replace("N", share.Nonce, StringComparison.Ordinal);

        Assert.Equal($"null [{error.Trim()},null]", await client.AskAsync("mining.submit", parameters));

        JudgedShare judged = Assert.Single(pool.Shares);
        Assert.Equal(error.Trim(), $"{judged.Verdict.Code},\"{judged.Verdict.Text}\"");
        Assert.Equal(1, pool.Snapshot().RejectedByCode[judged.Verdict.Code]);
        Assert.Equal("true null", await client.SubmitAsync(share)); // a refused share may be mended and sent again
    }

    [Fact]
    public async Task Before_login_and_before_subscription_no_share_is_taken()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        using ScriptedClient client = await ScriptedClient.ConnectAsync(pool);
        TestShare share = new("1", "00000000", "00000000", "00000000");

        Assert.Equal("""null [24,"unauthorized worker",null]""", await client.SubmitAsync(share));
        await client.AuthorizeAsync("me");
        Assert.Equal("""null [25,"not subscribed",null]""", await client.SubmitAsync(share));
        Assert.Equal("""null [25,"not subscribed",null]""", await client.AskAsync("mining.submit", "[]"));
    }

    [Fact]
    public async Task Block_times_run_from_the_templates_to_two_hours_ahead()
    {
        ManualClock clock = new();
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet with { Clock = clock });
        using ScriptedClient client = await ScriptedClient.LoginAsync(pool);
        TestShare share = client.Find(client.Job, TestPool.Easy);
        uint now = (uint)clock.GetUtcNow().ToUnixTimeSeconds();
        async Task<string> At(uint time) => await client.SubmitAsync(share with { Ntime = ScriptedClient.Hex(time) });

        Assert.Equal(now, client.Job.Time);
        string range = $"{now} to {now + 7200} expected";
        Assert.Equal($"null [20,\"ntime out of range ({range}, got {now - 1})\",null]", await At(now - 1));
        Assert.Equal($"null [20,\"ntime out of range ({range}, got {now + 7201})\",null]", await At(now + 7201));
        Assert.DoesNotContain("[20", await At(now + 7200), StringComparison.Ordinal);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.DoesNotContain("[20", await At(now + 7201), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_share_counts_once_also_in_upper_case()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        using ScriptedClient client = await ScriptedClient.LoginAsync(pool);
        TestShare share = client.Find(client.Job, TestPool.Easy);
        TestShare upper = share with
        {
            Ntime = share.Ntime.ToUpperInvariant(),
            Nonce = share.Nonce.ToUpperInvariant(),
        };

        Assert.Equal("true null", await client.SubmitAsync(share));
        Assert.Equal("""null [22,"duplicate share",null]""", await client.SubmitAsync(share));
        Assert.Equal("""null [22,"duplicate share",null]""", await client.SubmitAsync(upper));
    }

    [Fact]
    public async Task A_low_share_is_told_what_it_is_and_what_was_required_each_time_it_comes()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        using ScriptedClient client = await ScriptedClient.LoginAsync(pool);
        TestShare low = client.Find(client.Job, TestPool.Easy, meets: false);

        string first = await client.SubmitAsync(low);
        string second = await client.SubmitAsync(low);

        string found = pool.Shares[0].Difficulty!.Value.ToString("G5", null);
        Assert.Equal($"null [23,\"low difficulty share of {found} ({TestPool.Easy} required)\",null]", first);
        Assert.Equal(first, second);
    }

    [Theory]
    [InlineData(0.9999999, "1", "low difficulty share of 0.9999999 (1 required)")]
    [InlineData(0.5, "1", "low difficulty share of 0.5 (1 required)")]
    [InlineData(123.456789, "1000", "low difficulty share of 123.46 (1000 required)")]
    public void A_low_share_never_reads_as_enough(double found, string required, string text) =>
        Assert.Equal(new Verdict(RefusalKind.LowDifficulty, text), Verdict.TooLow(found, Difficulty.Parse(required)));

    [Fact]
    public async Task A_new_block_cancels_all_jobs_and_a_refresh_none()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        using ScriptedClient client = await ScriptedClient.LoginAsync(pool);
        TestShare first = client.Find(client.Job, TestPool.Easy);

        pool.RefreshJob();
        await client.NextJobAsync();
        Assert.False(client.Job.CleanJobs);
        Assert.Equal(client.Jobs[0].PreviousBlock, client.Jobs[1].PreviousBlock);
        Assert.NotEqual(client.Jobs[0].MerkleBranch, client.Jobs[1].MerkleBranch);
        Assert.Equal("true null", await client.SubmitAsync(first));

        pool.AnnounceBlock();
        await client.NextJobAsync();
        Assert.True(client.Job.CleanJobs);
        Assert.NotEqual(client.Jobs[1].PreviousBlock, client.Jobs[2].PreviousBlock);
        Assert.Equal("""null [21,"job not found (stale: cancelled by a new block)",null]""",
            await client.SubmitAsync(first));
        Assert.Equal("true null", await client.SubmitAsync(client.Find(client.Job, TestPool.Easy)));
    }

    [Fact]
    public async Task A_job_stands_by_the_difficulty_that_it_was_sent_with()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        using ScriptedClient client = await ScriptedClient.LoginAsync(pool);

        pool.SetDifficulty(Difficulty.Parse("0.0000001"));
        await client.NextJobAsync();

        Assert.Equal(["mining.set_difficulty", "mining.notify"], client.Order[^2..]);
        Assert.Equal([TestPool.Easy, "0.0000001"], client.Difficulties);
        Assert.False(client.Job.CleanJobs);
        Assert.Equal("true null", await client.SubmitAsync(client.Find(client.Jobs[0], TestPool.Easy)));
        Assert.Equal("true null", await client.SubmitAsync(client.Find(client.Jobs[1], "0.0000001")));
        Assert.StartsWith("null [23,", await client.SubmitAsync(client.Find(client.Jobs[1], "0.0000001", meets: false)),
            StringComparison.Ordinal);
        pool.SetDifficulty(Difficulty.Parse("0.0000001")); // no change, no job
        pool.RefreshJob();
        await client.NextJobAsync();
        Assert.Equal(2, client.Difficulties.Count);

        using ScriptedClient later = await ScriptedClient.LoginAsync(pool);
        Assert.Equal(["0.0000001"], later.Difficulties);
    }

    [Fact]
    public async Task Eight_jobs_of_a_block_live_and_older_ones_are_too_old_and_then_forgotten()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        using ScriptedClient client = await ScriptedClient.LoginAsync(pool);
        for (int i = 0; i < 16; i++)
        {
            pool.RefreshJob();
            await client.NextJobAsync();
        }
        Task<string> Submit(int job) => client.SubmitAsync(client.Find(client.Jobs[job], TestPool.Easy));

        Assert.Equal("true null", await Submit(16));
        Assert.Equal("true null", await Submit(9));
        Assert.Equal("""null [21,"job not found (stale: too old, 8 newer jobs were sent)",null]""", await Submit(8));
        Assert.Equal("""null [21,"job not found (stale: too old, 8 newer jobs were sent)",null]""", await Submit(1));
        Assert.Equal("""null [21,"job not found (unknown)",null]""", await Submit(0));
    }

    [Fact]
    public async Task One_id_for_all_submits_is_answered_in_order()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        using ScriptedClient client = await ScriptedClient.LoginAsync(pool);
        TestShare good = client.Find(client.Job, TestPool.Easy);
        TestShare low = client.Find(client.Job, TestPool.Easy, meets: false);

        await client.SendAsync(string.Join('\n', new[] { low, good, good, good with { JobId = "none" } }
            .Select(share => $$"""{"method":"mining.submit","params":{{share.Parameters}},"id":4}""")));

        Assert.Contains("[23,", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal("""{"id":4,"result":true,"error":null}""", await client.ReadLineAsync());
        Assert.Contains("[22,", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Contains("[21,", await client.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_share_that_meets_the_networks_target_becomes_the_block_to_build_on()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet with
        {
            Difficulty = Difficulty.Parse("1000"), // harder than the network: a block counts all the same
            NetworkBits = new CompactBits(0x207fffff),
        });
        using ScriptedClient finder = await ScriptedClient.LoginAsync(pool);
        using ScriptedClient other = await ScriptedClient.LoginAsync(pool);
        long height = pool.Snapshot().Height;
        string networkDifficulty = "0.0000000004656542373906925"; // of 207fffff: every second hash

        Assert.Equal("true null", await finder.SubmitAsync(finder.Find(finder.Job, networkDifficulty)));
        await finder.NextJobAsync();
        await other.NextJobAsync();

        JudgedShare block = Assert.Single(pool.Shares);
        Assert.True(block.IsBlock);
        Assert.Equal(DoubleSha256.Hash(block.Header.Span), other.Job.PreviousBlock);
        Assert.True(other.Job.CleanJobs);
        Assert.Equal((1, height + 1), (pool.Snapshot().BlocksFound, pool.Snapshot().Height));
        Assert.Equal("""null [21,"job not found (stale: cancelled by a new block)",null]""",
            await other.SubmitAsync(other.Find(other.Jobs[0], networkDifficulty)));
    }
}
