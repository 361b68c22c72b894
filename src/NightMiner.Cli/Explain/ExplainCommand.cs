using System.Text;
using NightMiner.Cli.CommandLine;
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
            if (settings.HtmlFile is { } path) WritePage(path, ExplainPage.Render(question));
            Print(world, settings.Log.IsJson ? ExplainJson.Render(question) + "\n"
                : settings.HtmlFile is { } written ? $"written to {written}\n"
                : ExplainText.Render(question, world.Width(), !settings.Log.IsColourOff && world.Width() is not null));
            return ExitCode.Done;
        }
        catch (LoginRefusedException e)
        {
            world.Error.WriteLine($"nightminer: {e.Message}");
            return ExitCode.LoginRefused;
        }
        catch (ConnectionException e)
        {
            world.Error.WriteLine($"nightminer: {e.Message}");
            return ExitCode.NoPool;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Done; // asked to stop
        }
    }

    private static void Print(World world, string text)
    {
        try
        {
            world.Out.Write(text);
        }
        catch (IOException) { } // `nightminer explain | head`: nobody wants more
    }

    private static async Task<(IEnumerable<string> Lines, string Title)> ReadAsync(
        ExplainSettings settings, World world)
    {
        if (settings.Live is { } login)
            return (await LiveJob.FetchAsync(login, settings.Timeout, world.Stop).ConfigureAwait(false),
                $"from {login.Url}");
        if (settings.File is null) return (ExampleJob.Lines, "the built-in example, of a Litecoin pool in 2014");
        if (settings.File == "-")
            return (await InputLines.ReadAsync(world.In, "standard input", world.Stop).ConfigureAwait(false),
                "from standard input");
        return (await ReadFileAsync(settings.File, world.Stop).ConfigureAwait(false),
            $"from {Path.GetFileName(settings.File)}");
    }

    private static async Task<IReadOnlyList<string>> ReadFileAsync(string path, CancellationToken stop)
    {
        try
        {
            using StreamReader file = new(path);
            return await InputLines.ReadAsync(file, path, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (IsAboutFiles(e))
        {
            throw new UsageException($"-f/--file: {path} can't be read: {e.Message}") { IsAboutSyntax = false };
        }
    }

    private static void WritePage(string path, string page)
    {
        try
        {
            File.WriteAllText(path, page, new UTF8Encoding(false));
        }
        catch (Exception e) when (IsAboutFiles(e))
        {
            throw new UsageException($"--html: {path} can't be written: {e.Message}") { IsAboutSyntax = false };
        }
    }

    private static bool IsAboutFiles(Exception e) =>
        e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
