namespace NightMiner.Workbench.Check;

/// <summary>One thing that the protocol asks of a pool, and how to find out whether it does it.</summary>
public sealed record ConformanceCase
{
    private readonly Func<PoolUnderTest, Task<Finding>> _run;

    internal ConformanceCase(
        string name, string requirement, string source, Func<PoolUnderTest, Task<Finding>> run) =>
        (Name, Requirement, Source, _run) = (name, requirement, source, run);

    /// <summary>Group and name: "shares.duplicate". A contract: scripts skip cases by it.</summary>
    public string Name { get; }

    /// <summary>What the protocol asks, in a sentence.</summary>
    public string Requirement { get; }

    /// <summary>Where that comes from: a document, or the pools and miners that it was read from.</summary>
    public string Source { get; }

    /// <summary>The part of the name before the dot.</summary>
    public string Group => Name[..Name.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>Whether it hammers the pool, and so only runs when asked for.</summary>
    public bool IsRough { get; internal init; }

    /// <summary>Whether it might hurt other connections: it runs last and with no other beside it.</summary>
    public bool IsAlone { get; internal init; }

    /// <summary>The cases without which this one has no meaning: it runs only where they did not fail.</summary>
    public IReadOnlyList<string> Needs { get; internal init; } = [];

    /// <summary>Whether it waits for jobs to come, and so does not keep others waiting meanwhile.</summary>
    internal bool WaitsForJobs { get; init; }

    /// <summary>
    /// Whether jobs that come in the middle are no disturbance: they are what it is about, or have no part in it.
    /// </summary>
    internal bool IgnoresJobs
    {
        get => field || WaitsForJobs && Group == "jobs";
        init;
    }

    internal Task<Finding> RunAsync(PoolUnderTest pool) => _run(pool);
}
