using NightMiner.Cli.Rendering;

namespace NightMiner.Cli.Output;

/// <summary>
/// Where lines of a log go: standard output or, for errors, standard error, and the log file. Safe for many threads.
/// </summary>
internal sealed class Log : IDisposable
{
    private readonly object _gate = new();
    private readonly LogSettings _settings;
    private readonly ProgramOutput _output;
    private readonly LogFile? _file;

    /// <exception cref="CommandLine.UsageException">The log file can't be written.</exception>
    public Log(LogSettings settings, ProgramOutput output)
    {
        (_settings, _output) = (settings, output);
        if (settings.File is { } path) _file = new LogFile(path, output.Complain);
    }

    /// <summary>Whether there is a status line.</summary>
    public bool HasStatus => !_settings.IsJson && !_settings.IsQuiet && _output.TerminalWidth is not null;

    /// <summary>Writes a line, if anybody wants its kind.</summary>
    public void Write(LogLine line)
    {
        if (!_settings.Wants(line.Level)) return;
        lock (_gate) // the lines of the file are in the order of those on the screen
        {
            if (line.Level == Level.Error)
                _output.WriteError(LogLine.Render(line, _output.HasErrorColour, _output.ErrorWidth) + "\n");
            else if (!_settings.IsJson)
                _output.Write(LogLine.Render(line, _output.HasColour, _output.TerminalWidth) + "\n");
            _file?.Append(LogLine.Dated(line));
        }
    }

    /// <summary>Writes a line of JSON.</summary>
    public void WriteJson(string json) => _output.Write(json + "\n");

    /// <summary>Shows the status line anew; with an empty one it goes away.</summary>
    public void ShowStatus(string status)
    {
        if (HasStatus) _output.ShowStatus(status);
    }

    /// <summary>Removes the status line and closes the file.</summary>
    public void Dispose()
    {
        ShowStatus("");
        _file?.Dispose();
    }
}
