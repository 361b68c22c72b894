using System.Text;
using System.Text.Json;
using NightMiner.Cli.Rendering;
using NightMiner.Workbench.Check;

namespace NightMiner.Cli.Check;

/// <summary>The results as JSON: one case a line, and a summary. The names are a contract.</summary>
internal static class CheckJson
{
    /// <summary>The results.</summary>
    public static string Render(CheckReport report, TimeSpan elapsed)
    {
        StringBuilder text = new();
        foreach (CaseResult result in report.Results)
            text.Append(JsonLine.Compose(json =>
            {
                WriteCase(json, result.Case);
                json.WriteString("outcome", CheckText.Word(result.Outcome));
                json.WriteString("seen", result.Text);
                json.WriteStartArray("exchange");
                foreach (string line in result.Exchange) json.WriteStringValue(line);
                json.WriteEndArray();
                JsonLine.Number(json, "seconds", Math.Round(result.Elapsed.TotalSeconds, 3));
            })).Append('\n');
        text.Append(JsonLine.Compose(json =>
        {
            json.WriteNumber("cases", report.Results.Count);
            foreach (CaseOutcome outcome in Enum.GetValues<CaseOutcome>())
                json.WriteNumber(CheckText.Word(outcome), report.Count(outcome));
            json.WriteString("problem", report.Problem);
            JsonLine.Number(json, "seconds", Math.Round(elapsed.TotalSeconds, 3));
        })).Append('\n');
        return text.ToString();
    }

    /// <summary>The cases there are.</summary>
    public static string List(IReadOnlyList<ConformanceCase> cases) => string.Concat(
        cases.Select(one => JsonLine.Compose(json => WriteCase(json, one)) + "\n"));

    private static void WriteCase(Utf8JsonWriter json, ConformanceCase one)
    {
        json.WriteString("case", one.Name);
        json.WriteString("requirement", one.Requirement);
        json.WriteString("source", one.Source);
        json.WriteBoolean("rough", one.IsRough);
    }
}
