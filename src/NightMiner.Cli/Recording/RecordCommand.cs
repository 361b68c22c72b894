using System.Net.Sockets;
using NightMiner.Cli.Output;
using NightMiner.Cli.Pool;
using NightMiner.Cli.Rendering;
using NightMiner.Workbench.Recording;

namespace NightMiner.Cli.Recording;

/// <summary>The command `record`: a relay that writes down what goes through it.</summary>
internal static class RecordCommand
{
    /// <summary>Records until it is told to stop.</summary>
    public static async Task<ExitCode> RunAsync(RecordSettings settings, World world)
    {
        using Log log = new(settings.Log, world.Output);
        using CancellationTokenSource stop =
            CancellationTokenSource.CreateLinkedTokenSource(world.Stop, world.Output.Gone);
        if (settings.TimeLimit is { } limit) stop.CancelAfter(limit);
        using RecordingWriter writer =
            RecordingFile.Create(settings.File, settings.Pool, settings.Log.MasksUser, log);
        RecordingRelay relay = Start(settings, writer, log);
        await using (relay.ConfigureAwait(false))
        {
            log.Write(new LogLine(DateTimeOffset.Now, "record",
                $"point your miner at {relay.Url}: all goes on to {settings.Pool}\n"
                + $"every line is written to {settings.File}, passwords masked; Ctrl+C ends it"));
            await Task.Delay(Timeout.Infinite, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        log.Write(new LogLine(DateTimeOffset.Now, "end",
            $"{Units.Plural(writer.Count, "line")} written to {settings.File}"));
        return ExitCode.Done;
    }

    /// <summary>A line of the log about a connection.</summary>
    public static LogLine Line(RelayNews news) => new(DateTimeOffset.Now, $"#{news.Connection}", news.Text)
    {
        Tone = news.IsProblem ? Tone.Warning : Tone.Plain,
    };

    private static RecordingRelay Start(RecordSettings settings, RecordingWriter writer, Log log)
    {
        try
        {
            return RecordingRelay.Start(settings.Listen, settings.Pool, writer, news => log.Write(Line(news)));
        }
        catch (SocketException e)
        {
            writer.Dispose();
            File.Delete(settings.File); // else the next attempt would find it in its way
            throw PoolCommand.CantListen(settings.Listen, e);
        }
    }
}
