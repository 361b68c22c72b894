using System.Collections.Concurrent;
using NightMiner.Pool;
using NightMiner.Workbench.Check;

namespace NightMiner.Workbench.Tests.Check;

/// <summary>
/// The test of the tester: of a pool that is broken in one way, the one case that is about it speaks up.
/// </summary>
public sealed class DefectTests
{
    private const int AtATime = 8; // the runs mostly wait for jobs

    private static readonly Lazy<Task<ConcurrentDictionary<PoolDefect, CheckReport>>> Reports = new(RunAllAsync);

    public static TheoryData<PoolDefect> Defects => [.. PoolDefects.All.Select(facts => facts.Defect)];

    [Theory]
    [MemberData(nameof(Defects))]
    public async Task A_defect_is_caught_by_its_case_alone(PoolDefect defect)
    {
        CheckReport report = (await Reports.Value)[defect];
        PoolDefectFacts facts = PoolDefects.All.Single(facts => facts.Defect == defect);
        CaseOutcome expected = facts.IsWarning ? CaseOutcome.Warn : CaseOutcome.Fail;

        string[] caught = [.. report.Results.Where(result => result.Outcome is CaseOutcome.Warn or CaseOutcome.Fail)
            .Select(result => $"{result.Outcome} {result.Case.Name}")];

        Assert.True(caught is [var only] && only == $"{expected} {facts.CaughtBy}",
            $"expected {expected} {facts.CaughtBy}\n{CheckedPool.Describe(report)}");
        Assert.Null(report.Problem);
    }

    [Fact]
    public void Every_defect_is_in_the_list_once()
    {
        Assert.Equal(Enum.GetValues<PoolDefect>().Order(), PoolDefects.All.Select(facts => facts.Defect).Order());
        Assert.All(PoolDefects.All, facts =>
        {
            Assert.Contains(ConformanceCases.All, one => one.Name == facts.CaughtBy);
            Assert.Equal(facts.Defect, PoolDefects.Parse(facts.Name));
        });
        Assert.Equal("shared-extranonce1", PoolDefects.All.Single(f => f.Defect == PoolDefect.SharedExtranonce1).Name);
    }

    private static async Task<ConcurrentDictionary<PoolDefect, CheckReport>> RunAllAsync()
    {
        ConcurrentDictionary<PoolDefect, CheckReport> reports = new();
        await Parallel.ForEachAsync(
            Enum.GetValues<PoolDefect>(),
            new ParallelOptions { MaxDegreeOfParallelism = AtATime },
            async (defect, _) => reports[defect] = await CheckedPool.RunAsync(OptionsFor(defect)));
        return reports;
    }

    // Only a pool that finds the difficulty for each miner lets itself be brought to change it.
    private static PoolOptions OptionsFor(PoolDefect defect) => CheckedPool.Lively with
    {
        Defects = [defect],
        Difficulty = defect == PoolDefect.RetroactiveDifficulty ? null : CheckedPool.Lively.Difficulty,
    };
}
