using NightMiner.Cli.Rendering;

namespace NightMiner.Cli.Output;

/// <summary>
/// Where lines go: standard output or, for errors, standard error, and the log file. On a terminal a status line stays
/// below them. Safe for many threads.
/// </summary>
internal sealed class Log : IDisposable
{
    private const string ClearLine = "\r\e[K";

    private readonly object _gate = new();
    private readonly LogSettings _settings;
    private readonly World _world;
    private readonly LogFile? _file;
    private string _status = "";
    private bool _isOutputBroken;

    /// <exception cref="CommandLine.UsageException">The log file can't be written.</exception>
    public Log(LogSettings settings, World world)
    {
        (_settings, _world) = (settings, world);
        if (settings.File is { } path) _file = new LogFile(path, message => WriteTo(world.Error, message));
    }

    /// <summary>Called when nobody reads standard output any more; on a full disk mining goes on.</summary>
    public Action OutputGone { get; set; } = () => { };

    /// <summary>Whether there is a status line.</summary>
    public bool HasStatus => !_settings.IsJson && !_settings.IsQuiet && _world.Width() is not null;

    private bool HasColour => !_settings.IsColourOff && _world.Width() is not null;

    private bool HasErrorColour => !_settings.IsColourOff && _world.IsErrorTerminal;

    /// <summary>Writes a line, if anybody wants its kind.</summary>
    public void Write(LogLine line)
    {
        if (!_settings.Wants(line.Level)) return;
        lock (_gate)
        {
            if (_status.Length > 0) WriteTo(_world.Out, ClearLine, endLine: false);
            if (line.Level == Level.Error)
                WriteTo(_world.Error, HasErrorColour ? LogLine.Coloured(line) : LogLine.Plain(line));
            else if (!_settings.IsJson)
                WriteTo(_world.Out, HasColour ? LogLine.Coloured(line) : LogLine.Plain(line));
            if (_status.Length > 0) WriteTo(_world.Out, _status, endLine: false);
            _file?.Append(LogLine.Dated(line));
        }
    }

    /// <summary>Writes a line of JSON.</summary>
    public void WriteJson(string json)
    {
        lock (_gate) WriteTo(_world.Out, json);
    }

    /// <summary>Shows the status line anew; with an empty one it goes away.</summary>
    public void ShowStatus(string status)
    {
        if (!HasStatus) return;
        lock (_gate)
        {
            if (_status.Length > 0 || status.Length > 0) WriteTo(_world.Out, ClearLine + status, endLine: false);
            _status = status;
        }
    }

    /// <summary>Removes the status line and closes the file.</summary>
    public void Dispose()
    {
        ShowStatus("");
        _file?.Dispose();
    }

    // EPIPE; ERROR_BROKEN_PIPE and ERROR_NO_DATA of Windows.
    private static bool IsBrokenPipe(IOException e) =>
        e.HResult is 32 or unchecked((int)0x8007006D) or unchecked((int)0x800700E8);

    private void WriteTo(TextWriter writer, string text, bool endLine = true)
    {
        try
        {
            if (endLine) text += "\n"; // in one piece: other programs write to this terminal too
            writer.Write(text);
            writer.Flush();
        }
        catch (IOException e)
        {
            if (_isOutputBroken || ReferenceEquals(writer, _world.Error)) return;
            _isOutputBroken = true;
            if (IsBrokenPipe(e)) OutputGone();
            else WriteTo(_world.Error, $"nightminer: standard output can't be written any more: {e.Message}");
        }
    }
}
