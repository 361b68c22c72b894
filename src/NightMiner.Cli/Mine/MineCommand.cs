using System.Threading.Channels;
using NightMiner.Cli.Output;
using NightMiner.Cli.Pool;
using NightMiner.Cli.Recording;
using NightMiner.Cli.Rendering;
using NightMiner.Pool;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Transport;
using NightMiner.Workbench.Recording;

namespace NightMiner.Cli.Mine;

/// <summary>The program without a command: mines, and tells about it.</summary>
internal static class MineCommand
{
    private const int EventQueue = 65_536; // a terminal may stall for a while and still miss nothing

    /// <summary>Mines as the settings say.</summary>
    public static async Task<ExitCode> RunAsync(MineSettings settings, World world)
    {
        if (!settings.HasWork && !settings.Log.ShowsDetails) return SayWhatToType(world);
        using Log log = new(settings.Log, world.Output);
        return await RunAsync(settings, log, world).ConfigureAwait(false);
    }

    /// <summary>Mines as the settings say, writing to a log that is there already.</summary>
    public static async Task<ExitCode> RunAsync(MineSettings settings, Log log, World world)
    {
        if (settings.ScryptLibrary is { } library) Scrypt.Library = library;
        if (settings.Log.ShowsDetails && !TestAll(settings, log)) return ExitCode.SelfTestFailed;
        if (!settings.HasWork) return ExitCode.Done;
        LaneSettings.Apply(settings, log, world);
        return settings.IsDemo
            ? await DemonstrateAsync(settings, log, world).ConfigureAwait(false)
            : await MineAsync(settings.Miner, settings.Log, log, world).ConfigureAwait(false);
    }

    private static async Task<ExitCode> DemonstrateAsync(MineSettings settings, Log log, World world)
    {
        await using StratumPool pool = PoolCommand.Start(new PoolOptions { Algorithm = settings.Miner.Algorithm });
        log.Write(new LogLine(DateTimeOffset.Now, "demo",
            $"a pool of our own serves at {pool.Url}; Ctrl+C ends it\n"
            + "'nightminer pool' runs such a pool by itself"));
        return await MineAsync(settings.Miner with { Pool = Endpoint.Parse(pool.Url) }, settings.Log, log, world)
            .ConfigureAwait(false);
    }

    private static ExitCode SayWhatToType(World world)
    {
        world.Output.Complain("""
            no pool to mine at
              nightminer --demo                                to see it work at a pool of its own
              nightminer -o stratum+tcp://HOST:PORT -u NAME    to mine; nightminer --help lists all options
            """);
        return ExitCode.WrongUsage;
    }

    // Before -d came to mining, it was the way to check every kernel on a new machine.
    private static bool TestAll(MineSettings settings, Log log)
    {
        bool allPassed = true;
        foreach (PowImplementation implementation in settings.Miner.Algorithm.Implementations)
        {
            SelfTested tested = new(SelfTest.Run(settings.Miner.Algorithm, implementation));
            if (settings.Log.IsJson) log.WriteJson(MinerJson.Render(tested));
            log.Write(MinerLines.Render(tested, default)!);
            allPassed &= tested.Result.Passed;
        }
        return allPassed;
    }

    private static async Task<ExitCode> MineAsync(MinerOptions options, LogSettings settings, Log log, World world)
    {
        // `nightminer --json | head`: nobody reads any more, so nobody wants more.
        using CancellationTokenSource stop =
            CancellationTokenSource.CreateLinkedTokenSource(world.Stop, world.Output.Gone);
        Miner miner = new(options);
        using RecordingWriter? recording = MinerRecording.Begin(miner, settings, log);
        MinerReport report = new(log, settings, world) { Options = options };
        ChannelReader<MinerEvent> events = miner.Events.Subscribe(EventQueue);
        Task<StopReason> mining = miner.RunAsync(stop.Token);
        using PeriodicTimer second = new(TimeSpan.FromSeconds(1));
        Task ticking = TickAsync(second, () => report.Tick(DateTimeOffset.Now, miner.Snapshot()));
        await foreach (MinerEvent happened in events.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (happened is Stopped)
            {
                second.Dispose();
                await ticking.ConfigureAwait(false);
                log.ShowStatus("");
            }
            report.Tell(happened);
        }
        return await mining.ConfigureAwait(false) switch
        {
            StopReason.LoginRefused => ExitCode.LoginRefused,
            StopReason.NoPool => ExitCode.NoPool,
            StopReason.SelfTestFailed or StopReason.WorkerFailed => ExitCode.SelfTestFailed,
            _ => ExitCode.Done,
        };
    }

    private static async Task TickAsync(PeriodicTimer timer, Action tick)
    {
        while (await timer.WaitForNextTickAsync(CancellationToken.None).ConfigureAwait(false)) tick();
    }
}
