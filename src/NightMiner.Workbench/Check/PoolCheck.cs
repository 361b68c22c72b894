namespace NightMiner.Workbench.Check;

/// <summary>
/// A conformance run against any Stratum v1 pool: plays a client, rightly and wrongly, and holds what comes back
/// against what the protocol asks. Cases have connections of their own and run side by side where that is harmless.
/// </summary>
public static class PoolCheck
{
    /// <summary>Runs the chosen cases. Never throws for what the pool does.</summary>
    /// <param name="options">Which pool, and how.</param>
    /// <param name="progress">Told of each result as it comes, from any thread.</param>
    /// <param name="stop">Ends the run; the cases that are not through are missing in the report.</param>
    public static async Task<CheckReport> RunAsync(
        CheckOptions options, Action<CaseResult>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        CheckRun run = new(options, progress ?? (_ => { }));
        // Not on the caller's thread or in its context: so the cases need not care where they go on.
        Task<CheckReport> running = Task.Run(() => run.RunAllAsync(stop), CancellationToken.None);
        try
        {
            CheckReport report = await running.WaitAsync(stop).ConfigureAwait(false);
            run.Dispose();
            return report;
        }
        catch (OperationCanceledException) // what is under way ends by itself: every wait has an end
        {
            return run.Report("stopped before all cases were through");
        }
    }
}
