namespace NightMiner.Workbench.Faults;

/// <summary>A fault that is going to happen.</summary>
/// <param name="Line">Which line it befalls; the lines of a connection's direction count from 1.</param>
/// <param name="Kind">What happens to it.</param>
/// <param name="Luck">0 up to 1: where in the line, how late, which bit.</param>
public readonly record struct PlannedFault(long Line, FaultKind Kind, double Luck);
