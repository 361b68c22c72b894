namespace NightMiner.Workbench.Check;

/// <summary>What came out of one case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Outcome">Pass, warn, fail or not applicable.</param>
/// <param name="Text">What was seen, made printable.</param>
public sealed record CaseResult(ConformanceCase Case, CaseOutcome Outcome, string Text)
{
    /// <summary>
    /// What was sent (1&gt;) and came (1&lt;), with the number of the connection: whole lines, made printable,
    /// passwords masked.
    /// </summary>
    public IReadOnlyList<string> Exchange { get; init; } = [];

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; init; }
}

/// <summary>What came out of all cases, in the order of the list.</summary>
/// <param name="Results">One for each case that was chosen.</param>
/// <param name="Problem">Why the run ended early; null where it did not.</param>
public sealed record CheckReport(IReadOnlyList<CaseResult> Results, string? Problem = null)
{
    /// <summary>How many cases came out so.</summary>
    public int Count(CaseOutcome outcome) => Results.Count(result => result.Outcome == outcome);

    /// <summary>Whether the pool could be tested at all, and no case failed.</summary>
    public bool IsGood => Problem is null && Count(CaseOutcome.Fail) == 0;
}
