using System.Diagnostics;
using NightMiner.Hashing;
using NightMiner.Protocol.Blocks;

namespace NightMiner.ProofOfWork;

/// <summary>
/// Finds <see cref="Scrypt.Lanes"/> for a machine by trying all choices on as many threads as will mine, which takes
/// about a second, and keeps the answer in a file. Nothing calls it unasked.
/// </summary>
public static class ScryptCalibration
{
    private const int Rounds = 3; // of which the best counts: other programs only ever make it slower
    private const double WorthChanging = 1.05; // less might be chance, and the usual number is the tested one
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(70);
    private static readonly Target Hardest = new(default);

    /// <summary>Takes the number from the file, or measures it and writes it there.</summary>
    /// <param name="isa">What will mine.</param>
    /// <param name="threads">How many threads will.</param>
    /// <param name="file">Where answers are kept, see <see cref="UserFile"/>. Without one, or with a bad one, it is
    /// measured each time: no file is ever an error.</param>
    /// <returns>The choice; null for an instruction set without lanes.</returns>
    public static ScryptLaneChoice? Choose(Isa isa, int threads, string? file)
    {
        ArgumentNullException.ThrowIfNull(isa);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        IReadOnlyList<int> choices = ScryptLanes.Choices(isa.RequireAvailable());
        if (choices.Count == 0) return null;
        ScryptLaneFile? kept = file is null ? null : new ScryptLaneFile(file, Isa.CpuName);
        if (kept?.Find(isa, threads) is { } lanes && choices.Contains(lanes)) return new(lanes, IsMeasuredNow: false);
        int best = Measure(isa, threads, choices);
        kept?.Keep(isa, threads, best);
        return new(best, IsMeasuredNow: true);
    }

    /// <summary>
    /// The file in the user's cache: below XDG_CACHE_HOME or ~/.cache on Linux, below LocalApplicationData elsewhere.
    /// Null for a user without either.
    /// </summary>
    public static string? UserFile()
    {
        string folder = OperatingSystem.IsLinux()
            ? Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? ""
            : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        if (OperatingSystem.IsLinux() && !Path.IsPathRooted(folder))
        {
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            folder = home.Length == 0 ? "" : Path.Combine(home, ".cache");
        }
        return folder.Length == 0 ? null : Path.Combine(folder, "nightminer", "scrypt-lanes.txt");
    }

    private static int Measure(Isa isa, int threads, IReadOnlyList<int> choices)
    {
        int usual = ScryptLanes.Usual(isa);
        RateOf(isa, threads, usual); // until the JIT has done its part
        Dictionary<int, double> rates = choices.ToDictionary(lanes => lanes, _ => 0.0);
        for (int round = 0; round < Rounds; round++)
        {
            foreach (int lanes in choices) rates[lanes] = Math.Max(rates[lanes], RateOf(isa, threads, lanes));
        }
        int best = choices.MaxBy(lanes => rates[lanes]);
        return rates[best] > rates[usual] * WorthChanging ? best : usual;
    }

    /// <summary>Hashes a second of all threads together.</summary>
    private static double RateOf(Isa isa, int threads, int lanes)
    {
        using Barrier start = new(threads);
        double[] rates = new double[threads];
        Thread[] all = [.. Enumerable.Range(0, threads).Select(i => new Thread(() =>
        {
            using NonceScanner scanner = new Scrypt().CreateScanner(isa, lanes);
            start.SignalAndWait();
            rates[i] = RateOf(scanner);
        }) { IsBackground = true })];
        foreach (Thread thread in all) thread.Start();
        foreach (Thread thread in all) thread.Join();
        return rates.Sum();
    }

    private static double RateOf(NonceScanner scanner)
    {
        byte[] header = new byte[BlockHeader.Size];
        List<Candidate> none = [];
        uint hashes = 0;
        long start = Stopwatch.GetTimestamp();
        TimeSpan elapsed;
        do
        {
            uint count = (uint)scanner.Lanes;
            scanner.Scan(new NonceRange { Header = header, First = hashes, Count = count, Target = Hardest }, none);
            hashes += count;
            elapsed = Stopwatch.GetElapsedTime(start);
        }
        while (elapsed < Slice);
        return hashes / elapsed.TotalSeconds;
    }
}

/// <summary>What <see cref="ScryptCalibration.Choose"/> found.</summary>
/// <param name="Lanes">For <see cref="Scrypt.Lanes"/>.</param>
/// <param name="IsMeasuredNow">Whether it was measured by this call; else by an earlier one.</param>
public sealed record ScryptLaneChoice(int Lanes, bool IsMeasuredNow);
