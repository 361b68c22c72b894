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
            ? await DetachedChild.RunAsync(world).ConfigureAwait(false)
            : await RunAsync(words, world).ConfigureAwait(false));
    }

    /// <summary>Does what the words say. A mistake of the user becomes a message, never an exception.</summary>
    internal static async Task<ExitCode> RunAsync(string[] words, World world)
    {
        try
        {
            (CommandSyntax command, Arguments arguments) = Parser.Parse(words, world.Variable);
            ExitCode code = arguments.TimesTyped(Syntax.Help) > 0
                ? Print(world, HelpText.Render(command, world.Output.Width))
                : arguments.TimesTyped(Syntax.Version) > 0 ? Print(world, VersionText())
                : await RunAsync(command, arguments, words, world).ConfigureAwait(false);
            // Shares are found and miners are served on a full disk too. Where the text was all there is to get, and it
            // got lost, that is a failure.
            return code == ExitCode.Done && !command.IsEndless ? Delivered(world) : code;
        }
        catch (UsageException e)
        {
            world.Output.Complain(e.Message + (e.IsAboutSyntax ? "\nTry 'nightminer --help'." : ""));
            return ExitCode.WrongUsage;
        }
    }

    private static async Task<ExitCode> RunAsync(
        CommandSyntax command, Arguments arguments, string[] words, World world)
    {
        if (command == Syntax.Mine) arguments = arguments.WithConfigFile();
        if (arguments.IsOn(Syntax.NoColor)) world.Output.IsColourOff = true;
        return await (command.Name switch
        {
            "algos" => Task.FromResult(AlgosCommand.Run(arguments.IsOn(Syntax.Json), world)),
            "bench" when arguments.IsOn(BenchSyntax.Latency) =>
                LatencyBench.RunAsync(LatencySettings.From(arguments), world),
            "bench" => Task.FromResult(BenchCommand.Run(BenchSettings.From(arguments), world)),
            "check" => CheckCommand.RunAsync(CheckSettings.From(arguments), world),
            "explain" => ExplainCommand.RunAsync(ExplainSettings.From(arguments), world),
            "pool" when PoolLists.Asked(arguments, world.Output.TerminalWidth) is { } list =>
                Task.FromResult(Print(world, list)),
            "pool" => PoolCommand.RunAsync(PoolSettings.From(arguments), world),
            "record" => RecordCommand.RunAsync(RecordSettings.From(arguments), world),
            "replay" => ReplayCommand.RunAsync(ReplaySettings.From(arguments), world),
            "swarm" => SwarmCommand.RunAsync(SwarmSettings.From(arguments), world),
            _ => MineAsync(arguments, words, world),
        }).ConfigureAwait(false);
    }

    private static Task<ExitCode> MineAsync(Arguments arguments, string[] words, World world)
    {
        MineSettings settings = MineSettings.From(arguments);
        return settings.IsInBackground
            ? Detacher.RunAsync(Orders.From(words, world.Variable, arguments.Files), settings, world)
            : MineCommand.RunAsync(settings, world);
    }

    private static string VersionText() => $"nightminer {typeof(Program).Assembly.GetName().Version?.ToString(3)}\n";

    private static ExitCode Print(World world, string text)
    {
        world.Output.Write(text);
        return Delivered(world);
    }

    private static ExitCode Delivered(World world) => world.Output.HasFailed ? ExitCode.WrongUsage : ExitCode.Done;
}
