using System.Text;
using NightMiner.Cli.Output;
using NightMiner.ProofOfWork;

namespace NightMiner.Cli;

/// <summary>What the program touches of the world; tests give it another.</summary>
/// <param name="Output">Where all that the program says goes.</param>
/// <param name="Variable">Reads an environment variable.</param>
internal sealed record World(ProgramOutput Output, Func<string, string?> Variable)
{
    /// <summary>Opens standard input.</summary>
    public Func<Stream> OpenInput { get; init; } = () => Stream.Null;

    /// <summary>Where the calibration of scrypt is kept; null: there is none.</summary>
    public string? CalibrationFile { get; init; }

    /// <summary>Ends the work, gracefully.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>The world of this process.</summary>
    public static World OfProcess(CancellationToken stop)
    {
        bool isDumb = Environment.GetEnvironmentVariable("TERM") == "dumb";
        bool isTerminal = !Console.IsOutputRedirected && !isDumb;
        bool isErrorTerminal = !Console.IsErrorRedirected && !isDumb;
        if (OperatingSystem.IsWindows() && isTerminal) Console.OutputEncoding = Encoding.UTF8;
        ProgramOutput output = new(
            new Sink(StandardStream.Output(), () => isTerminal ? TerminalWidth() : null),
            new Sink(StandardStream.Error(), () => isErrorTerminal ? TerminalWidth() : null),
            Environment.GetEnvironmentVariable);
        return new World(output, Environment.GetEnvironmentVariable)
        {
            OpenInput = Console.OpenStandardInput,
            CalibrationFile = ScryptCalibration.UserFile(),
            Stop = stop,
        };
    }

    // Asked anew each time: a terminal can be resized.
    private static int TerminalWidth()
    {
        try
        {
            if (Console.WindowWidth is > 0 and var width) return width;
        }
        catch (IOException) { } // standard error is the terminal, and standard output is not
        return int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out int columns) && columns > 0
            ? columns
            : ProgramOutput.UsualWidth;
    }
}
