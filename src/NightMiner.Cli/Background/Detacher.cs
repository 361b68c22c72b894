using System.Diagnostics;
using System.Text;
using NightMiner.Cli.CommandLine;
using NightMiner.Cli.Mine;

namespace NightMiner.Cli.Background;

/// <summary>
/// -B: starts this program again, cut off from the terminal, and returns. The child is told what to do through a pipe:
/// its command line and its environment could be read by others.
/// </summary>
internal static class Detacher
{
    /// <summary>The hidden word that makes a process the child; what follows it is only for ps to show.</summary>
    public const string ChildWord = "--detached";

    /// <summary>What the child says once it has checked everything and starts to mine.</summary>
    public const string ReadyWord = "ready";

    /// <summary>Where the log goes where -l says nothing.</summary>
    public const string DefaultLogFile = "nightminer.log";

    /// <summary>Starts the child and waits until it is ready, or has failed.</summary>
    public static async Task<ExitCode> RunAsync(Orders orders, MineSettings settings, World world)
    {
        using Process child = Start(settings.IsDemo ? "--demo" : settings.Miner.Pool.ToString());
        await orders.WriteAsync(child.StandardInput).ConfigureAwait(false);
        child.StandardInput.Close();
        string? answer = await child.StandardOutput.ReadLineAsync(world.Stop).ConfigureAwait(false);
        if (answer != ReadyWord)
        {
            world.Output.WriteError(await child.StandardError.ReadToEndAsync(world.Stop).ConfigureAwait(false));
            await child.WaitForExitAsync(world.Stop).ConfigureAwait(false);
            return child.ExitCode == 0 ? ExitCode.WrongUsage : (ExitCode)child.ExitCode;
        }
        if (settings.Log.IsQuiet) world.Output.Write($"{child.Id}\n");
        else world.Output.Write($"""
            nightminer mines in the background as process {child.Id}
            log:      {settings.Log.File ?? DefaultLogFile}
            stop it:  {(OperatingSystem.IsWindows() ? "taskkill /f /pid" : "kill")} {child.Id}

            """);
        return ExitCode.Done;
    }

    private static Process Start(string shownAs)
    {
        string program = Environment.ProcessPath
            ?? throw new UsageException("-B/--background: this system does not say "
            + "where the program lies; use 'nohup nightminer … &' instead")
            { IsAboutSyntax = false };
        ProcessStartInfo start = new(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            CreateNoWindow = true, // on Windows this is what detaches it from the console
        };
        bool isHost = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        if (isHost) start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "nightminer.dll"));
        start.ArgumentList.Add(ChildWord);
        start.ArgumentList.Add(shownAs);
        foreach (string name in start.Environment.Keys.Where(Orders.MayHoldPassword).ToArray())
            start.Environment.Remove(name);
        return Process.Start(start)!;
    }
}
