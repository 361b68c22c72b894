using System.Globalization;
using System.Text;
using NightMiner.Cli.Rendering;
using NightMiner.Workbench.Swarm;

namespace NightMiner.Cli.Swarm;

/// <summary>A swarm's report for people.</summary>
internal static class SwarmText
{
    /// <summary>The line while it runs.</summary>
    public static string Status(SwarmOptions asked, SwarmReport report) => string.Join(" | ",
        $"{Units.Duration(Whole(report.Elapsed))} of {Units.Duration(asked.Duration)}",
        $"{Units.Count(report.LoggedIn)} of {Units.Count(asked.Connections)} logged in",
        $"{Units.Count(report.SharesSent)} shares",
        $"p99 {Units.Duration(report.Submit.Percentile(99))}",
        $"{Units.Count(report.ErrorCount)} errors");

    /// <summary>The report, without a last line's end.</summary>
    public static string Render(SwarmOptions asked, SwarmReport report)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{Units.Count(asked.Connections)} connections");
        text.Append(asked.Workers == 1 ? "" : $" with {asked.Workers} workers each");
        text.Append(CultureInfo.InvariantCulture, $" at {asked.Pool}, {Units.Duration(Whole(report.Elapsed))}\n");
        text.Append(CultureInfo.InvariantCulture,
            $"{Units.Count(report.LoggedIn)} logged in at the end; ");
        text.Append(CultureInfo.InvariantCulture, $"{Units.Count(report.ConnectionsMade)} connections made\n");
        double seconds = report.Elapsed.TotalSeconds;
        text.Append(CultureInfo.InvariantCulture,
            $"{Units.Rate(report.Hashes / seconds)} hashed, {Units.Rate(report.HashesAsked / seconds)} asked for");
        text.Append(Short(report)).Append("\n\n");

        text.Append("                     p50        p95        p99        max    count\n");
        Row(text, "connect", report.Connect);
        Row(text, "subscribe", report.Subscribe);
        Row(text, "authorize", report.Authorize);
        Row(text, "submit", report.Submit);
        if (asked.ShareInterval is not null) Row(text, "right difficulty", report.Convergence);

        text.Append(CultureInfo.InvariantCulture, $"\n{Units.Count(report.SharesSent)} shares sent");
        text.Append(CultureInfo.InvariantCulture, $" ({report.SharesSent / seconds:0.#} a second)\n");
        foreach (ShareTally tally in report.Shares)
            text.Append(CultureInfo.InvariantCulture,
                $"  {Units.Count(tally.Count),9}  {Words(tally.Intent),-14} {Words(tally.Outcome)}"
                + $"{(tally.IsAsIntended ? "" : "   <- not as intended")}\n");
        text.Append(CultureInfo.InvariantCulture, $"{Units.Count(report.RepliesLost)} replies lost");
        foreach ((string kind, long count) in report.Errors)
            text.Append(CultureInfo.InvariantCulture, $"\n{Units.Count(count)} times: {kind}");
        return text.ToString();
    }

    /// <summary>What a load that tells nothing of the pool is probably due to; null where it tells something.</summary>
    public static string? Hint(SwarmReport report)
    {
        const double nearly = 0.9;
        if (report.LoggedIn == 0) return null; // told already
        if (report.SharesSent == 0)
            return "no share was sent: a higher --hashrate or a longer --time-limit gives some, or an easier pool";
        ShareTally[] judged = [.. report.Shares.Where(tally =>
            tally.Intent == ShareIntent.Good && tally.Outcome is not (ShareOutcome.Lost or ShareOutcome.Cut))];
        long low = judged.Where(tally => tally.Outcome == ShareOutcome.RejectedLow).Sum(tally => tally.Count);
        return low > 0 && low >= nearly * judged.Sum(tally => tally.Count)
            ? "nearly all good shares are refused for their hash: is -a right?"
            : null;
    }

    private static TimeSpan Whole(TimeSpan time) => TimeSpan.FromSeconds(Math.Round(time.TotalSeconds));

    private static string Short(SwarmReport report) => report.Hashes < 0.9 * report.HashesAsked
        ? ": this machine is too slow for that" : "";

    private static void Row(StringBuilder text, string name, LatencyHistogram times) => text.Append(
        CultureInfo.InvariantCulture,
        $"{name,-16} {Cell(times, 50)} {Cell(times, 95)} {Cell(times, 99)} {Cell(times, 100)}"
        + $" {Units.Count(times.Count),8}\n");

    private static string Cell(LatencyHistogram times, double percent) =>
        (times.Count == 0 ? "-" : Units.Duration(times.Percentile(percent))).PadLeft(10)[..10];

    private static string Words(ShareIntent intent) => intent switch
    {
        ShareIntent.Good => "good",
        ShareIntent.LowDifficulty => "too easy",
        ShareIntent.Duplicate => "duplicate",
        _ => "stale",
    };

    private static string Words(ShareOutcome outcome) => outcome switch
    {
        ShareOutcome.Accepted => "accepted",
        ShareOutcome.RejectedStale => "rejected as stale",
        ShareOutcome.RejectedDuplicate => "rejected as duplicate",
        ShareOutcome.RejectedLow => "rejected for its hash",
        ShareOutcome.RejectedOther => "rejected for something else",
        ShareOutcome.Crossed => "rejected as stale: a new block crossed it on the wire",
        ShareOutcome.Lost => "never answered",
        _ => "cut off by us before the answer",
    };
}
