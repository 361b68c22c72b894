using NightMiner.Cli.CommandLine;
using NightMiner.Cli.Mine;
using NightMiner.Cli.Output;

namespace NightMiner.Cli.Background;

/// <summary>The process that goes on in the background.</summary>
internal static class DetachedChild
{
    /// <summary>Reads its orders, leaves the terminal, mines. Until then the user learns what goes wrong.</summary>
    public static async Task<ExitCode> RunAsync(World world)
    {
        using StreamReader input = new(world.OpenInput());
        Orders orders = await Orders.ReadAsync(input).ConfigureAwait(false);
        try
        {
            InputFiles files = new();
            foreach ((string path, byte[] contents) in orders.Files) files.Add(path, contents);
            Arguments arguments = Parser.Parse(orders.Words, name => orders.Variable(name, world.Variable)).Arguments;
            MineSettings settings = MineSettings.From(arguments.With(files).WithConfigFile());
            LogSettings toFile = settings.Log with { File = settings.Log.File ?? Detacher.DefaultLogFile };
            using ProgramOutput nowhere = ProgramOutput.Silent;
            using Log log = new(toFile, nowhere);
            world.Output.Write(Detacher.ReadyWord + "\n");
            Session.Leave();
            return await MineCommand.RunAsync(settings with { Log = toFile }, log, world with { Output = nowhere })
                .ConfigureAwait(false);
        }
        catch (UsageException e)
        {
            world.Output.Complain(e.Message);
            return ExitCode.WrongUsage;
        }
    }
}
