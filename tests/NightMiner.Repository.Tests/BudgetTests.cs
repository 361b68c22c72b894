using NightMiner.TestSupport;

namespace NightMiner.Repository.Tests;

/// <summary>The budgets of CONTRIBUTING.md. Each test names all that are over.</summary>
public sealed class BudgetTests
{
    private static readonly IReadOnlyList<string> Sources =
        [.. new[] { "src", "tests", "samples", "bench", "fuzz" }.SelectMany(folder => Repo.SourceFiles(folder))];

    [Fact]
    public void A_file_has_at_most_500_lines_and_a_kernel_400() => Offences.AssertNone(
        from file in Sources
        let lines = Repo.Lines(file).Length
        where lines > (IsKernel(file) ? 400 : 500)
        select $"{file}: {lines} lines");

    [Fact]
    public void A_line_has_at_most_120_columns() => Offences.AssertNone(
        from file in Sources
        from line in Repo.Lines(file).Index()
        where line.Item.Length > 120
        select $"{file}:{line.Index + 1}: {line.Item.Length} columns");

    [Fact]
    public void The_median_file_of_a_project_has_at_most_80_lines()
    {
        string[] projects = [.. Directory.GetDirectories(Repo.PathOf("src")).Select(Path.GetFileName).OfType<string>()];
        Assert.NotEmpty(projects);
        Offences.AssertNone(
            from project in projects
            let files = Repo.SourceFiles("src", project)
            let median = files.Select(file => Repo.Lines(file).Length).Order().ElementAt(files.Count / 2)
            where median > 80
            select $"{project}: {median} lines");
    }

    private static bool IsKernel(string file) => file.StartsWith("src/NightMiner/Hashing/", StringComparison.Ordinal)
        || file.StartsWith("src/NightMiner/ProofOfWork/", StringComparison.Ordinal);
}
