namespace NightMiner.Cli.Bench;

/// <summary>Something that one thread can do for a while, and how fast it was.</summary>
internal interface ILoad : IDisposable
{
    /// <summary>Works until the time is over. Returns how much it did in a second.</summary>
    double Run(TimeSpan time, CancellationToken stop);

    /// <summary>Works in steps so small that the JIT sees many calls: tier-1 code is what is measured later.</summary>
    void WarmUp(TimeSpan time, CancellationToken stop);
}
