using NightMiner.TestSupport.Hostile;

namespace NightMiner.Fuzz.Tests;

/// <summary>
/// Lines that are all refused at the door would prove little: each kind has to get through often enough.
/// </summary>
internal static class Reached
{
    /// <summary>Each of these kinds was counted at least so often.</summary>
    public static void All(Tally tally, long least, params string[] kinds)
    {
        string[] rare = [.. kinds.Where(kind => tally[kind] < least).Select(kind => $"{kind} {tally[kind]}")];
        Assert.True(rare.Length == 0, $"fewer than {least}: {string.Join(", ", rare)}");
    }
}
