using System.Globalization;

namespace NightMiner.Workbench.Faults;

/// <summary>A fault that did happen.</summary>
/// <param name="Connection">Counts the proxy's connections from 1.</param>
/// <param name="Direction">Which way the line went.</param>
/// <param name="Fault">What the plan had for it.</param>
/// <param name="Method">The method in the line, printable; empty for a reply. Nothing else of it is kept.</param>
public sealed record InjectedFault(long Connection, FaultDirection Direction, PlannedFault Fault, string Method)
{
    /// <summary>One line for people: enough to find the fault again under the same seed.</summary>
    public override string ToString()
    {
        string what = Method.Length > 0 ? Method : "a reply";
        return string.Create(CultureInfo.InvariantCulture,
            $"connection {Connection} {Direction} line {Fault.Line}: {Fault.Kind} of {what} (luck {Fault.Luck:0.000})");
    }
}
