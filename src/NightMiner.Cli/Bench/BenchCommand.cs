using NightMiner.Cli.CommandLine;
using NightMiner.ProofOfWork;

namespace NightMiner.Cli.Bench;

/// <summary>The command `bench`: how fast each implementation is on this machine.</summary>
internal static class BenchCommand
{
    /// <summary>Measures, then prints. Stopped early, it prints what it has.</summary>
    /// <exception cref="UsageException">There is nothing to measure, or an implementation failed.</exception>
    public static ExitCode Run(BenchSettings settings, World world)
    {
        Machine machine = ThisMachine.Describe();
        List<Figure> figures = [];
        CpuShare share = new();
        bool isStopped = !TryMeasure(settings, world, figures, share);
        if (isStopped) world.Output.Complain("stopped before all was measured");
        if (share.Warning is { } warning) world.Output.Complain(warning);
        world.Output.Write(settings.IsJson
            ? BenchText.Json(machine, figures)
            : BenchText.Table(machine, settings.Time, figures, world.Output.HasColour));
        return ExitCode.Done;
    }

    private static bool TryMeasure(BenchSettings settings, World world, List<Figure> figures, CpuShare share)
    {
        IReadOnlyList<(PowAlgorithm, PowImplementation)> chosen = settings.Choose();
        Progress progress = new(world, chosen.Count * settings.Threads.Length);
        try
        {
            foreach ((PowAlgorithm algorithm, PowImplementation implementation) in chosen)
                foreach (int threads in settings.Threads)
                {
                    BenchCase one = new(algorithm.Name, implementation.Name, threads, settings.RollsVersions);
                    progress.Show(one);
                    Measurement measurement = new(threads, settings.Time, world.Stop);
                    (double rate, double? yardstick) = share.Watch(threads, () => measurement.Take(
                        () => new ScannerLoad(algorithm, implementation.CreateScanner(), settings.RollsVersions),
                        Yardstick.For(algorithm)));
                    figures.Add(new Figure(one, rate, yardstick));
                }
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (InvalidOperationException e)
        {
            throw new UsageException($"the measurement failed: {e.Message}") { IsAboutSyntax = false };
        }
        finally
        {
            progress.Clear();
        }
    }

    // One line on standard error, where that is a terminal.
    private sealed class Progress(World world, int count)
    {
        private int _number;

        public void Show(BenchCase one)
        {
            _number++;
            string threads = one.Threads == 1 ? "1 thread" : $"{one.Threads} threads";
            world.Output.ShowProgress(
                $"{_number} of {count}: {one.Algorithm}, {one.Implementation}, {threads}");
        }

        public void Clear() => world.Output.ShowProgress("");
    }
}
