using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Channels;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Transport;

namespace NightMiner.Cli.Bench;

/// <summary>
/// How fast the miner reacts: it mines at a pool on loopback that changes jobs many times a second, once hardly doing
/// anything else and once with all its threads at work.
/// </summary>
internal static class LatencyBench
{
    private const int WarmUp = 30; // jobs until the code is compiled and the slices have their size
    private const int AtRest = 1;  // percent: one thread does a slice of each job and sleeps until the next

    /// <summary>Measures, then prints. Stopped early, it prints what it has.</summary>
    public static async Task<ExitCode> RunAsync(LatencySettings settings, World world)
    {
        double rate = await Task.Run(() => MeasureRate(settings), CancellationToken.None).ConfigureAwait(false);
        List<LatencyFigures> figures = [];
        foreach ((string state, int threads, int throttle) in
            new[] { ("at rest", 1, AtRest), ("hashing", settings.Threads, 100) })
        {
            if (world.Stop.IsCancellationRequested) break;
            MinerOptions options = new()
            {
                Pool = Endpoint.Parse("127.0.0.1"), Isa = settings.Isa, Threads = threads, Throttle = throttle,
                Algorithm = new LatencyProbe(settings.Algorithm), Retries = 0,
            };
            // One share a slice on average: most jobs bring one, and few shares have to wait for another's bytes.
            double hashesOfAShare = rate * 0.020;
            figures.Add(await MeasureAsync(state, options, (settings.Jobs, hashesOfAShare), world.Stop)
                .ConfigureAwait(false));
        }
        world.Output.Write(
            settings.IsJson ? LatencyText.Json(settings, figures) : LatencyText.Table(settings, figures));
        return ExitCode.Done;
    }

    // Only for choosing a difficulty. The first second does not count: the code is being compiled.
    private static double MeasureRate(LatencySettings settings)
    {
        using NonceScanner scanner = settings.Algorithm.CreateScanner(settings.Isa);
        byte[] header = new byte[BlockHeader.Size];
        List<Candidate> found = [];
        uint count = (uint)scanner.Lanes;
        long begunAt = Stopwatch.GetTimestamp();
        while (true)
        {
            long startedAt = Stopwatch.GetTimestamp();
            scanner.Scan(new NonceRange { Header = header, First = 0, Count = count, Target = default }, found);
            double seconds = Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
            if (seconds < 0.05) count *= 2;
            else if (Stopwatch.GetElapsedTime(begunAt).TotalSeconds > 1) return count / seconds;
        }
    }

    private static async Task<LatencyFigures> MeasureAsync(
        string state, MinerOptions options, (int Jobs, double HashesOfAShare) work, CancellationToken stop)
    {
        LatencyProbe probe = (LatencyProbe)options.Algorithm;
        using LatencyPool pool = new(work.HashesOfAShare / probe.HashesOfOne);
        Miner miner = new(options with { Pool = Endpoint.Parse(pool.Url) });
        ChannelReader<MinerEvent> events = miner.Events.Subscribe(1 << 20);
        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task mining = miner.RunAsync(stopping.Token);
        Socket client = await pool.Client.WaitAsync(TimeSpan.FromSeconds(30), stop).ConfigureAwait(false);
        // A thread of its own at normal priority: the pool's, not the miner's, punctuality is at stake.
        await Task.Factory.StartNew(
            () => SendJobs(pool, client, work.Jobs + WarmUp, stop), CancellationToken.None,
            TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        await stopping.CancelAsync().ConfigureAwait(false);
        await mining.ConfigureAwait(false);

        uint[] warm = [.. pool.Sent.Keys.Order().Take(WarmUp)];
        List<double> begun = [.. pool.Sent.Where(job => !warm.Contains(job.Key) && probe.Begun.ContainsKey(job.Key))
            .Select(job => Milliseconds(probe.Begun[job.Key] - job.Value))];
        List<double> written = [];
        await foreach (MinerEvent happened in events.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            if (happened is LineSent sent && FoundAt(probe, sent, warm) is { } foundAt)
                written.Add((sent.Time.UtcDateTime - foundAt).TotalMilliseconds);
        return new LatencyFigures(state, options.Threads, probe.Overhead, Spread.Of(begun), Spread.Of(written));
    }

    private static void SendJobs(LatencyPool pool, Socket client, int count, CancellationToken stop)
    {
        Random random = new(1);
        for (int number = 1; number <= count && !stop.IsCancellationRequested; number++)
        {
            pool.SendJob(client, number);
            Thread.Sleep(random.Next(LatencySettings.Pause.Shortest, LatencySettings.Pause.Longest));
        }
    }

    private static DateTime? FoundAt(LatencyProbe probe, LineSent sent, uint[] without)
    {
        using JsonDocument line = JsonDocument.Parse(sent.Line);
        if (line.RootElement.GetProperty("method").GetString() != "mining.submit") return null;
        JsonElement share = line.RootElement.GetProperty("params");
        uint time = Convert.ToUInt32(share[3].GetString(), 16), nonce = Convert.ToUInt32(share[4].GetString(), 16);
        return !without.Contains(time) && probe.Found.TryGetValue((time, nonce), out DateTime at) ? at : null;
    }

    private static double Milliseconds(long ticks) => 1000.0 * ticks / Stopwatch.Frequency;
}
