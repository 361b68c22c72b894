using System.Globalization;
using NightMiner.Jobs;
using NightMiner.Pool;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Transport;
using NightMiner.Sessions;
using NightMiner.TestSupport;

namespace NightMiner.Tests.Miners;

/// <summary>mining.configure, and what pools make of it.</summary>
public sealed class VersionRollingTests
{
    private const string Granted =
        """{"version-rolling":true,"version-rolling.mask":"1fffe000","subscribe-extranonce":true}""";

    private static readonly TinyAlgorithm Rolling = new() { Versions = 64 };

    [Fact]
    public async Task A_pool_in_this_process_accepts_every_rolled_share()
    {
        // Slow enough that every share is judged, easy enough that it takes no time.
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet with
        {
            Algorithm = Rolling,
            Difficulty = Difficulty.One,
        });
        await using MinerRun run = MinerRun.Start(MinerRun.Defaults(Endpoint.Parse(pool.Url)) with
        {
            Algorithm = Rolling,
            Shares = 100,
            SubscribesExtranonce = true,
        });
        MinerSnapshot end = await run.EndAsync();
        Assert.Equal((100, 0), (end.Accepted, end.Rejected));
        Assert.Equal(0x1fffe000u, Assert.Single(run.All<VersionRollingChanged>()).Mask);
        Assert.True(run.All<ShareAccepted>().Select(e => e.Share.Header.Version).Distinct().Count() > 10);
        Assert.Contains(run.All<LineSent>(), e => e.Line == """{"id":1,"method":"mining.configure","params":"""
            + """[["version-rolling","subscribe-extranonce"],"""
            + """{"version-rolling.mask":"1fffe000","version-rolling.min-bit-count":2}]}""");
        Assert.DoesNotContain(run.All<LineSent>(), // granted already
            e => e.Line.Contains("extranonce.subscribe", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_version_counts_as_a_hash()
    {
        int hashed = 0;
        TinyAlgorithm counting = new() { Versions = 64, OnHash = () => Interlocked.Increment(ref hashed) };
        using ScriptedPool pool = new();
        await using MinerRun run = Start(pool, options => options with { Algorithm = counting, Threads = 1 });
        using ScriptedPeer peer = await pool.AcceptAsync();
        await ConfigureAsync(peer, Granted);
        await peer.LogInAsync(difficulty: "1000000");
        int before = hashed; // of the self-test
        await peer.SayAsync(Lines.SmallNotify("a"));
        await run.SeeAsync<JobReceived>();
        while (Volatile.Read(ref hashed) < before + 10_000) await Task.Yield();
        peer.Dispose();
        MinerSnapshot end = await run.StopAsync();
        Assert.Equal(hashed - before, end.Hashes);
    }

    [Theory]
    [InlineData("""{"id":1,"result":null,"error":[20,"unknown method",null]}""")]
    [InlineData("""{"id":1,"result":null,"error":true}""")]
    [InlineData("""{"id":1,"error":"-3:method not found"}""")]
    [InlineData("""{"id":1,"result":true,"error":null}""")]
    [InlineData("""{"id":1,"result":{"version-rolling":false},"error":null}""")]
    [InlineData("""{"id":1,"result":{"version-rolling":"not here"},"error":null}""")]
    [InlineData("""{"id":1,"result":{"version-rolling":true},"error":null}""")]
    [InlineData("""{"id":1,"result":{"version-rolling":true,"version-rolling.mask":"00000000"},"error":null}""")]
    [InlineData("""{"id":1,"result":{"version-rolling":true,"version-rolling.mask":"e0001fff"},"error":null}""")]
    [InlineData("""{"id":1,"result":{"version-rolling":true,"version-rolling.mask":"\ud800"},"error":null}""")]
    [InlineData("""{"id":1,"result":{"version-rolling":true,"version-rolling.mask":17},"error":null}""")]
    [InlineData("""{"id":1,"result":{},"error":null}""")]
    [InlineData(null)] // no answer at all
    public async Task A_pool_that_does_not_grant_it_is_mined_without(string? answer)
    {
        using ScriptedPool pool = new();
        await using MinerRun run = Start(pool);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.ExpectAsync("mining.configure");
        if (answer is not null) await peer.SayAsync(answer);
        await MinePlainlyAsync(peer);
        peer.Dispose();
        await run.StopAsync();
        Assert.Equal(answer is null ? [] : [0u], run.All<VersionRollingChanged>().Take(1).Select(e => e.Mask));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_pool_that_hangs_up_at_it_is_called_again_without_it(bool rudely)
    {
        using ScriptedPool pool = new();
        await using MinerRun run = Start(pool, options => options with { Retries = 0 });
        using (ScriptedPeer first = await pool.AcceptAsync())
        {
            await first.ExpectAsync("mining.configure");
            if (rudely) first.Reset(); // subscribe is under way already
        }
        using ScriptedPeer second = await pool.AcceptAsync();
        await MinePlainlyAsync(second);
        Assert.Empty(run.All<Reconnecting>()); // at once
        string problem = (await run.SeeAsync<ProtocolProblem>()).Problem;
        Assert.Contains("mining.configure", problem, StringComparison.Ordinal);
        second.Dispose();
        await run.EndAsync();
        Assert.Equal(StopReason.NoPool, await run.Finished);
    }

    [Fact]
    public async Task A_pool_that_did_not_answer_it_is_asked_again_after_a_connection_without_it()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = Start(pool);
        using (ScriptedPeer first = await pool.AcceptAsync())
        {
            await first.ExpectAsync("mining.configure");
            await first.LogInAsync(); // overlooks the first line
        }
        using (ScriptedPeer second = await pool.AcceptAsync()) await second.LogInAsync();
        Assert.Contains("versions are not rolled", (await run.SeeAsync<ProtocolProblem>()).Problem,
            StringComparison.Ordinal);
        using ScriptedPeer third = await pool.AcceptAsync();
        await ConfigureAsync(third, Granted);
        await third.LogInAsync();
        await run.SeeAsync<LoggedIn>(3);
        Assert.NotEqual(0u, (await run.SeeAsync<VersionRollingChanged>()).Mask);
    }

    [Fact]
    public async Task A_pool_that_fails_without_it_too_is_asked_at_once()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = Start(pool);
        for (int i = 0; i < 3; i++)
        {
            using (ScriptedPeer with = await pool.AcceptAsync()) await with.ExpectAsync("mining.configure");
            using (ScriptedPeer without = await pool.AcceptAsync()) await without.ExpectAsync("mining.subscribe");
        }
        using ScriptedPeer last = await pool.AcceptAsync();
        await ConfigureAsync(last, Granted);
        await last.LogInAsync();
        await run.SeeAsync<LoggedIn>();
    }

    [Fact]
    public void A_request_that_fails_again_and_again_is_left_out_for_longer_but_never_for_good()
    {
        RiskyRequest request = new();
        List<int> rests = [];
        for (int i = 0; i < 7; i++)
        {
            Assert.False(request.IsLeftOut());
            request.Failed();
            int rest = 0;
            while (request.IsLeftOut()) rest++;
            rests.Add(rest);
            request.Failed();
            while (request.IsLeftOut()) { }
        }
        Assert.Equal([1, 4, 16, 16, 16, 16, 16], rests);
        request.IsInnocent();
        request.Failed();
        Assert.True(request.IsLeftOut());
        Assert.False(request.IsLeftOut());
    }

    [Fact]
    public async Task A_mask_that_was_not_agreed_on_changes_nothing()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = Start(pool, options => options with { RollsVersions = false });
        using ScriptedPeer peer = await pool.AcceptAsync();
        await peer.LogInAsync();
        await peer.SayAsync(SetMask("00006000"), Lines.SmallNotify("a"));
        Assert.Equal(5, (await peer.ExpectAsync("mining.submit")).Parameters.GetArrayLength());
        Assert.Contains("version mask", (await run.SeeAsync<ProtocolProblem>()).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_comes_late_holds_for_the_job_that_is_mined()
    {
        using ScriptedPool pool = new();
        await using MinerRun run = Start(pool);
        using ScriptedPeer peer = await pool.AcceptAsync();
        Request configure = await peer.ExpectAsync("mining.configure");
        await peer.LogInAsync();
        await peer.SayAsync(Lines.SmallNotify("a"));
        List<Request> early = [await peer.ExpectAsync("mining.submit")];
        await peer.SayAsync(Answer(configure.Id, Granted));
        early.AddRange(await peer.DrainAsync());
        List<Request> late = await peer.HearSubmitsAsync(submits => submits.Count == 25);
        Assert.All(late, submit => Assert.Equal(6, submit.Parameters.GetArrayLength()));
        Assert.True(late.Select(submit => submit.Parameters[5].GetString()).Distinct().Count() > 10);
        AssertUnique([.. early, .. late]);
        peer.Dispose();
        await run.StopAsync();
    }

    [Theory]
    [InlineData("mining.set_version_mask")]
    [InlineData("mining.set_version")]
    public async Task A_mask_that_changes_holds_at_once_and_no_header_comes_twice(string method)
    {
        using ScriptedPool pool = new();
        await using MinerRun run = Start(pool);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await ConfigureAsync(peer, Granted);
        await peer.LogInAsync(difficulty: "0.25");
        await peer.SayAsync(Lines.SmallNotify("a"));
        List<Request> all = [];
        foreach ((string mask, int versions) in ((string, int)[])
            [("1fffe000", 64), ("00006000", 4), ("00000000", 1), ("18000000", 4), ("1fffe000", 64)])
        {
            await peer.SayAsync(SetMask(mask).Replace("mining.set_version_mask", method, StringComparison.Ordinal));
            all.AddRange(await peer.DrainAsync());
            // Shares that were found without rolling may still be on their way: they hold under any mask.
            List<Request> submits = await peer.HearSubmitsAsync(submits =>
                (submits.Count >= 40 && (versions == 1 || Bits(submits).Distinct().Count() > 1))
                || submits.Count == 2000);
            uint allowed = uint.Parse(mask, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            string[] bits = Bits(submits);
            Assert.All(bits, text => Assert.Equal(
                0u, uint.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & ~allowed));
            Assert.InRange(bits.Distinct().Count(), Math.Min(2, versions), versions);
            all.AddRange(submits);
        }
        AssertUnique(all);
        peer.Dispose();
        MinerSnapshot end = await run.StopAsync();
        Assert.Equal(0, end.Rejected);
    }

    [Fact]
    public async Task A_share_that_the_mask_no_longer_allows_is_not_sent()
    {
        using ManualResetEventSlim begun = new(), free = new(true);
        void Hold()
        {
            begun.Set();
            free.Wait();
        }
        TinyAlgorithm slow = new() { Versions = 64, OnHash = Hold };
        using ScriptedPool pool = new();
        await using MinerRun run = Start(pool, options => options with { Algorithm = slow, Threads = 1 });
        using ScriptedPeer peer = await pool.AcceptAsync();
        await ConfigureAsync(peer, Granted);
        await peer.LogInAsync(difficulty: "0.001");
        await run.SeeAsync<LoggedIn>();
        begun.Reset();
        free.Reset(); // the first slice is begun under the wide mask and ends under the narrow one
        await peer.SayAsync(Lines.SmallNotify("a"));
        Assert.True(await Task.Run(() => begun.Wait(ScriptedPool.Patience)));
        await peer.SayAsync(SetMask("00002000"));
        await run.SeeAsync<VersionRollingChanged>(2);
        free.Set();
        ShareUnsent unsent = await run.SeeAsync<ShareUnsent>();
        Assert.Contains("version", unsent.Reason, StringComparison.Ordinal);
        Assert.NotEqual(0u, (unsent.Share.Header.Version ^ unsent.Share.Job.Version) & ~0x2000u);
        peer.Dispose();
        await run.StopAsync();
    }

    [Theory]
    [InlineData("20000000")]
    [InlineData("20802000")] // bits of the mask are set in the job
    [InlineData("3fffe000")] // all are: nothing can be rolled, and the bits are sent all the same
    public async Task The_bits_that_are_sent_give_the_version_that_was_hashed(string version)
    {
        using ScriptedPool pool = new();
        await using MinerRun run = Start(pool);
        using ScriptedPeer peer = await pool.AcceptAsync();
        await ConfigureAsync(peer, Granted);
        await peer.LogInAsync();
        await peer.SayAsync(Lines.SmallNotify("a").Replace("20000000", version, StringComparison.Ordinal));
        await peer.HearSubmitsAsync(submits => submits.Count == 20);
        await run.SeeAsync<ShareAccepted>(20);
        uint job = uint.Parse(version, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Dictionary<string, uint> sent = peer.Received.Select(Request.Parse)
            .Where(request => request.Method == "mining.submit").ToDictionary(
                submit => $"{submit.Parameters[4]} {submit.Parameters[5]}",
                submit => uint.Parse(
                    submit.Parameters[5].GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        foreach (Share share in run.All<ShareAccepted>().Select(e => e.Share))
        {
            uint bits = share.Header.Version & 0x1fffe000;
            Assert.Equal(bits, sent[$"{share.Nonce:x8} {bits:x8}"]);
            Assert.Equal(share.Header.Version, (job & ~0x1fffe000u) | bits);
        }
        peer.Dispose();
        await run.StopAsync();
    }

    private static MinerRun Start(ScriptedPool pool, Func<MinerOptions, MinerOptions>? change = null) =>
        MinerRun.Start(pool, options => (change ?? (same => same))(options with { Algorithm = Rolling }));

    private static async Task ConfigureAsync(ScriptedPeer peer, string result)
    {
        Request configure = await peer.ExpectAsync("mining.configure");
        await peer.SayAsync(Answer(configure.Id, result));
    }

    private static async Task MinePlainlyAsync(ScriptedPeer peer)
    {
        await peer.LogInAsync();
        await peer.SayAsync(Lines.SmallNotify("a"));
        Request submit = await peer.ExpectAsync("mining.submit");
        Assert.Equal(5, submit.Parameters.GetArrayLength());
        await peer.SayAsync(Lines.Yes(submit.Id));
    }

    private static string[] Bits(List<Request> submits) =>
        [.. submits.Select(submit => submit.Parameters[5].GetString()!)];

    private static void AssertUnique(List<Request> submits) =>
        Assert.Equal(submits.Count, submits.Select(submit => submit.Key).Distinct().Count());

    private static string Answer(string id, string result) => $$"""{"id":{{id}},"result":{{result}},"error":null}""";

    private static string SetMask(string mask) =>
        $$"""{"id":null,"method":"mining.set_version_mask","params":["{{mask}}"]}""";
}
