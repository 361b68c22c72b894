
using NightMiner.Pool;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;
using NightMiner.Workbench.Check;
using Explained = NightMiner.Workbench.Explain.SessionLog;

namespace NightMiner.Workbench.Tests.Check;

public sealed class PoolCheckTests
{
    [Theory]
    [InlineData("sha256d")]
    [InlineData("scrypt")]
    public async Task The_embedded_pool_passes_every_case(string algorithm)
    {
        CheckReport report = await CheckedPool.RunAsync(
            CheckedPool.Ordinary(algorithm), check => check with
            {
                IsRough = algorithm == "sha256d",
                JobTimeout = TimeSpan.FromSeconds(90), // the block comes after all else, on a busy machine too
            });

        Assert.Null(report.Problem);
        Assert.True(report.IsGood && report.Count(CaseOutcome.Warn) == 0, CheckedPool.Describe(report));
        Assert.Equal(
            ["extranonce.set"], // the pool never sends one
            report.Results.Where(result => result.Outcome == CaseOutcome.NotApplicable)
                .Select(result => result.Case.Name));
    }

    [Fact]
    public void Names_are_unique_and_needs_exist_before_their_users_can_wait_for_each_other()
    {
        Assert.True(ConformanceCases.All.Count >= 80);
        Assert.Equal(ConformanceCases.All.Count, ConformanceCases.All.Select(one => one.Name).Distinct().Count());
        Assert.All(ConformanceCases.All, one => Assert.Matches(@"^[a-z]+\.[a-z0-9-]+$", one.Name));
        Assert.All(ConformanceCases.All, one => AssertEnds(one, []));
    }

