using System.Text;
using NightMiner.Cli.Output;

namespace NightMiner.Cli.Tests;

/// <summary>The program, run inside of the test with a world of its own.</summary>
internal sealed class CliRun
{
    private readonly Func<string> _out;
    private readonly Func<string> _error;

    private CliRun(Func<string> output, Func<string> error, Task<ExitCode> finished) =>
        (_out, _error, Finished) = (output, error, finished);

    public Task<ExitCode> Finished { get; }

    public string Out => _out();

    public string Error => _error();

    /// <summary>Runs it to its end.</summary>
    public static async Task<(ExitCode Code, string Out, string Error)> ToEndAsync(params string[] words)
    {
        CliRun run = Start(words);
        ExitCode code = await run.Finished.WaitAsync(TimeSpan.FromMinutes(2));
        return (code, run.Out, run.Error);
    }

    /// <param name="words">The command line.</param>
    /// <param name="variables">The environment.</param>
    /// <param name="width">Of the terminal that standard output is; null for a pipe.</param>
    /// <param name="input">Standard input.</param>
    /// <param name="output">Takes standard output in place of <see cref="Out"/>.</param>
    /// <param name="stop">Ends it, as a signal does.</param>
    public static CliRun Start(string[] words, (string Name, string Value)[]? variables = null, int? width = null,
        string input = "", Stream? output = null, CancellationToken stop = default)
    {
        Dictionary<string, string> environment = (variables ?? []).ToDictionary(pair => pair.Name, pair => pair.Value);
        (Spy shown, Spy error) = (new Spy(), new Spy());
        ProgramOutput writer = new(
            new Sink(output ?? shown, () => width), new Sink(error, () => null), environment.GetValueOrDefault);
        World world = new(writer, environment.GetValueOrDefault)
        {
            Stop = stop, OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(input)),
        };
        return new CliRun(() => shown.Text, () => error.Text, Task.Run(() => Program.RunAsync(words, world)));
    }

    /// <summary>Waits until standard output contains something.</summary>
    public async Task SeeAsync(string text)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        while (!Out.Contains(text, StringComparison.Ordinal) && !Finished.IsCompleted)
            await Task.Delay(5, limit.Token);
        Assert.Contains(text, Out, StringComparison.Ordinal);
    }
}

/// <summary>Keeps what is written; may be read meanwhile.</summary>
internal sealed class Spy : MemoryStream
{
    private readonly object _gate = new();

    public string Text
    {
        get { lock (_gate) return Encoding.UTF8.GetString(GetBuffer(), 0, (int)Length); }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (_gate) base.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        lock (_gate) base.Write(buffer, offset, count);
    }
}
