using NightMiner.Cli.Algos;
using NightMiner.Cli.Background;
using NightMiner.Cli.Bench;
using NightMiner.Cli.Check;
using NightMiner.Cli.CommandLine;
using NightMiner.Cli.Explain;
using NightMiner.Cli.Mine;
using NightMiner.Cli.Pool;
using NightMiner.Cli.Recording;
using NightMiner.Cli.Swarm;

namespace NightMiner.Cli;

/// <summary>The program `nightminer`.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] words)
    {
        bool isDetached = words is [Detacher.ChildWord, ..];
        using Signals signals = new(ignoreHangUp: isDetached);
        World world = World.OfProcess(signals.Stop);
        return (int)(isDetached
            ? await DetachedChild.RunAsync(Console.OpenStandardInput(), world).ConfigureAwait(false)
            : await RunAsync(words, world).ConfigureAwait(false));
    }

    /// <summary>Does what the words say. A mistake of the user becomes a message, never an exception.</summary>
    internal static async Task<ExitCode> RunAsync(string[] words, World world)
    {
        try
        {
            (CommandSyntax command, Arguments arguments) = Parser.Parse(words, world.Variable);
            if (arguments.TimesTyped(Syntax.Help) > 0) return Print(world, HelpText.Render(command));
            if (arguments.TimesTyped(Syntax.Version) > 0)
                return Print(world, $"nightminer {typeof(Program).Assembly.GetName().Version?.ToString(3)}\n");
            return await (command.Name switch
            {
                "algos" => Task.FromResult(AlgosCommand.Run(arguments.IsOn(Syntax.Json), world)),
                "bench" when arguments.IsOn(Syntax.Latency) =>
                    LatencyBench.RunAsync(LatencySettings.From(arguments), world),
                "bench" => Task.FromResult(BenchCommand.Run(BenchSettings.From(arguments), world)),
                "check" => CheckCommand.RunAsync(CheckSettings.From(arguments), world),
                "pool" when arguments.Find(Syntax.Defect)?.Text == "list" => Task.FromResult(DefectList.Print(world)),
                "explain" => ExplainCommand.RunAsync(ExplainSettings.From(arguments), world),
                "pool" when ProfilesText.Asked(arguments) is { } text => Task.FromResult(Print(world, text)),
                "pool" => PoolCommand.RunAsync(PoolSettings.From(arguments), world),
                "record" => RecordCommand.RunAsync(RecordSettings.From(arguments), world),
                "replay" => ReplayCommand.RunAsync(ReplaySettings.From(arguments), world),
                "swarm" => SwarmCommand.RunAsync(SwarmSettings.From(arguments), world),
                _ => MineAsync(MineSettings.From(arguments), words, world),
            }).ConfigureAwait(false);
        }
        catch (UsageException e)
        {
            world.Error.WriteLine($"nightminer: {e.Message}");
            if (e.IsAboutSyntax) world.Error.WriteLine("Try 'nightminer --help'.");
            return ExitCode.WrongUsage;
        }
    }

    private static Task<ExitCode> MineAsync(MineSettings settings, string[] words, World world) =>
        settings.IsInBackground
            ? Detacher.RunAsync(Orders.From(words, world.Variable), settings, world)
            : MineCommand.RunAsync(settings, world);

    private static ExitCode Print(World world, string text)
    {
        world.Out.Write(text);
        return ExitCode.Done;
    }
}
