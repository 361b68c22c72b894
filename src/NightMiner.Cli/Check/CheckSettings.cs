using NightMiner.Cli.CommandLine;
using NightMiner.Cli.Mine;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Text;
using NightMiner.Protocol.Transport;
using NightMiner.Workbench.Check;

namespace NightMiner.Cli.Check;

/// <summary>Which pool to check, how, and how to tell.</summary>
internal sealed record CheckSettings
{
    /// <summary>The run; null where only the list is wanted.</summary>
    public CheckOptions? Check { get; private init; }

    /// <summary>The cases that are chosen.</summary>
    public required IReadOnlyList<ConformanceCase> Cases { get; init; }

    public bool IsVerbose { get; private init; }

    public bool IsJson { get; private init; }

    /// <summary>Where the JUnit report goes; null: nowhere.</summary>
    public string? JUnitFile { get; private init; }

    /// <summary>Reads the command line and the environment.</summary>
    /// <exception cref="UsageException">A value is wrong, or the pool is missing.</exception>
    public static CheckSettings From(Arguments arguments)
    {
        bool isList = arguments.IsOn(CheckSyntax.List);
        if (arguments.Words.Count + arguments.TimesTyped(CheckSyntax.Url) > 1)
            throw new UsageException("one pool at a time: nightminer check URL -u NAME");
        Arguments.Value? url = arguments.Words is [{ Length: > 0 } word]
            ? new Arguments.Value(word, "URL", Position: 0)
            : arguments.Find(CheckSyntax.Url);
        if (url is null && !isList)
            throw new UsageException("which pool? nightminer check stratum+tcp://host:port -u NAME");
        Endpoint pool = url is null ? Endpoint.Parse("127.0.0.1") : Arguments.Read(url, PoolChoice.ParsePool);
        (string? user, string? password) = Credentials.Find(
            arguments, pool, url is null ? null : new ConfigPool(url, null, null), end: int.MaxValue);
        CheckOptions defaults = new() { Pool = pool };
        CheckOptions options = defaults with
        {
            User = user ?? defaults.User,
            Password = password ?? defaults.Password,
            Algorithm = arguments.Read(Syntax.Algo, Algorithms.Get) ?? defaults.Algorithm,
            Work = arguments.Seconds(CheckSyntax.Work, 0.01, 86400) ?? defaults.Work,
            ReplyTimeout = arguments.Seconds(CheckSyntax.Timeout, 0.1, 600) ?? defaults.ReplyTimeout,
            JobTimeout = arguments.Seconds(CheckSyntax.Wait, 0.1, 86400) ?? defaults.JobTimeout,
            IsRough = arguments.IsOn(CheckSyntax.Rough),
            Only = arguments.All(CheckSyntax.Only),
            Skip = arguments.All(CheckSyntax.Skip),
        };
        if (options.FindUnknownPatterns() is [var pattern, ..])
            throw new UsageException($"--only and --skip: no case is like '{PrintableText.From(pattern, 80)}': "
                + "nightminer check --list shows their names");
        // The list shows all there are, unless it is told what to leave out.
        IReadOnlyList<ConformanceCase> cases = (isList ? options with { IsRough = true } : options).Choose();
        if (cases.Count == 0)
            throw new UsageException("no case is left by --only and --skip: nightminer check --list shows their names");
        return new CheckSettings
        {
            Check = isList ? null : options,
            Cases = cases,
            IsVerbose = arguments.IsOn(CheckSyntax.Verbose),
            IsJson = arguments.IsOn(CheckSyntax.Json),
            JUnitFile = arguments.Find(CheckSyntax.JUnit)?.Text,
        };
    }
}
