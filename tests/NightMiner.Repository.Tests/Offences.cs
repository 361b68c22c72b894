namespace NightMiner.Repository.Tests;

/// <summary>One test looks at everything that a rule is about, and names all that break it, each on a line.</summary>
internal static class Offences
{
    public static void AssertNone(IEnumerable<string> offences)
    {
        string[] found = [.. offences.Distinct().Order(StringComparer.Ordinal)];
        if (found.Length > 0) Assert.Fail($"{found.Length} against the rule:\n{string.Join('\n', found)}");
    }
}
