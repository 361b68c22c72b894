using System.Diagnostics;
using NightMiner.Cli.CommandLine;
using NightMiner.Workbench.Check;

namespace NightMiner.Cli.Check;

/// <summary>The command `check`: does a pool do what the protocol asks?</summary>
internal static class CheckCommand
{
    private const string ClearLine = "\r\e[K";

    /// <summary>Runs the cases, then prints what came out.</summary>
    /// <exception cref="UsageException">The JUnit report can't be written.</exception>
    public static async Task<ExitCode> RunAsync(CheckSettings settings, World world)
    {
        if (settings.Check is not { } options)
        {
            world.Out.Write(settings.IsJson ? CheckJson.List(settings.Cases) : CheckText.List(settings.Cases));
            return ExitCode.Done;
        }
        using StreamWriter? junit = Open(settings.JUnitFile); // before minutes of work
        long startedAt = Stopwatch.GetTimestamp();
        int done = 0;
        CheckReport report = await PoolCheck.RunAsync(
            options,
            _ => ShowProgress(world, Interlocked.Increment(ref done), settings.Cases.Count),
            world.Stop).ConfigureAwait(false);
        if (world.IsErrorTerminal) world.Error.Write(ClearLine);

        TimeSpan elapsed = Stopwatch.GetElapsedTime(startedAt);
        bool hasColour = !settings.IsColourOff && world.Width() is not null;
        world.Out.Write(settings.IsJson
            ? CheckJson.Render(report, elapsed)
            : CheckText.Render(report, elapsed, new CheckText.Style(settings.IsVerbose, hasColour)));
        junit?.Write(JUnitReport.Render(report, options.Pool.ToString(), elapsed));
        if (report.Problem is { } problem) world.Error.WriteLine($"nightminer: {problem}");
        if (world.Stop.IsCancellationRequested) return ExitCode.PoolFailed; // half a check is no check
        return report.Problem is not null ? ExitCode.NoPool
            : report.IsGood ? ExitCode.Done
            : ExitCode.PoolFailed;
    }

    private static void ShowProgress(World world, int done, int count)
    {
        if (world.IsErrorTerminal) world.Error.Write($"{ClearLine}{done} of {count}");
    }

    private static StreamWriter? Open(string? path)
    {
        if (path is null) return null;
        try
        {
            return new StreamWriter(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"--junit: {e.Message}") { IsAboutSyntax = false };
        }
    }
}
