namespace NightMiner.ProofOfWork;

/// <summary>Placeholder.</summary>
public sealed record SelfTestResult(string Algorithm, string Implementation, string? Problem, TimeSpan Elapsed)
{
    /// <summary>Placeholder.</summary>
    public bool Passed => Problem is null;
}

/// <summary>Placeholder.</summary>
public static class SelfTest
{
    /// <summary>Placeholder.</summary>
    public static SelfTestResult Run(PowAlgorithm algorithm, PowImplementation implementation) =>
        new(algorithm.Name, implementation.Name, null, default);
}
