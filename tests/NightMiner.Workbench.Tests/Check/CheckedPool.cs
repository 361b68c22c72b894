
using NightMiner.Pool;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;
using NightMiner.Workbench.Check;

namespace NightMiner.Workbench.Tests.Check;

/// <summary>Conformance runs against pools in this process.</summary>
internal static class CheckedPool
{
    private static readonly string[] BlockCases = ["jobs.clean-on-block", "jobs.stale"];

    /// <summary>Easy shares, and every few tenths of a second another job on the same block.</summary>
    public static PoolOptions Lively { get; } = TestPool.Quiet with { RefreshTime = TimeSpan.FromSeconds(0.3) };

    /// <summary>
    /// Runs the cases against a pool of these options. A new block comes as soon as only those cases are left that wait
    /// for one: on a busy machine it might spoil others again and again.
    /// </summary>
    public static async Task<CheckReport> RunAsync(PoolOptions options, Func<CheckOptions, CheckOptions>? change = null)
    {
        await using StratumPool pool = StratumPool.Start(options);
        CheckOptions check = new()
        {
            Pool = Endpoint.Parse(pool.Url),
            Algorithm = options.Algorithm,
            ReplyTimeout = TimeSpan.FromSeconds(4),
            JobTimeout = TimeSpan.FromSeconds(20),
            Work = TimeSpan.FromSeconds(20),
        };
        check = change?.Invoke(check) ?? check;
        HashSet<string> open = [.. check.Choose().Where(one => !one.IsAlone).Select(one => one.Name)];
        Task<CheckReport> run = PoolCheck.RunAsync(check, result =>
        {
            lock (open) open.Remove(result.Case.Name);
        });
        while (!run.IsCompleted)
        {
            lock (open)
                if (open.Count > 0 && open.IsSubsetOf(BlockCases))
                    pool.AnnounceBlock();
            await Task.WhenAny(run, Task.Delay(100));
        }
        return await run;
    }

    /// <summary>What did not pass, with the words: for the message of a failed test.</summary>
    public static string Describe(CheckReport report) => string.Join('\n', report.Results
        .Where(result => result.Outcome is CaseOutcome.Warn or CaseOutcome.Fail)
        .Select(result => string.Join(
            "\n  ", result.Exchange.Prepend($"{result.Outcome} {result.Case.Name}: {result.Text}"))));

    /// <summary>The default pool, but for the sake of time.</summary>
    public static PoolOptions Ordinary(string algorithm) => new()
    {
        Algorithm = Algorithms.Get(algorithm),
        RefreshTime = TimeSpan.FromSeconds(0.5),
        BlockTime = Timeout.InfiniteTimeSpan,
        Seed = 1,
    };
}
