namespace NightMiner.Workbench.Explain;

/// <summary>A usual mistake of pools and miners.</summary>
/// <param name="Name">A short name, for programs.</param>
/// <param name="Changes">What it confuses.</param>
/// <param name="Does">What one does who makes it, to follow "your pool …".</param>
/// <param name="Apply">The reckoning with the mistake made; null where the case gives no room for it.</param>
public sealed record Mistake(string Name, string Changes, string Does, Func<ShareCase, Reckoning?> Apply)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
