using System.Text.Json;
using NightMiner.Cli.Rendering;
using NightMiner.Workbench.Swarm;

namespace NightMiner.Cli.Swarm;

/// <summary>A swarm's report for machines: one object; times in milliseconds.</summary>
internal static class SwarmJson
{
    public static string Render(SwarmOptions asked, SwarmReport report, IReadOnlyList<string> missed) =>
        JsonLine.Compose(json =>
        {
            json.WriteString("pool", asked.Pool.ToString());
            json.WriteNumber("connections", asked.Connections);
            json.WriteNumber("workers", asked.Workers);
            json.WriteNumber("seconds", Math.Round(report.Elapsed.TotalSeconds, 3));
            json.WriteNumber("loggedIn", report.LoggedIn);
            json.WriteNumber("connectionsMade", report.ConnectionsMade);
            json.WriteNumber("hashes", report.Hashes);
            json.WriteNumber("hashesAsked", report.HashesAsked);
            json.WriteStartObject("milliseconds");
            Times(json, "connect", report.Connect);
            Times(json, "subscribe", report.Subscribe);
            Times(json, "authorize", report.Authorize);
            Times(json, "submit", report.Submit);
            if (asked.ShareInterval is not null) Times(json, "rightDifficulty", report.Convergence);
            json.WriteEndObject();
            json.WriteNumber("sharesSent", report.SharesSent);
            json.WriteStartArray("shares");
            foreach (ShareTally tally in report.Shares)
            {
                json.WriteStartObject();
                json.WriteString("intent", JsonLine.CamelCase(tally.Intent.ToString()));
                json.WriteString("outcome", JsonLine.CamelCase(tally.Outcome.ToString()));
                json.WriteNumber("count", tally.Count);
                json.WriteBoolean("asIntended", tally.IsAsIntended);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteNumber("mismatches", report.Mismatches);
            json.WriteNumber("repliesLost", report.RepliesLost);
            json.WriteStartObject("errors");
            foreach ((string kind, long count) in report.Errors) json.WriteNumber(kind, count);
            json.WriteEndObject();
            json.WriteStartArray("missed");
            foreach (string sentence in missed) json.WriteStringValue(sentence);
            json.WriteEndArray();
        });

    private static void Times(Utf8JsonWriter json, string name, LatencyHistogram times)
    {
        json.WriteStartObject(name);
        json.WriteNumber("count", times.Count);
        foreach (double percent in new[] { 50.0, 95, 99, 100 })
            json.WriteNumber(percent == 100 ? "max" : $"p{percent:0}",
                Math.Round(times.Percentile(percent).TotalMilliseconds, 3));
        json.WriteEndObject();
    }
}
