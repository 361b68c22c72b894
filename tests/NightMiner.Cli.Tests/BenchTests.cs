using System.Text.Json;
using NightMiner.Cli.Bench;
using NightMiner.Cli.CommandLine;
using NightMiner.Hashing;
using NightMiner.ProofOfWork;
using NightMiner.TestSupport;

namespace NightMiner.Cli.Tests;

/// <summary>What `nightminer bench` takes, measures and prints. How fast anything is, no test asserts.</summary>
public sealed class BenchTests
{
    private static readonly Machine Machine = new("Some CPU 9000", 2, ".NET 10.0.0, linux-x64");

    private static readonly Figure[] Figures =
    [
        new(new BenchCase("md5coin", "reference", 1, false), 1_234_567, null),
        new(new BenchCase("scrypt", "reference", 1, false), 1_612.25, 4_700),
        new(new BenchCase("scrypt", "reference", 2, false), 3_200, 4_690),
        new(new BenchCase("scrypt", "vector512", 1, false), 58_000, 4_710),
        new(new BenchCase("scrypt", "vector512", 2, false), 114_840, 4_700),
        new(new BenchCase("sha256d", "vector512", 2, false), 110_000_000, 29_000_000),
    ];

    private static readonly string[] JsonNames =
    [
        "algorithm", "implementation", "threads", "versionRolling", "hashesPerSecond", "openSslPerThread",
        "versusOpenSsl", "cpu",
    ];

    [Fact]
    public void Without_options_everything_is_measured_with_one_thread_and_with_all()
    {
        BenchSettings settings = Read();
        Assert.Equal(Algorithms.All, settings.Algorithms);
        Assert.Null(settings.Isa);
        Assert.Equal(new[] { 1, Environment.ProcessorCount }.Distinct(), settings.Threads);
        Assert.Equal(TimeSpan.FromSeconds(3), settings.Time);
        Assert.False(settings.RollsVersions || settings.IsJson);
        Assert.Equal(
            Algorithms.All.SelectMany(a => a.Implementations.Select(i => (a.Name, i.Name))),
            settings.Choose().Select(one => (one.Algorithm.Name, one.Implementation.Name)));
    }

    [Fact]
    public void Every_option_is_read()
    {
        BenchSettings settings = Read(
            "-a", "SHA256D", "--isa", "reference", "-t", "3", "--seconds", "0.5", "--version-rolling", "--json",
            "--no-color");
        Assert.Equal("sha256d", Assert.Single(settings.Algorithms).Name);
        Assert.Same(Isa.Reference, settings.Isa);
        Assert.Equal([3], settings.Threads);
        Assert.Equal(TimeSpan.FromSeconds(0.5), settings.Time);
        Assert.True(settings.RollsVersions && settings.IsJson);
        Assert.Equal("reference", Assert.Single(settings.Choose()).Implementation.Name);
    }

