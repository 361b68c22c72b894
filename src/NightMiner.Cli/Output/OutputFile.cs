using System.Text;
using NightMiner.Cli.CommandLine;

namespace NightMiner.Cli.Output;

/// <summary>
/// A file that a command writes once, such as a page or a report. It is opened before the work begins, so that a wrong
/// name costs no time; what goes wrong becomes one sentence.
/// </summary>
internal sealed class OutputFile : IDisposable
{
    private readonly string _what;
    private readonly string _path;
    private readonly FileStream _stream;

    /// <param name="what">The option that names it, for messages.</param>
    /// <param name="path">The file, which is overwritten.</param>
    /// <exception cref="UsageException">It can't be written.</exception>
    public OutputFile(string what, string path)
    {
        (_what, _path) = (what, path);
        try
        {
            // No buffer: what fails, fails in Write.
            _stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Fail(e);
        }
    }

    /// <summary>Writes the whole text.</summary>
    /// <exception cref="UsageException">It can't be written, for instance because the disk is full.</exception>
    public void Write(string text)
    {
        try
        {
            _stream.Write(new UTF8Encoding(false).GetBytes(text));
            _stream.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fail(e);
        }
    }

    public void Dispose() => _stream.Dispose();

    private UsageException Fail(Exception e) =>
        new($"{_what}: {_path} can't be written: {e.Message}") { IsAboutSyntax = false };
}
