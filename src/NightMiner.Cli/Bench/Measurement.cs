namespace NightMiner.Cli.Bench;

/// <summary>
/// Measures one load, and a yardstick beside it: several short runs of each in turn, so that both see the same minutes
/// of the machine, on as many threads. Of the runs the median counts.
/// </summary>
internal sealed class Measurement(int threads, TimeSpan time, CancellationToken stop)
{
    /// <summary>How many runs share the time.</summary>
    public const int Runs = 5;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.5);

    /// <summary>Measures.</summary>
    /// <param name="load">Makes one thread's load.</param>
    /// <param name="yardstick">Makes one thread's yardstick; it gets half the time. Null for none.</param>
    /// <exception cref="OperationCanceledException">It was stopped: there is no figure.</exception>
    public (double Rate, double? Yardstick) Take(Func<ILoad> load, Func<ILoad>? yardstick)
    {
        using CancellationTokenSource failed = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using Barrier barrier = new(threads);
        double[,] rates = new double[Runs, threads];
        double[,] yardsticks = new double[Runs, threads];
        Exception? failure = null;
        Thread[] all = [.. Enumerable.Range(0, threads).Select(number => new Thread(() =>
        {
            try
            {
                using ILoad own = load();
                using ILoad? other = yardstick?.Invoke();
                void InStep(Action work)
                {
                    barrier.SignalAndWait(failed.Token);
                    work();
                }

                InStep(() => own.WarmUp(WarmUp, failed.Token));
                InStep(() => other?.WarmUp(WarmUp / 5, failed.Token));
                for (int i = 0; i < Runs; i++)
                {
                    int run = i;
                    InStep(() => rates[run, number] = own.Run(time / Runs, failed.Token));
                    if (other is null) continue;
                    InStep(() => yardsticks[run, number] = other.Run(time / (2 * Runs), failed.Token));
                }
            }
            catch (Exception e)
            {
                if (e is not OperationCanceledException) Interlocked.CompareExchange(ref failure, e, null);
                failed.Cancel(); // the others must not wait for this thread
            }
        })
        { IsBackground = true, Name = $"bench {number}" })];
        foreach (Thread thread in all) thread.Start();
        foreach (Thread thread in all) thread.Join();
        if (failure is not null) throw new InvalidOperationException(failure.Message, failure);
        stop.ThrowIfCancellationRequested();
        return (MedianOfSums(rates), yardstick is null ? null : MedianOfSums(yardsticks) / threads);
    }

    /// <summary>The one in the middle; of two the mean.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0) throw new ArgumentException("there is no median of nothing", nameof(values));
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double MedianOfSums(double[,] rates) => Median(Enumerable.Range(0, rates.GetLength(0))
        .Select(run => Enumerable.Range(0, rates.GetLength(1)).Sum(thread => rates[run, thread])));
}
