using System.Diagnostics;

namespace NightMiner.Workbench.Testing;

/// <summary>Waiting in tests: with a limit, and with words for what did not happen.</summary>
public static class Wait
{
    /// <summary>How long to wait for what should happen at once; only a broken test takes so long.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="condition">Is asked again and again; must be cheap.</param>
    /// <param name="what">What is waited for, for the message: "three shares at the pool".</param>
    /// <param name="came">Tells what there was instead, for the message.</param>
    /// <param name="limit">How long to wait; <see cref="Patience"/> unless told.</param>
    /// <exception cref="TimeoutException">It did not hold in time.</exception>
    public static async Task UntilAsync(
        Func<bool> condition, string what, Func<string>? came = null, TimeSpan? limit = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        TimeSpan patience = limit ?? Patience;
        for (long start = Stopwatch.GetTimestamp(); !condition(); await Task.Delay(Step).ConfigureAwait(false))
            if (Stopwatch.GetElapsedTime(start) > patience)
                throw new TimeoutException($"waited {patience.TotalSeconds:0.#} s for {what}"
                    + (came is null ? "" : $"; instead: {came()}"));
    }
}