    [Theory]
    [InlineData("-a/--algo: 'x11' is not an algorithm", "-a", "x11")]
    [InlineData("-t/--threads '0': expected a whole number", "-t", "0")]
    [InlineData("--isa: 'mmx' is no instruction set known here", "--isa", "mmx")]
    [InlineData("--seconds '0': expected seconds, from 0.1", "--seconds", "0")]
    [InlineData("-o/--url does not belong", "-o", "pool")]
    public async Task A_wrong_value_is_explained(string expected, params string[] words)
    {
        string[] line = words[0] == "-o" ? [.. words, "bench"] : ["bench", .. words];
        (ExitCode code, string text, string error) = await CliRun.ToEndAsync(line);
        Assert.Equal(ExitCode.WrongUsage, code);
        Assert.Empty(text);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_reads_as_approved()
    {
        Figure rolled = Figures[^1] with { Case = Figures[^1].Case with { RollsVersions = true } };
        string[] tables =
        [
            BenchText.Table(Machine, TimeSpan.FromSeconds(3), Figures, hasColour: false),
            BenchText.Table(Machine, TimeSpan.FromSeconds(0.5), [rolled], hasColour: true)
                .Replace("\e", "ESC", StringComparison.Ordinal),
            BenchText.Table(Machine, TimeSpan.FromSeconds(3), [], hasColour: false),
        ];
        Approved.Verify("Bench", string.Join("\n", tables));
    }

    [Fact]
    public void The_json_reads_as_approved()
    {
        string json = BenchText.Json(Machine, Figures);
        Approved.Verify("Bench.json", json);
        using JsonDocument document = JsonDocument.Parse(json);
        Assert.Equal(Figures.Length, document.RootElement.GetArrayLength());
        Assert.Equal("[]\n", BenchText.Json(Machine, []));
    }

    [Fact]
    public void The_ratio_is_that_of_one_thread() =>
        Assert.Equal(114_840 / 2.0 / 4_700, Figures[4].VersusOpenSsl!.Value, precision: 9);

    [Theory]
    [InlineData(3, 3.0)]
    [InlineData(2.5, 4.0, 1.0)]
    [InlineData(2, 9.0, 1.0, 2.0)]
    [InlineData(3, 5.0, 1.0, 4.0, 2.0, 3.0)]
    public void The_median_is_the_one_in_the_middle(double expected, params double[] values) =>
        Assert.Equal(expected, Measurement.Median(values));

    [Fact]
    public void There_is_no_median_of_nothing() =>
        Assert.Throws<ArgumentException>(() => Measurement.Median([]));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_short_run_lists_every_implementation(bool rollsVersions)
    {
        string[] rolling = rollsVersions ? ["--version-rolling"] : [];
        (ExitCode code, string text, string error) = await CliRun.ToEndAsync(
            ["bench", "--seconds", "0.1", "-a", "sha256d", "-t", "1", "--json", .. rolling]);
        Assert.Equal(ExitCode.Done, code);
        Assert.DoesNotContain("stopped", error, StringComparison.Ordinal); // that the machine was busy may stand there
        using JsonDocument document = JsonDocument.Parse(text);
        JsonElement[] figures = [.. document.RootElement.EnumerateArray()];
        Assert.Equal(
            Algorithms.Get("sha256d").Implementations.Select(i => i.Name),
            figures.Select(figure => figure.GetProperty("implementation").GetString()!));
        Assert.All(figures, figure =>
        {
            Assert.Equal(JsonNames, figure.EnumerateObject().Select(member => member.Name));
            Assert.Equal(1, figure.GetProperty("threads").GetInt32());
            Assert.Equal(rollsVersions, figure.GetProperty("versionRolling").GetBoolean());
            Assert.True(figure.GetProperty("hashesPerSecond").GetDouble() > 0);
            Assert.NotEmpty(figure.GetProperty("cpu").GetString()!);
        });
    }

    [Fact]
    public async Task Threads_share_a_table_for_people()
    {
        (ExitCode code, string text, _) = await CliRun.ToEndAsync(
            "bench", "--seconds", "0.1", "-a", "scrypt", "--isa", "reference", "-t", "2");
        Assert.Equal(ExitCode.Done, code);
        Assert.Matches(@"(?m)^scrypt +reference +2 ", text);
    }

    [Fact]
    public async Task Stopped_early_it_prints_what_it_has()
    {
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(300));
        CliRun run = CliRun.Start(["bench", "--seconds", "3600", "--json"], stop: stop.Token);
        Assert.Equal(ExitCode.Done, await run.Finished.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal("[]\n", run.Out);
        Assert.Contains("stopped before all was measured", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_load_that_fails_ends_the_measurement_on_all_threads()
    {
        int made = 0;
        ILoad Make() => new OddLoad(Interlocked.Increment(ref made) == 1);
        Measurement measurement = new(2, TimeSpan.FromSeconds(3600), CancellationToken.None);
        Assert.Contains("broken", Assert.Throws<InvalidOperationException>(
            () => measurement.Take(Make, null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Threads_are_added_up_and_the_yardstick_is_per_thread()
    {
        Measurement measurement = new(2, TimeSpan.FromSeconds(1), CancellationToken.None);
        Assert.Equal((20, 10), measurement.Take(() => new OddLoad(false), () => new OddLoad(false)));
        Assert.Equal((20, null), measurement.Take(() => new OddLoad(false), null));
    }

    [Theory]
    [InlineData(2, 5.0, 10, null)]
    [InlineData(2, 5.0, 9.6, null)]
    [InlineData(2, 5.0, 7.2, "28 %")]
    [InlineData(1, 5.0, 0, "100 %")]
    public void A_busy_machine_is_told(int threads, double elapsed, double used, string? expected)
    {
        CpuShare share = new();
        Assert.Null(share.Warning);
        share.Add(threads, TimeSpan.FromSeconds(elapsed), TimeSpan.FromSeconds(used));
        if (expected is null) Assert.Null(share.Warning);
        else Assert.Contains(expected, share.Warning, StringComparison.Ordinal);
    }

    private static BenchSettings Read(params string[] words) =>
        BenchSettings.From(Parser.Parse(["bench", .. words], _ => null).Arguments);

    private sealed class OddLoad(bool isBroken) : ILoad
    {
        public double Run(TimeSpan time, CancellationToken stop) => 10;

        public void WarmUp(TimeSpan time, CancellationToken stop)
        {
            if (isBroken) throw new NotSupportedException("broken");
        }

        public void Dispose() { }
    }
}
