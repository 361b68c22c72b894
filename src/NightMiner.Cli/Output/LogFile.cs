using System.Text;
using NightMiner.Cli.CommandLine;

namespace NightMiner.Cli.Output;

/// <summary>A file that lines are appended to. A full disk must not end the mining: it is reported once.</summary>
internal sealed class LogFile : IDisposable
{
    private readonly StreamWriter _writer;
    private readonly string _path;
    private readonly Action<string> _complain;
    private bool _isBroken;

    /// <exception cref="UsageException">The file can't be opened.</exception>
    public LogFile(string path, Action<string> complain)
    {
        (_path, _complain) = (path, complain);
        try
        {
            FileStream stream = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            _writer = new StreamWriter(stream, new UTF8Encoding(false)) { AutoFlush = true };
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"the log file can't be written: {e.Message}") { IsAboutSyntax = false };
        }
    }

    /// <summary>Appends a line.</summary>
    public void Append(string line)
    {
        try
        {
            _writer.Write(line + "\n");
            _isBroken = false;
        }
        catch (IOException e)
        {
            if (!_isBroken) _complain($"nightminer: the log file {_path} can't be written any more: {e.Message}");
            _isBroken = true;
        }
    }

    public void Dispose()
    {
        try
        {
            _writer.Dispose();
        }
        catch (IOException) { } // reported by Append
    }
}
