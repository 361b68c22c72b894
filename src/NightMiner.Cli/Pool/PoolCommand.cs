using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using NightMiner.Cli.CommandLine;
using NightMiner.Cli.Output;
using NightMiner.Cli.Rendering;
using NightMiner.Pool;
using NightMiner.Protocol.Transport;

namespace NightMiner.Cli.Pool;

/// <summary>The command `pool`: the embedded pool on its own.</summary>
internal static class PoolCommand
{
    /// <summary>Serves until it is told to stop.</summary>
    public static async Task<ExitCode> RunAsync(PoolSettings settings, World world)
    {
        using Log log = new(settings.Log, world.Output);
        using CancellationTokenSource stop =
            CancellationTokenSource.CreateLinkedTokenSource(world.Stop, world.Output.Gone);
        if (settings.TimeLimit is { } limit) stop.CancelAfter(limit);
        long startedAt = Stopwatch.GetTimestamp();
        await using StratumPool pool = await StartAsync(settings.Pool, stop.Token).ConfigureAwait(false);
        string[] defects = [.. PoolDefects.All
            .Where(facts => settings.Pool.Defects.Contains(facts.Defect)).Select(facts => facts.Name)];
        if (defects.Length > 0)
            world.Output.Complain($"this pool is broken on purpose: {string.Join(", ", defects)}");
        Tell(log, settings, PoolLines.Welcome(DateTimeOffset.Now, pool.Url, settings.Pool),
            PoolJson.Listening(DateTimeOffset.Now, pool.Url, settings.Pool));
        Task telling = TellEventsAsync(pool, settings, log);
        await Task.WhenAny(telling, Task.Delay(Timeout.Infinite, stop.Token)).ConfigureAwait(false);
        PoolSnapshot end = await pool.StopAsync().ConfigureAwait(false); // first the last share, then the figures
        await telling.ConfigureAwait(false);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(startedAt);
        Tell(log, settings, PoolLines.Summary(DateTimeOffset.Now, end, elapsed),
            PoolJson.Summary(DateTimeOffset.Now, end, elapsed));
        return ExitCode.Done;
    }

    /// <summary>Starts a pool.</summary>
    /// <exception cref="UsageException">It can't listen there; the message says what to do.</exception>
    public static StratumPool Start(PoolOptions options)
    {
        try
        {
            return StratumPool.Start(options);
        }
        catch (ArgumentException e) // quirks that contradict each other
        {
            throw new UsageException(e.Message);
        }
        catch (SocketException e)
        {
            throw CantListen(options.Listen, e);
        }
    }

    private static async Task<StratumPool> StartAsync(PoolOptions options, CancellationToken stop)
    {
        if (options.Node is null) return Start(options);
        try
        {
            return await StratumPool.StartAsync(options, stop).ConfigureAwait(false);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
        catch (ConnectionException e)
        {
            throw new UsageException(e.Message) { IsAboutSyntax = false };
        }
        catch (SocketException e)
        {
            throw CantListen(options.Listen, e);
        }
    }

    /// <summary>Why it can't listen there, and what to do.</summary>
    public static UsageException CantListen(IPEndPoint at, SocketException e) => new(e.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => $"another program listens at {at} already: "
            + $"end it, or choose another port with --listen {new IPEndPoint(at.Address, 0)} (0 takes a free one)",
        SocketError.AddressNotAvailable => $"{at.Address} is not an address of this machine: "
            + "choose another with --listen; 0.0.0.0 means all of them",
        SocketError.AccessDenied => $"listening at {at} is not allowed: choose a port above 1023 with --listen",
        _ => $"listening at {at} failed: {e.Message}",
    })
    { IsAboutSyntax = false };

    // Until the pool has stopped.
    private static async Task TellEventsAsync(StratumPool pool, PoolSettings settings, Log log)
    {
        await foreach (PoolEvent happened in pool.Events.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            if (PoolLines.Render(happened) is { } line)
                Tell(log, settings, line, PoolJson.Render(happened));
    }

    private static void Tell(Log log, PoolSettings settings, LogLine line, string json)
    {
        log.Write(line);
        if (settings.Log.IsJson && settings.Log.Wants(line.Level)) log.WriteJson(json);
    }
}
