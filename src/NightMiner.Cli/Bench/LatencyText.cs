using System.Globalization;
using System.Text;
using System.Text.Json;

namespace NightMiner.Cli.Bench;

/// <summary>What `bench --latency` prints.</summary>
internal static class LatencyText
{
    public static string Table(LatencySettings settings, IReadOnlyList<LatencyFigures> figures)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"latency of {settings.Algorithm}, in milliseconds\n\n");
        text.Append("state     threads  what                                   p50      p99      max  samples\n");
        foreach (LatencyFigures f in figures)
        {
            Row(text, f, "job readable → first nonce taken", f.Begun);
            Row(text, f, "nonce found → submit written", f.Written);
        }
        text.Append(
            "\nA nonce counts as found when the slice that it is in ends, at most about 20 ms\nafter its hash.\n");
        foreach (LatencyFigures f in figures.Where(f => f.State == "hashing"))
            text.Append(CultureInfo.InvariantCulture,
                $"Between two slices of a job without a share, {f.Overhead:0.000%} of the time is lost.\n");
        return text.ToString();
    }

    public static string Json(LatencySettings settings, IReadOnlyList<LatencyFigures> figures)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            json.WriteString("algorithm", settings.Algorithm.Name);
            json.WriteStartArray("latency");
            foreach (LatencyFigures figure in figures) Write(json, figure);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private static void Row(StringBuilder text, LatencyFigures figures, string what, Spread spread) =>
        text.Append(CultureInfo.InvariantCulture,
            $"{figures.State,-9} {figures.Threads,7}  {what,-33} {spread.Median,8:0.000} {spread.P99,8:0.000} ")
            .Append(CultureInfo.InvariantCulture, $"{spread.Most,8:0.000} {spread.Count,8}\n");

    private static void Write(Utf8JsonWriter json, LatencyFigures figures)
    {
        json.WriteStartObject();
        json.WriteString("state", figures.State == "hashing" ? "hashing" : "atRest");
        json.WriteNumber("threads", figures.Threads);
        json.WriteNumber("overhead", Math.Round(figures.Overhead, 6));
        Write(json, "readableToFirstNonceMs", figures.Begun);
        Write(json, "foundToWrittenMs", figures.Written);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Spread spread)
    {
        json.WriteStartObject(name);
        json.WriteNumber("samples", spread.Count);
        json.WriteNumber("p50", Math.Round(spread.Median, 3));
        json.WriteNumber("p99", Math.Round(spread.P99, 3));
        json.WriteNumber("max", Math.Round(spread.Most, 3));
        json.WriteEndObject();
    }
}
