using System.Diagnostics;
using NightMiner.Cli.CommandLine;
using NightMiner.Cli.Output;
using NightMiner.Workbench.Check;

namespace NightMiner.Cli.Check;

/// <summary>The command `check`: does a pool do what the protocol asks?</summary>
internal static class CheckCommand
{
    /// <summary>Runs the cases, then prints what came out.</summary>
    /// <exception cref="UsageException">The JUnit report can't be written.</exception>
    public static async Task<ExitCode> RunAsync(CheckSettings settings, World world)
    {
        if (settings.Check is not { } options)
        {
            world.Output.Write(settings.IsJson
                ? CheckJson.List(settings.Cases)
                : CheckText.List(settings.Cases, world.Output.TerminalWidth));
            return ExitCode.Done;
        }
        using OutputFile? junit = settings.JUnitFile is { } path ? new OutputFile("--junit", path) : null;
        long startedAt = Stopwatch.GetTimestamp();
        int done = 0;
        CheckReport report = await PoolCheck.RunAsync(
            options,
            _ => world.Output.ShowProgress($"{Interlocked.Increment(ref done)} of {settings.Cases.Count}"),
            world.Stop).ConfigureAwait(false);
        world.Output.ShowProgress("");

        TimeSpan elapsed = Stopwatch.GetElapsedTime(startedAt);
        world.Output.Write(settings.IsJson
            ? CheckJson.Render(report, elapsed)
            : CheckText.Render(report, elapsed, new CheckText.Style(settings.IsVerbose, world.Output.HasColour)));
        junit?.Write(JUnitReport.Render(report, options.Pool.ToString(), elapsed));
        if (report.Problem is { } problem) world.Output.Complain(problem);
        if (world.Stop.IsCancellationRequested) return ExitCode.PoolFailed; // a check that was cut short proves nothing
        return report.Problem is not null ? ExitCode.NoPool
            : report.IsGood ? ExitCode.Done
            : ExitCode.PoolFailed;
    }
}
