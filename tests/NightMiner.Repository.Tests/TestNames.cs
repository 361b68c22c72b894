using System.Text.RegularExpressions;
using NightMiner.TestSupport;

namespace NightMiner.Repository.Tests;

/// <summary>
/// The names of all tests of all test projects. They are read from the sources: to read them from what was compiled,
/// this project would have to refer to the others, and MSBuild does not run its tests when one of theirs fails.
/// </summary>
internal static partial class TestNames
{
    /// <summary>The methods that the runner takes for tests; a skipped test is none.</summary>
    public static IReadOnlySet<string> All { get; } =
        Directory.GetDirectories(Repo.PathOf("tests"), "*.Tests").Select(Path.GetFileName).OfType<string>()
            .SelectMany(project => Repo.SourceFiles("tests", project)).SelectMany(In).ToHashSet();

    private static IEnumerable<string> In(string file)
    {
        bool isTest = false;
        foreach (string line in Repo.Lines(file))
        {
            if (Attribute().IsMatch(line)) isTest = !line.Contains("Skip = ", StringComparison.Ordinal);
            else if (line.Length == 0) isTest = false;
            else if (isTest && Method().Match(line) is { Success: true } method)
            {
                isTest = false;
                yield return method.Groups["name"].Value;
            }
        }
    }

    [GeneratedRegex(@"^    \[(Fact|Theory)\b")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"^    public (async )?(void|Task|ValueTask) (?<name>\w+)\(")]
    private static partial Regex Method();
}
