using NightMiner.Workbench.Check.Cases;

namespace NightMiner.Workbench.Check;

/// <summary>The list of all cases, in the order in which they are shown.</summary>
public static class ConformanceCases
{
    /// <summary>All cases.</summary>
    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        .. HandshakeCases.All, .. IdCases.All, .. MethodCases.All, .. FramingCases.All, .. JobCases.All,
        .. DifficultyCases.All, .. ShareCases.All, .. FieldCases.All, .. VersionCases.All, .. ExtranonceCases.All,
        .. WorkerCases.All, .. ReconnectCases.All, .. SlowCases.All, .. MalformedCases.All, .. RoughCases.All,
    ];

    /// <summary>What all others lean on.</summary>
    internal static ConformanceCase First => All[0];

    internal static ConformanceCase Get(string name) => All.First(one => one.Name == name);
}
