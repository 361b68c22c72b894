namespace NightMiner.Workbench.Check;

/// <summary>What came out of a case.</summary>
public enum CaseOutcome
{
    /// <summary>The pool does what the protocol asks.</summary>
    Pass,
    /// <summary>It does not, but pools in wide use do the same, and miners cope.</summary>
    Warn,
    /// <summary>It does not: some miner will lose work, or somebody can cheat.</summary>
    Fail,
    /// <summary>It could not be found out: something that the case needs is missing.</summary>
    NotApplicable,
}

/// <summary>An outcome in words.</summary>
/// <param name="Outcome">Pass, warn, fail or not applicable.</param>
/// <param name="Text">What was seen, or why nothing could be seen.</param>
internal readonly record struct Finding(CaseOutcome Outcome, string Text)
{
    /// <summary>
    /// Whether all that was seen is that the job had gone: this says nothing of what the case asks, where another job
    /// came meanwhile.
    /// </summary>
    public bool IsStale { get; init; }

    public static Finding Pass(string text) => new(CaseOutcome.Pass, text);

    public static Finding Warn(string text) => new(CaseOutcome.Warn, text);

    public static Finding Fail(string text) => new(CaseOutcome.Fail, text);

    public static Finding NotApplicable(string text) => new(CaseOutcome.NotApplicable, text);
}

/// <summary>Ends a case early with what is known by then.</summary>
internal sealed class CaseEndedException(Finding finding) : Exception(finding.Text)
{
    public Finding Finding => finding;

    /// <summary>Something that the case needs is missing.</summary>
    public static CaseEndedException Missing(string what) => new(Finding.NotApplicable(what));
}
