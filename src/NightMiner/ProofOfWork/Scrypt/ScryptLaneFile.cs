using System.Globalization;
using System.Security;
using NightMiner.Hashing;

namespace NightMiner.ProofOfWork;

/// <summary>
/// Answers of the calibration, one a line: "0.1.0, NAME OF CPU, vector512, 8 threads: 24". An answer for
/// another version, CPU, instruction set or number of threads is another line. Nothing that is wrong with
/// the file is an error.
/// </summary>
internal sealed class ScryptLaneFile(string path, string cpu)
{
    private const int MostLines = 50; // the oldest go first
    private const int MostBytes = 1 << 16; // a longer file is none of ours

    private static readonly string s_version = typeof(ScryptLaneFile).Assembly.GetName().Version?.ToString(3) ?? "";

    /// <summary>The number of lanes kept for this; null where there is none.</summary>
    public int? Find(Isa isa, int threads)
    {
        string start = StartOf(isa, threads);
        string? line = Read().LastOrDefault(line => line.StartsWith(start, StringComparison.Ordinal));
        return line is not null && int.TryParse(line.AsSpan(start.Length), CultureInfo.InvariantCulture, out int lanes)
            ? lanes
            : null;
    }

    /// <summary>Keeps an answer in place of an earlier one to the same question.</summary>
    public void Keep(Isa isa, int threads, int lanes)
    {
        string start = StartOf(isa, threads);
        IEnumerable<string> others = Read().Where(line => !line.StartsWith(start, StringComparison.Ordinal));
        string answer = start + lanes.ToString(CultureInfo.InvariantCulture);
        string[] lines = [.. others.TakeLast(MostLines - 1), answer];
        string temporary = $"{path}.{Environment.ProcessId}";
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
            File.WriteAllLines(temporary, lines);
            File.Move(temporary, path, overwrite: true); // so that nobody reads half of it
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            // Nothing is kept: the next start measures again.
        }
    }

    private static bool IsOfFiles(Exception e) => e is IOException or UnauthorizedAccessException or SecurityException
        or NotSupportedException or ArgumentException;

    private string StartOf(Isa isa, int threads) =>
        string.Create(CultureInfo.InvariantCulture, $"{s_version}, {cpu}, {isa.Name}, {threads} threads: ");

    private string[] Read()
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= MostBytes } ? File.ReadAllLines(path) : [];
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            return [];
        }
    }
}
