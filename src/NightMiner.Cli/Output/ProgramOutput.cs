using System.Text;

namespace NightMiner.Cli.Output;

/// <summary>Where text goes.</summary>
/// <param name="Stream">Takes UTF-8.</param>
/// <param name="Width">How many columns the terminal has just now; null where it is none.</param>
internal sealed record Sink(Stream Stream, Func<int?> Width)
{
    /// <summary>Takes everything and shows nothing.</summary>
    public static Sink Nowhere { get; } = new(Stream.Null, () => null);
}

/// <summary>
/// All that the program writes to standard output and standard error goes through here. When nobody reads standard
/// output any more it falls silent; when it can't be written for another reason, such as a full disk, that is told
/// once on standard error. On a terminal a status line can stand below the lines. Safe for many threads.
/// </summary>
internal sealed class ProgramOutput : IDisposable
{
    /// <summary>The width to assume where there is no terminal and nobody says another.</summary>
    public const int UsualWidth = 80;

    private const int ConnectionReset = 104; // ECONNRESET: the pipe is a socket
    private const int WindowsBrokenPipe = unchecked((int)0x8007006D);
    private const int WindowsNoData = unchecked((int)0x800700E8);

    // The cursor waits at the first column of the status line. Where a narrower terminal breaks the line into several,
    // all of them lie behind the cursor, and are erased.
    private const string Erase = "\r\e[J";
    private const string DontWrap = "\e[?7l";
    private const string WrapAgain = "\e[?7h";

    private readonly object _gate = new();
    private readonly CancellationTokenSource _gone = new();
    private readonly Sink _output;
    private readonly Sink _error;
    private readonly int? _columns;
    private Sink _statusAt = Sink.Nowhere;
    private string _status = "";

    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="variable">Reads an environment variable: NO_COLOR, COLUMNS.</param>
    public ProgramOutput(Sink output, Sink error, Func<string, string?> variable)
    {
        (_output, _error) = (output, error);
        IsColourOff = variable("NO_COLOR") is { Length: > 0 }; // whatever it says: no-color.org
        _columns = int.TryParse(variable("COLUMNS"), out int columns) && columns > 0 ? columns : null;
    }

    /// <summary>An output that shows nothing.</summary>
    public static ProgramOutput Silent => new(Sink.Nowhere, Sink.Nowhere, _ => null);

    /// <summary>Is cancelled when nobody reads standard output any more.</summary>
    public CancellationToken Gone => _gone.Token;

    /// <summary>Whether something could not be written to standard output, other than for want of a reader.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Whether colours are unwanted even on a terminal.</summary>
    public bool IsColourOff { get; set; }

    /// <summary>Whether what goes to standard output may be coloured.</summary>
    public bool HasColour => !IsColourOff && TerminalWidth is not null;

    /// <summary>Whether what goes to standard error may be coloured.</summary>
    public bool HasErrorColour => !IsColourOff && ErrorWidth is not null;

    /// <summary>The width of the terminal that standard output is, just now; null where it is none.</summary>
    public int? TerminalWidth => _output.Width();

    /// <summary>The width of the terminal that standard error is, just now; null where it is none.</summary>
    public int? ErrorWidth => _error.Width();

    /// <summary>The width for text on standard output that has to be broken into lines anyway.</summary>
    public int Width => TerminalWidth ?? _columns ?? UsualWidth;

    /// <summary>Writes to standard output.</summary>
    /// <param name="text">Whole lines, each with its end.</param>
    public void Write(string text) => WriteTo(_output, text);

    /// <summary>Writes to standard error.</summary>
    /// <param name="text">Whole lines, each with its end.</param>
    public void WriteError(string text) => WriteTo(_error, text);

    /// <summary>Writes "nightminer: " and a message to standard error.</summary>
    /// <param name="message">A sentence, or several lines; a terminal shows it broken at blanks.</param>
    public void Complain(string message)
    {
        string text = $"nightminer: {message}";
        WriteError((ErrorWidth is { } width ? Rendering.Wrapping.Break(text, width) : text) + "\n");
    }

    /// <summary>Shows a line at the bottom of the terminal that standard output is; an empty one removes it.</summary>
    public void ShowStatus(string status) => Show(status, _output);

    /// <summary>Shows a line at the bottom of the terminal that standard error is; an empty one removes it.</summary>
    public void ShowProgress(string status) => Show(status, _error);

    public void Dispose() => _gone.Dispose();

    private void WriteTo(Sink sink, string text)
    {
        lock (_gate)
        {
            if (_status.Length == 0 || sink.Width() is null) Put(sink, text);
            else if (sink == _statusAt) Put(sink, Erase + text + Drawn()); // in one piece: others may write here too
            else
            {
                Put(_statusAt, Erase);
                Put(sink, text);
                Put(_statusAt, Drawn());
            }
        }
    }

    private void Show(string status, Sink sink)
    {
        if (sink.Width() is null) return;
        lock (_gate)
        {
            if (_status.Length == 0 && status.Length == 0) return;
            (_status, _statusAt) = (status, sink);
            Put(sink, Erase + Drawn());
        }
    }

    private string Drawn()
    {
        if (_status.Length == 0) return "";
        // The last column stays free: some terminals break the line as soon as it is written.
        int room = Math.Max(0, (_statusAt.Width() ?? UsualWidth) - 1);
        return $"{DontWrap}{(_status.Length <= room ? _status : _status[..room])}\r{WrapAgain}";
    }

    private void Put(Sink sink, string text)
    {
        if (sink == _output && _gone.IsCancellationRequested) return;
        try
        {
            sink.Stream.Write(Encoding.UTF8.GetBytes(text));
            sink.Stream.Flush();
        }
        catch (IOException) when (sink == _error)
        {
            // There is no other place to say so.
        }
        catch (IOException e) when (IsBrokenPipe(e))
        {
            _gone.Cancel();
        }
        catch (IOException e)
        {
            if (HasFailed) return;
            HasFailed = true;
            Put(_error, $"nightminer: standard output can't be written: {e.Message}\n");
        }
    }

    private static bool IsBrokenPipe(IOException e) =>
        e.HResult is StandardStream.BrokenPipe or ConnectionReset or WindowsBrokenPipe or WindowsNoData;
}
