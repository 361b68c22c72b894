using System.Text;

namespace NightMiner.Cli.Tests;

/// <summary>The program, run inside of the test with a world of its own.</summary>
internal sealed class CliRun
{
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();

    private CliRun(Task<ExitCode> finished) => Finished = finished;

    public Task<ExitCode> Finished { get; private set; }

    public string Out
    {
        get { lock (_out) return _out.ToString(); }
    }

    public string Error
    {
        get { lock (_error) return _error.ToString(); }
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(ExitCode Code, string Out, string Error)> ToEndAsync(params string[] words)
    {
        CliRun run = Start(words);
        ExitCode code = await run.Finished.WaitAsync(TimeSpan.FromMinutes(2));
        return (code, run.Out, run.Error);
    }

    public static CliRun Start(string[] words, (string Name, string Value)[]? variables = null, int? width = null,
        string input = "", CancellationToken stop = default)
    {
        Dictionary<string, string> environment = (variables ?? []).ToDictionary(pair => pair.Name, pair => pair.Value);
        CliRun run = new(Task.FromResult(ExitCode.Done));
        World world = new(new Spy(run._out), new Spy(run._error), name => environment.GetValueOrDefault(name))
        {
            Stop = stop, Width = () => width, In = new StringReader(input),
        };
        run.Finished = Task.Run(() => Program.RunAsync(words, world));
        return run;
    }

    /// <summary>Waits until standard output contains something.</summary>
    public async Task SeeAsync(string text)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        while (!Out.Contains(text, StringComparison.Ordinal) && !Finished.IsCompleted)
            await Task.Delay(5, limit.Token);
        Assert.Contains(text, Out, StringComparison.Ordinal);
    }

    private sealed class Spy(StringBuilder text) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            lock (text) text.Append(value);
        }

        public override void Write(string? value)
        {
            lock (text) text.Append(value);
        }
    }
}
