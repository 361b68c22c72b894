using System.Text.RegularExpressions;
using NightMiner.Pool;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.TestSupport;

namespace NightMiner.Slow.Tests;

/// <summary>Builds each sample once, one after the other: they share the libraries' output.</summary>
public sealed class BuiltSamples : IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        foreach (string sample in Directory.GetFiles(Repo.PathOf("samples"), "*.cs"))
            await Tool.SucceedAsync(Repo.Root, "build", "-c", "Release", sample);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>The samples are run as their users run them.</summary>
[Collection(nameof(Tool))]
public sealed partial class SampleTests(BuiltSamples built) : IClassFixture<BuiltSamples>
{
    [Theory]
    [InlineData("scrypt", 0.02)]
    [InlineData("sha256d", 0.00001)]
    public async Task The_one_file_miner_mines_at_the_pool(string algorithm, double difficulty)
    {
        await using StratumPool pool = StratumPool.Start(new PoolOptions
        {
            Algorithm = Algorithms.Get(algorithm),
            Difficulty = Difficulty.From(difficulty),
            BlockTime = Timeout.InfiniteTimeSpan,
        });
        string output = await RunAsync("one-file-miner.cs", pool.Url, "learner", "x", algorithm, "3");
        PoolSnapshot seen = pool.Snapshot();
        Assert.True(seen.Accepted >= 3, output);
        Assert.DoesNotContain("REJECTED", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_one_file_miner_starts_a_pool_where_none_is_given()
    {
        string output = await RunAsync("one-file-miner.cs");
        Assert.Contains("share accepted, 3 so far", output, StringComparison.Ordinal);
        Assert.DoesNotContain("REJECTED", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_one_file_miner_is_one_readable_file_without_the_library()
    {
        string[] lines = File.ReadAllLines(Repo.PathOf("samples/one-file-miner.cs"));
        Assert.True(lines.Length <= 400, $"{lines.Length} lines");
        Assert.DoesNotContain(lines, line => line.StartsWith("#:project", StringComparison.Ordinal)
            || line.StartsWith("#:package", StringComparison.Ordinal)
            || line.StartsWith("using NightMiner", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_algorithm_mines_at_a_pool()
    {
        string output = await RunAsync("md5coin.cs");
        Match end = End().Match(output);
        Assert.True(end.Success && int.Parse(end.Groups["accepted"].ValueSpan) >= 5, output);
        Assert.True(end.Groups["rejected"].Value == "0", output);
    }

    [Fact]
    public async Task A_job_is_mined_by_hand()
    {
        string output = await RunAsync("by-hand.cs");
        Assert.Equal(5, Regex.Count(output, "^nonce .* right: True$", RegexOptions.Multiline));
        Assert.Contains("\n5 shares at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_weather_leaves_the_books_in_order()
    {
        string output = await RunAsync("bad-weather.cs", "7");
        Assert.Contains("connection 1 ToMiner line 1: Cut of a reply", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_custom_handler_prints_the_answer_to_its_request()
    {
        Assert.Contains(
            "mining.extranonce.subscribe was answered", await RunAsync("custom-handler.cs"), StringComparison.Ordinal);

        await using StratumPool pool = StratumPool.Start(new PoolOptions { Algorithm = Algorithms.Get("sha256d") });
        (int exitCode, string output) =
            await Tool.RunAsync(Repo.Root, Command("custom-handler.cs", pool.Url, "mining.unheard_of", "1"));
        Assert.Equal(1, exitCode);
        Assert.Contains("mining.unheard_of was refused", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pool_in_three_lines_serves_until_its_limit_and_counts()
    {
        string output = await RunAsync("pool.cs", "127.0.0.1:0", "1");
        Assert.StartsWith("mine at it:  nightminer -o stratum+tcp://127.0.0.1:", output, StringComparison.Ordinal);
        Assert.EndsWith("0 shares accepted, 0 rejected (0 stale)", output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Print_jobs_shows_three_jobs()
    {
        string output = await RunAsync("print-jobs.cs");
        Assert.Equal(3, output.Split('\n').Count(line => line.StartsWith("job ", StringComparison.Ordinal)));
        Assert.Equal(3, Regex.Count(output, "  share target +[0-9a-f]{64} "));
    }

    private async Task<string> RunAsync(string sample, params string[] arguments)
    {
        Assert.NotNull(built);
        return await Tool.SucceedAsync(Repo.Root, Command(sample, arguments));
    }

    private static string[] Command(string sample, params string[] arguments) =>
        ["run", "-c", "Release", "--no-build", Repo.PathOf($"samples/{sample}"), "--", .. arguments];

    [GeneratedRegex(@"(?<accepted>\d+) accepted, (?<rejected>\d+) rejected")]
    private static partial Regex End();
}
