using System.Text;
using NightMiner.Cli.CommandLine;
using NightMiner.Lab.Explaining;
using NightMiner.Stratum;

namespace NightMiner.Cli.Explain;

/// <summary>The command `explain`: a job byte by byte, and why a share is good or bad.</summary>
internal static class ExplainCommand
{
    private const long FileLimit = 64 << 20; // a day of a pool's lines; more is some other file

    /// <summary>Explains as the settings say.</summary>
    public static async Task<ExitCode> RunAsync(ExplainSettings settings, World world)
    {
        try
        {
            (IEnumerable<string> lines, string title) = await ReadAsync(settings, world).ConfigureAwait(false);
            Question question = Question.Of(Transcript.Read(lines), settings, title);
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
        catch (StratumException e)
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
        if (settings.File == "-") return (Lines(await world.In.ReadToEndAsync(world.Stop).ConfigureAwait(false)),
            "from standard input");
        return (ReadFile(settings.File), $"from {Path.GetFileName(settings.File)}");
    }

    private static string[] ReadFile(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > FileLimit } large) throw new UsageException(
                $"-f/--file: {path} has {large.Length >> 20} MiB, more than {FileLimit >> 20}: cut the part out that "
                + "is of interest")
            { IsAboutSyntax = false };
            return Lines(File.ReadAllText(path));
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

    private static string[] Lines(string text) => text.Split('\n');
}
