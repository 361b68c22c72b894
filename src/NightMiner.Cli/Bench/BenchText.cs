using System.Globalization;
using System.Text;
using NightMiner.Cli.Rendering;

namespace NightMiner.Cli.Bench;

/// <summary>What `nightminer bench` prints.</summary>
internal static class BenchText
{
    private static readonly string[] Titles =
        ["algorithm", "implementation", "threads", "rate", "per thread", "x OpenSSL", "x 1 thread"];

    /// <summary>For people.</summary>
    public static string Table(Machine machine, TimeSpan time, IReadOnlyList<Figure> figures, bool hasColour)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture,
            $"{machine.Cpu}, {machine.CpuCount} {(machine.CpuCount == 1 ? "CPU" : "CPUs")}, {machine.Runtime}\n");
        text.Append(CultureInfo.InvariantCulture,
            $"Medians of {Measurement.Runs} runs of {time.TotalSeconds / Measurement.Runs:0.###} s each");
        text.Append(figures.Any(figure => figure.Case.RollsVersions)
            ? ", 64 block versions for each nonce.\n\n"
            : ".\n\n");
        if (figures.Count == 0) return text.ToString();

        string[][] rows = [Titles, .. figures.Select((figure, i) => Row(figure, i, figures))];
        int[] widths = [.. Enumerable.Range(0, Titles.Length).Select(column => rows.Max(row => row[column].Length))];
        for (int i = 0; i < rows.Length; i++)
        {
            string line = string.Join("  ", rows[i].Select((cell, column) =>
                column < 2 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd();
            text.Append(i == 0 && hasColour ? $"\e[1m{line}\e[0m" : line).Append('\n');
        }
        AppendYardsticks(text, figures);
        return text.ToString();
    }

    /// <summary>For programs: an array, one figure a line. The names are a contract.</summary>
    public static string Json(Machine machine, IReadOnlyList<Figure> figures)
    {
        IEnumerable<string> lines = figures.Select(figure => "  " + JsonLine.Compose(json =>
        {
            json.WriteString("algorithm", figure.Case.Algorithm);
            json.WriteString("implementation", figure.Case.Implementation);
            json.WriteNumber("threads", figure.Case.Threads);
            json.WriteBoolean("versionRolling", figure.Case.RollsVersions);
            JsonLine.Number(json, "hashesPerSecond", Math.Round(figure.HashesPerSecond, 1));
            JsonLine.Number(json, "openSslPerThread", Math.Round(figure.OpenSslPerThread ?? double.NaN, 1));
            JsonLine.Number(json, "versusOpenSsl", Math.Round(figure.VersusOpenSsl ?? double.NaN, 4));
            json.WriteString("cpu", machine.Cpu);
        }));
        return figures.Count == 0 ? "[]\n" : $"[\n{string.Join(",\n", lines)}\n]\n";
    }

    // What the row above says too is left out.
    private static string[] Row(Figure figure, int index, IReadOnlyList<Figure> figures)
    {
        BenchCase? above = index > 0 ? figures[index - 1].Case : null;
        bool isSameAlgorithm = above?.Algorithm == figure.Case.Algorithm;
        bool isSame = isSameAlgorithm && above?.Implementation == figure.Case.Implementation;
        return
        [
            isSameAlgorithm ? "" : figure.Case.Algorithm,
            isSame ? "" : figure.Case.Implementation,
            figure.Case.Threads.ToString(CultureInfo.InvariantCulture),
            Units.Rate(figure.HashesPerSecond),
            Units.Rate(figure.PerThread),
            Times(figure.VersusOpenSsl),
            figure.Case.Threads == 1 ? "" : Times(figure.HashesPerSecond / RateOfOne(figure.Case, figures)),
        ];
    }

    private static double? RateOfOne(BenchCase many, IReadOnlyList<Figure> figures) =>
        figures.FirstOrDefault(figure => figure.Case == many with { Threads = 1 })?.HashesPerSecond;

    private static void AppendYardsticks(StringBuilder text, IReadOnlyList<Figure> figures)
    {
        text.Append('\n');
        foreach (IGrouping<string, Figure> algorithm in figures.GroupBy(figure => figure.Case.Algorithm))
        {
            double[] rates = [.. algorithm.Select(figure => figure.OpenSslPerThread).OfType<double>()];
            string rate = rates.Length == 0 ? "" : Units.Rate(Measurement.Median(rates));
            text.Append(rates.Length == 0 ? $"No OpenSSL to compare {algorithm.Key} with.\n"
                : algorithm.Key == "sha256d"
                    ? $"OpenSSL's SHA-256 in a thread: {rate.Replace("H/s", " blocks/s", StringComparison.Ordinal)}"
                        + " of 64 bytes, in long messages.\n"
                    : $"OpenSSL's {algorithm.Key} in a thread: {rate}.\n");
        }
    }

    private static string Times(double? ratio) => ratio?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-";
}
