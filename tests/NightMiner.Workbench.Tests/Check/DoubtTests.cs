using NightMiner.TestSupport;
using NightMiner.Workbench.Check;

namespace NightMiner.Workbench.Tests.Check;

/// <summary>What a check must not take for an answer: a job that has gone, silence, and the pool's own end.</summary>
public sealed class DoubtTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_share_refused_because_its_job_had_gone_says_nothing_of_its_fault(int spoilt)
    {
        int seen = 0;
        using ObligingPool pool = new(request => !IsOfAnotherTime(request) ? ObligingPool.Usual(request)
            : ++seen <= spoilt ? [ObligingPool.NewBlock, ObligingPool.Refusal(request.Id, 21, "job not found")]
            : ObligingPool.Usual(request));

        CaseResult result = Assert.Single((await RunAsync(pool, "fields.ntime-late")).Results);

        Assert.Equal((CaseOutcome.Fail, "3 hours ahead: accepted"), (result.Outcome, result.Text));
        Assert.Equal(spoilt + 1, seen);
    }

    [Fact]
    public async Task Where_a_job_comes_in_the_middle_each_time_nothing_is_known()
    {
        using ObligingPool pool = new(request => IsOfAnotherTime(request)
            ? [ObligingPool.NewBlock, ObligingPool.Refusal(request.Id, 21, "job not found")]
            : ObligingPool.Usual(request));

        CaseResult result = Assert.Single((await RunAsync(pool, "fields.ntime-late")).Results);

        Assert.Equal(CaseOutcome.NotApplicable, result.Outcome);
        Assert.StartsWith("another job came in the middle, 5 times; the last time: 3 hours ahead: refused", result.Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pool_that_calls_all_that_it_refuses_stale_refuses_it_all_the_same()
    {
        using ObligingPool pool = new(request => IsOfAnotherTime(request)
            ? [ObligingPool.Refusal(request.Id, 21, "job not found")]
            : ObligingPool.Usual(request));

        CaseResult result = Assert.Single((await RunAsync(pool, "fields.ntime-late")).Results);

        Assert.Equal(CaseOutcome.Pass, result.Outcome);
    }

    [Fact]
    public async Task A_pool_that_answers_no_share_is_told_once()
    {
        using ObligingPool pool = new(request => request.Method == "mining.submit" ? [] : ObligingPool.Usual(request));

        CheckReport report = await RunAsync(pool, "shares.answered", "methods.no-params", "ids.null", "workers.again");

        Assert.Equal("shares.answered: a share of an unknown job: no answer within 0.3 s", Assert.Single(
            report.Results.Where(result => result.Outcome != CaseOutcome.NotApplicable)
                .Select(result => $"{result.Case.Name}: {result.Text}")));
        Assert.Equal(3, report.Results.Count(result => result.Text == "needs shares.answered, which failed"));
    }

    [Theory]
    [InlineData(false, "the connection stands, but the pool no longer answers on it")]
    [InlineData(true, "the connection is lost: the pool closed it")]
    public async Task Silence_is_not_taken_for_a_lost_connection(bool closes, string expected)
    {
        bool isDeaf = false;
        using ObligingPool pool = new(request =>
        {
            isDeaf |= request.Method == "mining.extranonce.subscribe";
            return !isDeaf ? ObligingPool.Usual(request) : closes ? null : [];
        });

        CaseResult result = Assert.Single((await RunAsync(pool, "methods.no-params")).Results);

        Assert.Equal((CaseOutcome.Fail, expected), (result.Outcome, result.Text));
    }

    [Fact]
    public async Task What_was_under_way_when_the_pool_died_is_no_failure()
    {
        ObligingPool? pool = null;
        using ObligingPool closed = pool = new ObligingPool(request =>
        {
            if (request.Method != "mining.submit") return ObligingPool.Usual(request);
            pool!.Dispose();
            return null;
        });

        CheckReport report = await RunAsync(pool, "shares.answered", "methods.no-params");

        Assert.StartsWith("the pool was lost: nobody listens", report.Problem, StringComparison.Ordinal);
        Assert.All(report.Results, result => Assert.Equal(CaseOutcome.NotApplicable, result.Outcome));
        Assert.Contains(report.Results, result => result.Text.EndsWith(
            "the last that was seen: a share of an unknown job: the pool closed the connection",
            StringComparison.Ordinal));
    }

    private static bool IsOfAnotherTime(Request request) =>
        request.Method == "mining.submit" && request.JobId == "a"
        && request.Parameters[3].GetString() != ObligingPool.JobTime;

    private static Task<CheckReport> RunAsync(ObligingPool pool, params string[] only) =>
        PoolCheck.RunAsync(new CheckOptions
        {
            Pool = pool.Url,
            Algorithm = TestPool.Quiet.Algorithm,
            ReplyTimeout = TimeSpan.FromSeconds(only.Contains("fields.ntime-late") ? 30 : 0.3),
            JobTimeout = ScriptedPool.Patience,
            Only = only,
        });
}
