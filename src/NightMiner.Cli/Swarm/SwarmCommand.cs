using NightMiner.Workbench.Swarm;

namespace NightMiner.Cli.Swarm;

/// <summary>The command `swarm`: load for a pool, and what became of it.</summary>
internal static class SwarmCommand
{
    private static readonly TimeSpan StatusTime = TimeSpan.FromSeconds(1);

    /// <summary>Runs to the end, or until told to stop, and prints the report.</summary>
    public static async Task<ExitCode> RunAsync(SwarmSettings settings, World world)
    {
        MinerSwarm swarm = new(settings.Swarm);
        SwarmReport report;
        await using (new Timer(_ => ShowStatus(swarm, settings, world), null, StatusTime, StatusTime))
            report = await swarm.RunAsync(world.Stop).ConfigureAwait(false);
        world.Output.ShowProgress("");
        string[] missed = [.. settings.Limits.MissedBy(report)];
        world.Output.Write((settings.IsJson
            ? SwarmJson.Render(settings.Swarm, report, missed)
            : SwarmText.Render(settings.Swarm, report)) + "\n");
        foreach (string sentence in missed) world.Output.Complain(sentence);
        if (SwarmText.Hint(report) is { } hint) world.Output.Complain(hint);
        if (report.ConnectionsMade > 0) return missed.Length == 0 ? ExitCode.Done : ExitCode.PoolFailed;
        world.Output.Complain(
            $"no connection to {settings.Swarm.Pool} could be made: is the pool running?");
        return ExitCode.NoPool;
    }

    private static void ShowStatus(MinerSwarm swarm, SwarmSettings settings, World world)
    {
        if (!settings.IsQuiet) world.Output.ShowProgress(SwarmText.Status(settings.Swarm, swarm.Report()));
    }
}