    [Fact]
    public void Patterns_choose_groups_and_names()
    {
        CheckOptions options = new() { Pool = Endpoint.Parse("127.0.0.1") };
        string[] Names(string[] only, string[] skip) =>
            [.. (options with { Only = only, Skip = skip }).Choose().Select(one => one.Name)];

        Assert.Equal(["ids.number", "ids.number-type"], Names(["ids.num*"], ["ids.numeric*"]));
        Assert.All(Names(["ids"], []), name => Assert.StartsWith("ids.", name, StringComparison.Ordinal));
        Assert.Empty(Names(["id"], []));
        Assert.DoesNotContain(Names([], []), name => name.StartsWith("rough.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_pattern_that_no_case_is_like_is_found_among_others()
    {
        CheckOptions options = new()
        {
            Pool = Endpoint.Parse("127.0.0.1"),
            Only = ["shares.dup*", "shrs.typo", "rough"],
            Skip = ["ids", "ids.bgi"],
        };
        Assert.Equal(["shrs.typo", "ids.bgi"], options.FindUnknownPatterns());
    }

    [Fact]
    public async Task A_share_refused_for_its_hash_comes_with_the_mistake_that_explains_it()
    {
        CheckReport report = await CheckedPool.RunAsync(
            TestPool.Quiet with { Difficulty = Difficulty.Parse("0.0001") },
            check => check with { Only = ["shares.accepted"], Algorithm = Algorithms.Get("scrypt") });

        CaseResult result = Assert.Single(report.Results);
        Assert.Equal(CaseOutcome.Fail, result.Outcome);
        Assert.Contains("the pool's verdict is wrong: your pool hashes with another algorithm", result.Text,
            StringComparison.Ordinal);
        Assert.Contains("-a scrypt", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_said_is_kept_whole_so_that_it_can_be_explained()
    {
        CheckReport report = await CheckedPool.RunAsync(
            TestPool.Quiet, check => check with { Only = ["shares.duplicate"] });

        IReadOnlyList<string> exchange = Assert.Single(report.Results).Exchange;
        Assert.Contains(exchange, line => line.Length > 300);
        Explained transcript = Explained.Read(exchange);
        Assert.Empty(transcript.Problems);
        Assert.Single(transcript.Jobs);
        Assert.Equal([true, false], transcript.Shares.Select(share => share.Ruling.IsAccepted));
    }

    [Fact]
    public async Task A_case_alone_brings_what_it_needs_and_shows_only_itself()
    {
        CheckReport report = await CheckedPool.RunAsync(
            TestPool.Quiet, check => check with { Only = ["shares.duplicate"] });

        CaseResult result = Assert.Single(report.Results);
        Assert.Equal((CaseOutcome.Pass, "shares.duplicate"), (result.Outcome, result.Case.Name));
        Assert.Contains(result.Exchange, line => line.Contains("mining.submit", StringComparison.Ordinal));
        Assert.Contains(result.Exchange, line => line.Contains("duplicate share", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_password_is_sent_and_never_shown()
    {
        CheckReport report = await CheckedPool.RunAsync(
            TestPool.Quiet with { Password = "s3cret\"x" },
            check => check with { Password = "s3cret\"x", Only = ["handshake"] });

        Assert.Equal(0, report.Count(CaseOutcome.Fail));
        Assert.DoesNotContain(
            report.Results.SelectMany(result => result.Exchange),
            line => line.Contains("s3cret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_share_that_is_too_hard_is_not_applicable_and_the_expected_hashes_are_said()
    {
        CheckReport report = await CheckedPool.RunAsync(
            TestPool.Quiet with { Difficulty = Difficulty.Parse("1000000") },
            check => check with { Only = ["shares.accepted", "shares.duplicate"], Work = TimeSpan.FromSeconds(0.3) });

        Assert.All(report.Results, result => Assert.Equal(CaseOutcome.NotApplicable, result.Outcome));
        Assert.Contains("a share of difficulty 1000000 takes 4.3E+15 hashes", report.Results[0].Text,
            StringComparison.Ordinal);
        Assert.StartsWith("needs shares.accepted", report.Results[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_there_ends_the_run_with_what_to_check()
    {
        CheckReport report = await PoolCheck.RunAsync(new CheckOptions { Pool = Endpoint.Parse("127.0.0.1:1") });

        Assert.Empty(report.Results);
        Assert.StartsWith("nobody listens at", report.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_says_nothing_ends_the_run_after_one_wait()
    {
        using System.Net.Sockets.TcpListener mute = new(System.Net.IPAddress.Loopback, 0);
        mute.Start();

        CheckReport report = await PoolCheck.RunAsync(new CheckOptions
        {
            Pool = Endpoint.Parse($"{mute.LocalEndpoint}"),
            ReplyTimeout = TimeSpan.FromSeconds(0.2),
        });

        Assert.Empty(report.Results);
        Assert.Contains("no answer within 0.2 s", report.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pool_that_dies_in_the_middle_ends_the_run()
    {
        StratumPool pool = StratumPool.Start(TestPool.Quiet);
        int seen = 0;

        CheckReport report = await PoolCheck.RunAsync(
            new CheckOptions
            {
                Pool = Endpoint.Parse(pool.Url),
                Algorithm = TestPool.Quiet.Algorithm,
                ReplyTimeout = TimeSpan.FromSeconds(0.5),
                JobTimeout = TimeSpan.FromSeconds(0.5),
                Parallel = 1,
            },
            _ =>
            {
                if (Interlocked.Increment(ref seen) == 20) pool.DisposeAsync().AsTask().Wait();
            });

        Assert.StartsWith("the pool was lost: nobody listens", report.Problem, StringComparison.Ordinal);
        Assert.False(report.IsGood);
    }

    [Fact]
    public async Task A_run_that_is_stopped_tells_what_it_has()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet); // no other job ever comes
        using CancellationTokenSource stop = new();
        CheckReport report = await PoolCheck.RunAsync(
            new CheckOptions { Pool = Endpoint.Parse(pool.Url), Algorithm = TestPool.Quiet.Algorithm, Only = ["jobs"] },
            result =>
            {
                if (result.Case.Name == "jobs.parameters") stop.Cancel();
            },
            stop.Token);

        Assert.Equal("stopped before all cases were through", report.Problem);
        Assert.DoesNotContain(report.Results, result => result.Case.Name == "jobs.stale");
    }

    // Whatever a pool answers, the run goes on to its end and throws nothing.
    [Fact]
    public async Task Mutated_lines_of_a_pool_do_not_stop_the_run()
    {
        for (int seed = 0; seed < 6; seed++)
        {
            using GarblingPool pool = new(seed);
            CheckReport report = await PoolCheck.RunAsync(new CheckOptions
            {
                Pool = Endpoint.Parse(pool.Address),
                Algorithm = TestPool.Quiet.Algorithm,
                ReplyTimeout = TimeSpan.FromSeconds(0.1),
                JobTimeout = TimeSpan.FromSeconds(0.1),
                Work = TimeSpan.FromSeconds(0.1),
                Only = ["handshake", "ids", "jobs", "shares", "versions"],
                Parallel = 16,
            });
            Assert.True(report.Problem is not null || report.Results.Count > 60);
        }
    }

    private static void AssertEnds(ConformanceCase one, ConformanceCase[] above)
    {
        Assert.DoesNotContain(one, above);
        foreach (string need in one.Needs) AssertEnds(ConformanceCases.Get(need), [.. above, one]);
    }
}
