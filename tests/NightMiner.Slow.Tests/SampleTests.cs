using System.Diagnostics;
using System.Text;
using NightMiner.Pool;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.TestSupport;

namespace NightMiner.Slow.Tests;

/// <summary>The samples are run as their users run them: each is compiled and started by the SDK.</summary>
public class SampleTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

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
        (int exitCode, string output) = await RunAsync("one-file-miner.cs", pool.Url, "learner", "x", algorithm, "3");
        Assert.True(exitCode == 0, output);
        PoolSnapshot seen = pool.Snapshot();
        Assert.True(seen.Accepted >= 3, output);
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
    public async Task A_new_algorithm_mines_by_hand_and_at_a_pool()
    {
        (int exitCode, string output) = await RunAsync("md5coin.cs");
        Assert.True(exitCode == 0, output);
        Assert.Equal(5, output.Split('\n').Count(line => line.StartsWith("by hand: nonce", StringComparison.Ordinal)));
        Assert.Contains("at the pool: 5 accepted, 0 rejected", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_weather_leaves_the_books_in_order()
    {
        (int exitCode, string output) = await RunAsync("bad-weather.cs", "7");
        Assert.True(exitCode == 0, output);
        Assert.Contains("connection 1 ToMiner line 1: Cut of a reply", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_custom_handler_prints_the_answer_to_its_request()
    {
        await using StratumPool pool = StratumPool.Start(new PoolOptions { Algorithm = Algorithms.Get("sha256d") });
        (int exitCode, string output) = await RunAsync("custom-handler.cs", pool.Url, "mining.get_transactions", "1");
        Assert.True(exitCode == 0, output);
        Assert.Contains("mining.get_transactions was answered", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Print_jobs_shows_a_job()
    {
        StratumPool pool = StratumPool.Start(new PoolOptions { Algorithm = Algorithms.Get("scrypt") });
        await using (pool)
        {
            using Process sample = Start("print-jobs.cs", pool.Url, "learner", "x");
            using CancellationTokenSource limit = new(Patience);
            StringBuilder output = new();
            while (!output.ToString().Contains("share target", StringComparison.Ordinal))
            {
                string? line = await sample.StandardOutput.ReadLineAsync(limit.Token);
                Assert.True(line is not null, output.ToString());
                output.AppendLine(line);
            }
            Assert.Contains("merkle root", output.ToString(), StringComparison.Ordinal);
            sample.Kill(entireProcessTree: true);
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string sample, params string[] arguments)
    {
        using Process process = Start(sample, arguments);
        using CancellationTokenSource limit = new(Patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(string sample, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", ["run", Repo.PathOf($"samples/{sample}"), "--", .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment.Remove("MSBUILD_EXE_PATH"); // the test host's own MSBuild is not the one to use
        start.Environment.Remove("MSBuildSDKsPath");
        return Process.Start(start)!;
    }
}
