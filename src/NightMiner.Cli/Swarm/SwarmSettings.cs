using System.Net;
using NightMiner.Cli.CommandLine;
using NightMiner.Cli.Mine;
using NightMiner.Cli.Rendering;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Transport;
using NightMiner.Workbench.Swarm;

namespace NightMiner.Cli.Swarm;

/// <summary>What the user wants of a swarm, checked.</summary>
internal sealed record SwarmSettings
{
    public required SwarmOptions Swarm { get; init; }

    /// <summary>Each value given is a bound that the pool must keep.</summary>
    public required SwarmLimits Limits { get; init; }

    public bool IsJson { get; init; }

    public bool IsQuiet { get; init; }

    /// <summary>Reads the command line and the environment.</summary>
    /// <exception cref="UsageException">A value is wrong, or the pool is not this machine's.</exception>
    public static SwarmSettings From(Arguments arguments)
    {
        string url = arguments.Words switch
        {
            [var only] => only,
            [] => throw new UsageException("swarm needs a pool: nightminer swarm localhost:3333"),
            [_, var other, ..] => throw new UsageException($"'{other}' is one word too many: swarm takes one pool"),
        };
        Endpoint pool = Arguments.Read(new Arguments.Value(url, "the pool", Position: 0), PoolChoice.ParsePool);
        if (!IsLocal(pool) && !arguments.IsOn(SwarmSyntax.AnyHost)) throw new UsageException(
            $"{pool} is not on this machine: load that nobody asked for is an attack; if the pool is yours, "
            + $"say {SwarmSyntax.AnyHost.Name}");
        SwarmOptions defaults = new() { Pool = pool };
        SwarmOptions swarm = defaults with
        {
            Algorithm = arguments.Read(SwarmSyntax.Algo, Algorithms.Get) ?? defaults.Algorithm,
            Connections = arguments.Number(SwarmSyntax.Connections, 1, 60_000) ?? defaults.Connections,
            Workers = arguments.Number(SwarmSyntax.Workers, 1, 1000) ?? defaults.Workers,
            User = arguments.Find(Syntax.User)?.Text ?? pool.User ?? defaults.User,
            Password = arguments.Find(Syntax.Pass)?.Text ?? pool.Password ?? defaults.Password,
            Ramp = arguments.Seconds(SwarmSyntax.Ramp, 0, 86400) ?? defaults.Ramp,
            Duration = arguments.Seconds(SwarmSyntax.TimeLimit, 0.1, 1e6) ?? defaults.Duration,
            Hashrate = arguments.Real(SwarmSyntax.Hashrate, 0, 1e9),
            Threads = arguments.Number(SwarmSyntax.Threads, 1, 1024) ?? defaults.Threads,
            Bad = Part(arguments, SwarmSyntax.BadShares),
            Stale = Part(arguments, SwarmSyntax.StaleShares),
            Duplicate = Part(arguments, SwarmSyntax.DuplicateShares),
            Storm = arguments.Seconds(SwarmSyntax.Storm, 0.5, 86400),
            ShareInterval = arguments.Seconds(SwarmSyntax.AskedInterval, 0.001, 1e6),
        };
        try
        {
            swarm.Check();
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
        return new SwarmSettings
        {
            Swarm = swarm,
            Limits = new SwarmLimits(
                arguments.Real(SwarmSyntax.MaxSubmitTime, 0, 1e6) is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
                arguments.Number(SwarmSyntax.MaxErrors, 0, int.MaxValue),
                arguments.Number(SwarmSyntax.MaxLost, 0, int.MaxValue),
                arguments.Number(SwarmSyntax.MaxMismatches, 0, int.MaxValue)),
            IsJson = arguments.IsOn(Syntax.Json),
            IsQuiet = arguments.IsOn(Syntax.Quiet),
        };
    }

    private static double Part(Arguments arguments, Setting setting) => (arguments.Real(setting, 0, 100) ?? 0) / 100;

    private static bool IsLocal(Endpoint pool) => pool.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(pool.Host, out IPAddress? address) && IPAddress.IsLoopback(address));
}

/// <summary>What a pool must keep; null: nothing is asked.</summary>
internal sealed record SwarmLimits(TimeSpan? SubmitP99, int? Errors, int? Lost, int? Mismatches)
{
    /// <summary>Each bound that was missed, as a sentence; that somebody is logged in at the end is always
    /// one.</summary>
    public IEnumerable<string> MissedBy(SwarmReport report)
    {
        if (report is { LoggedIn: 0, ConnectionsMade: > 0 })
            yield return "nobody was logged in at the end: has the pool gone, or does it refuse the logins?";
        if (SubmitP99 is { } time && SlownessOf(report, time) is { } slowness) yield return slowness;
        if (Errors is { } errors && report.ErrorCount > errors)
            yield return $"{report.ErrorCount:N0} errors, more than {errors:N0}";
        if (Lost is { } lost && report.RepliesLost > lost)
            yield return $"{report.RepliesLost:N0} replies lost, more than {lost:N0}";
        if (Mismatches is { } mismatches && report.Mismatches > mismatches)
            yield return $"{report.Mismatches:N0} shares judged differently than intended, more than {mismatches:N0}";
    }

    private static string? SlownessOf(SwarmReport report, TimeSpan allowed) => report.AnswerTime(99) switch
    {
        { } time when time <= allowed => null,
        { } time => $"p99 of the answers to shares is {Text(time)}, more than {Text(allowed)}",
        null when report.SharesSent == 0 => "no share was sent: p99 of the answers to shares is not known",
        null => "more than 1 % of the shares were never answered: p99 of the answers to shares can't be told",
    };

    private static string Text(TimeSpan time) => Rendering.Units.Duration(time);
}
