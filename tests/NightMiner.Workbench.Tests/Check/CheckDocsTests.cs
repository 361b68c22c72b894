using System.Text;
using NightMiner.Pool;
using NightMiner.TestSupport;
using NightMiner.Workbench.Check;

namespace NightMiner.Workbench.Tests.Check;

/// <summary>
/// The tables of docs/check.md are those of the code. With APPROVE=1 in the environment they are rewritten.
/// </summary>
public sealed class CheckDocsTests
{
    [Fact]
    public void The_list_of_cases_is_the_one_of_the_program()
    {
        StringBuilder table = new("| case | what the protocol asks | after |\n|---|---|---|\n");
        foreach (ConformanceCase one in ConformanceCases.All)
            table.Append($"| `{one.Name}` | {Cell(one.Requirement)} | {Cell(one.Source)} |\n");
        Verify("cases", table.ToString());
    }

    [Fact]
    public void The_list_of_defects_is_the_one_of_the_program()
    {
        StringBuilder table = new("| defect | what the pool does | caught by |\n|---|---|---|\n");
        foreach (PoolDefectFacts facts in PoolDefects.All)
            table.Append($"| `{facts.Name}` | {Cell(facts.Summary)} | `{facts.CaughtBy}`"
                + $"{(facts.IsWarning ? " (warns)" : "")} |\n");
        Verify("defects", table.ToString());
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static void Verify(string name, string table) => GeneratedTable.Verify("docs/check.md", name, table);
}
