using NightMiner.Cli.CommandLine;
using NightMiner.Cli.Output;
using NightMiner.Protocol.Text;
using NightMiner.Protocol.Transport;
using NightMiner.Workbench.Explain;

namespace NightMiner.Cli.Explain;

/// <summary>The command `explain`: a job byte by byte, and why a share is good or bad.</summary>
internal static class ExplainCommand
{
    /// <summary>Explains as the settings say.</summary>
    public static async Task<ExitCode> RunAsync(ExplainSettings settings, World world)
    {
        try
        {
            (IEnumerable<string> lines, string title) = await ReadAsync(settings, world).ConfigureAwait(false);
            Question question = Question.Of(SessionLog.Read(lines), settings, title);
            if (settings.HtmlFile is { } path)
            {
                string text = ExplainPage.Render(question); // before the old page is given up
                using OutputFile page = new("--html", path);
                page.Write(text);
            }
            ProgramOutput output = world.Output;
            output.Write(settings.Log.IsJson ? ExplainJson.Render(question) + "\n"
                : settings.HtmlFile is { } written ? $"written to {written}\n"
                : ExplainText.Render(question, output.TerminalWidth, output.HasColour));
            return ExitCode.Done;
        }
        catch (LoginRefusedException e)
        {
            world.Output.Complain(e.Message);
            return ExitCode.LoginRefused;
        }
        catch (ConnectionException e)
        {
            world.Output.Complain(e.Message);
            return ExitCode.NoPool;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Done; // asked to stop
        }
    }

    private static async Task<(IEnumerable<string> Lines, string Title)> ReadAsync(
        ExplainSettings settings, World world)
    {
        if (settings.Live is { } login)
            return (await LiveJob.FetchAsync(login, settings.Timeout, world.Stop).ConfigureAwait(false),
                $"from {login.Url}");
        if (settings.File is null) return (ExampleJob.Lines, "the built-in example, of a Litecoin pool in 2014");
        bool isInput = settings.File == "-";
        string name = isInput ? "standard input" : settings.File;
        try
        {
            using StreamReader lines = new(await (isInput
                ? TextFile.OpenAsync(world.OpenInput(), world.Stop)
                : TextFile.OpenAsync(settings.File, world.Stop)).ConfigureAwait(false));
            return (await InputLines.ReadAsync(lines, name, world.Stop).ConfigureAwait(false),
                $"from {(isInput ? name : Path.GetFileName(name))}");
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"-f/--file: {name} can't be read: {e.Message}") { IsAboutSyntax = false };
        }
    }
}
