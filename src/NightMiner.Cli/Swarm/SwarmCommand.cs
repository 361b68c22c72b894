using NightMiner.Workbench.Swarm;

namespace NightMiner.Cli.Swarm;

/// <summary>The command `swarm`: load for a pool, and what became of it.</summary>
internal static class SwarmCommand
{
    private const string ClearLine = "\r\e[K";
    private static readonly TimeSpan StatusTime = TimeSpan.FromSeconds(1);

    /// <summary>Runs to the end, or until told to stop, and prints the report.</summary>
    public static async Task<ExitCode> RunAsync(SwarmSettings settings, World world)
    {
        MinerSwarm swarm = new(settings.Swarm);
        SwarmReport report;
        await using (new Timer(_ => ShowStatus(swarm, settings, world), null, StatusTime, StatusTime))
            report = await swarm.RunAsync(world.Stop).ConfigureAwait(false);
        if (world.IsErrorTerminal) world.Error.Write(ClearLine);
        string[] missed = [.. settings.Limits.MissedBy(report)];
        world.Out.WriteLine(settings.IsJson
            ? SwarmJson.Render(settings.Swarm, report, missed)
            : SwarmText.Render(settings.Swarm, report));
        foreach (string sentence in missed) world.Error.WriteLine($"nightminer: {sentence}");
        if (SwarmText.Hint(report) is { } hint) world.Error.WriteLine($"nightminer: {hint}");
        if (report.ConnectionsMade > 0) return missed.Length == 0 ? ExitCode.Done : ExitCode.PoolFailed;
        world.Error.WriteLine(
            $"nightminer: no connection to {settings.Swarm.Pool} could be made: is the pool running?");
        return ExitCode.NoPool;
    }

    private static void ShowStatus(MinerSwarm swarm, SwarmSettings settings, World world)
    {
        if (!world.IsErrorTerminal || settings.IsQuiet) return;
        int width = world.Width() ?? 80;
        string status = SwarmText.Status(settings.Swarm, swarm.Report());
        world.Error.Write(ClearLine + (status.Length < width ? status : status[..(width - 1)]));
    }
}
