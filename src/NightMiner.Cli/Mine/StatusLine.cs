using NightMiner.Cli.Rendering;

namespace NightMiner.Cli.Mine;

/// <summary>The line at the bottom of a terminal.</summary>
internal static class StatusLine
{
    /// <summary>As much as fits into the width, the most important first.</summary>
    /// <param name="miner">How things stand.</param>
    /// <param name="rate">Hashes per second, measured lately.</param>
    /// <param name="expectedHashes">For one share; 0 where not known.</param>
    /// <param name="width">Of the terminal.</param>
    public static string Render(in MinerSnapshot miner, double rate, double expectedHashes, int width)
    {
        List<string> parts =
        [
            Units.Rate(rate),
            $"{Units.Count(miner.Accepted)} accepted",
            $"{Units.Count(miner.Rejected)} rejected",
        ];
        if (!miner.IsLoggedIn) parts.Add("no pool");
        else if (expectedHashes > 0 && rate > 0) parts.Add($"a share every {Units.Duration(expectedHashes / rate)}");
        if (miner.Stale > 0) parts.Add($"{Units.Count(miner.Stale)} stale");
        if (miner.Unsent > 0) parts.Add($"{Units.Count(miner.Unsent)} unsent");
        parts.Add(Units.Duration(TimeSpan.FromSeconds(Math.Floor(miner.Elapsed.TotalSeconds))));

        string line = parts[0];
        foreach (string part in parts.Skip(1))
        {
            if (line.Length + 3 + part.Length >= width) break;
            line += " | " + part;
        }
        // The last column stays free: some terminals wrap as soon as it is written.
        return line.Length < width ? line : line[..Math.Max(0, width - 1)];
    }
}
