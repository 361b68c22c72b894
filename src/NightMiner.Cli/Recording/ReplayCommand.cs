using System.Net.Sockets;
using NightMiner.Cli.Output;
using NightMiner.Cli.Pool;
using NightMiner.Cli.Rendering;
using NightMiner.Workbench.Recording;

namespace NightMiner.Cli.Recording;

/// <summary>The command `replay`: plays a recording to a miner or to a pool, or compares two.</summary>
internal static class ReplayCommand
{
    private const ExitCode Different = ExitCode.WrongUsage; // 1, as diff says it

    /// <summary>Does what the settings say.</summary>
    public static async Task<ExitCode> RunAsync(ReplaySettings settings, World world)
    {
        using Log log = new(settings.Log, world.Output);
        using CancellationTokenSource stop =
            CancellationTokenSource.CreateLinkedTokenSource(world.Stop, world.Output.Gone);
        if (settings.TimeLimit is { } limit) stop.CancelAfter(limit);
        SessionRecording recording = await LoadAsync(settings.File, log).ConfigureAwait(false);
        if (settings.Other is { } other)
            return Compare(recording, await LoadAsync(other, log).ConfigureAwait(false), settings, world);

        ReplayOptions options = settings.Options with { Tell = news => log.Write(RecordCommand.Line(news)) };
        try
        {
            ReplayReport report = settings.To is { } pool
                ? await ReplayMiner.PlayAsync(recording, pool, options, stop.Token).ConfigureAwait(false)
                : await PlayPoolAsync(recording, options, log, stop.Token).ConfigureAwait(false);
            return Tell(report, settings, log);
        }
        catch (OperationCanceledException)
        {
            log.Write(new LogLine(DateTimeOffset.Now, "end", "stopped before all was played"));
            return Different; // it did not go as recorded, for whatever reason
        }
    }

    private static Task<SessionRecording> LoadAsync(string path, Log log) => RecordingFile.LoadAsync(
        path, problem => log.Write(new LogLine(DateTimeOffset.Now, "file", problem) { Tone = Tone.Warning }));

    private static async Task<ReplayReport> PlayPoolAsync(
        SessionRecording recording, ReplayOptions options, Log log, CancellationToken stop)
    {
        ReplayPool pool = Start(recording, options);
        await using (pool.ConfigureAwait(false))
        {
            int connections = recording.Connections.Count;
            log.Write(new LogLine(DateTimeOffset.Now, "replay",
                $"point a miner at {pool.Url}: it gets {Units.Plural(connections, "recorded connection")}"));
            return await pool.Finished.WaitAsync(stop).ConfigureAwait(false);
        }
    }

    private static ReplayPool Start(SessionRecording recording, ReplayOptions options)
    {
        try
        {
            return ReplayPool.Start(recording, options);
        }
        catch (SocketException e)
        {
            throw PoolCommand.CantListen(options.Listen, e);
        }
    }

    private static ExitCode Tell(ReplayReport report, ReplaySettings settings, Log log)
    {
        if (report.Seen.Lines.Count == 0 && report.Problems.Count > 0) return ExitCode.NoPool; // told already
        string who = settings.To is null ? "the miner" : "the pool";
        foreach (SessionDifference difference in report.Comparison.Differences)
        {
            string text = ComparisonText.Render(difference, "A recorded", "B now");
            log.Write(new LogLine(DateTimeOffset.Now, "differs", text) { Tone = Tone.Warning });
        }
        log.Write(new LogLine(DateTimeOffset.Now, "end", report.IsSame
            ? $"{who} did the same as in the recording"
            : $"{who} did not do the same as in the recording"));
        return report.IsSame ? ExitCode.Done : Different;
    }

    private static ExitCode Compare(SessionRecording a, SessionRecording b, ReplaySettings settings, World world)
    {
        SessionComparison comparison = SessionComparison.Compare(a, b);
        if (!settings.Log.IsQuiet)
            world.Output.Write(ComparisonText.Render(comparison, settings.File, settings.Other!));
        return comparison.Differences.Count == 0 ? ExitCode.Done : Different;
    }
}
