using System.Text;
using Microsoft.Win32.SafeHandles;
using NightMiner.ProofOfWork;

namespace NightMiner.Cli;

/// <summary>What the program touches of the world; tests give it another.</summary>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Variable">Reads an environment variable.</param>
internal sealed record World(TextWriter Out, TextWriter Error, Func<string, string?> Variable)
{
    /// <summary>Standard input.</summary>
    public TextReader In { get; init; } = TextReader.Null;

    /// <summary>The width of the terminal that standard output is; null where it is none.</summary>
    public Func<int?> Width { get; init; } = () => null;

    /// <summary>Whether standard error is a terminal.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>Where the calibration of scrypt is kept; null: there is none.</summary>
    public string? CalibrationFile { get; init; }

    /// <summary>Ends the work, gracefully.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>The world of this process.</summary>
    public static World OfProcess(CancellationToken stop)
    {
        bool isDumb = Environment.GetEnvironmentVariable("TERM") == "dumb";
        bool isTerminal = !Console.IsOutputRedirected && !isDumb;
        if (OperatingSystem.IsWindows() && isTerminal) Console.OutputEncoding = Encoding.UTF8;
        return new World(
            Open(OpenOutput()), Open(Console.OpenStandardError()), Environment.GetEnvironmentVariable)
        {
            In = Console.In,
            Width = () => isTerminal ? TerminalWidth() : null,
            IsErrorTerminal = !Console.IsErrorRedirected && !isDumb,
            CalibrationFile = ScryptCalibration.UserFile(),
            Stop = stop,
        };
    }

    // The console's own stream hides that nobody reads a pipe any more. (A file shares its position with the
    // shell's other commands, and a file stream of ours would not move it.)
    private static Stream OpenOutput()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected) return Console.OpenStandardOutput();
        FileStream pipe = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return pipe.CanSeek ? Console.OpenStandardOutput() : pipe;
    }

    private static StreamWriter Open(Stream stream) => new(stream, new UTF8Encoding(false)) { AutoFlush = true };

    private static int? TerminalWidth()
    {
        try
        {
            return Console.WindowWidth is > 0 and var width ? width : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
