using System.Net;
using NightMiner.Cli.CommandLine;
using NightMiner.Cli.Mine;
using NightMiner.Cli.Output;
using NightMiner.Cli.Pool;
using NightMiner.Protocol.Transport;

namespace NightMiner.Cli.Recording;

/// <summary>What the user wants recorded, checked.</summary>
internal sealed record RecordSettings(string File, IPEndPoint Listen, Endpoint Pool, LogSettings Log)
{
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Reads the command line and the environment.</summary>
    /// <exception cref="UsageException">Something is missing or wrong.</exception>
    public static RecordSettings From(Arguments arguments)
    {
        if (arguments.Words is not [var file])
            throw new UsageException("where to? nightminer record FILE --pool URL");
        Endpoint pool = arguments.Read(RecordingSyntax.Pool, PoolChoice.ParsePool)
            ?? throw new UsageException("which pool? nightminer record FILE --pool stratum+tcp://host:port");
        IPEndPoint listen = arguments.Read(PoolSyntax.Listen, PoolSettings.ParseEndPoint)
            ?? new IPEndPoint(IPAddress.Loopback, PoolSettings.DefaultPort);
        return new RecordSettings(file, listen, pool, LogSettings.From(arguments))
        {
            TimeLimit = arguments.Seconds(Syntax.TimeLimit, 0.001, 1e9),
        };
    }
}
