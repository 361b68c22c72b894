using NightMiner.Cli.CommandLine;
using NightMiner.Cli.Mine;
using NightMiner.Cli.Output;

namespace NightMiner.Cli.Background;

/// <summary>The process that goes on in the background.</summary>
internal static class DetachedChild
{
    /// <summary>Reads its orders, leaves the terminal, mines. Until then the user learns what goes wrong.</summary>
    public static async Task<ExitCode> RunAsync(Stream input, World world)
    {
        Orders orders = await Orders.ReadAsync(new StreamReader(input)).ConfigureAwait(false);
        try
        {
            Func<string, string?> variable = name =>
                Orders.VariableNames.Contains(name) ? orders.Variables.GetValueOrDefault(name) : world.Variable(name);
            MineSettings settings = MineSettings.From(Parser.Parse(orders.Words, variable).Arguments);
            LogSettings toFile = settings.Log with { File = settings.Log.File ?? Detacher.DefaultLogFile };
            using Log log = new(toFile, new World(TextWriter.Null, TextWriter.Null, variable) { Stop = world.Stop });
            world.Out.WriteLine(Detacher.ReadyWord);
            Session.Leave();
            return await MineCommand.RunAsync(settings with { Log = toFile }, log, world with { Width = () => null })
                .ConfigureAwait(false);
        }
        catch (UsageException e)
        {
            world.Error.WriteLine($"nightminer: {e.Message}");
            return ExitCode.WrongUsage;
        }
    }
}
