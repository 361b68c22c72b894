using System.Text.RegularExpressions;
using NightMiner.TestSupport;

namespace NightMiner.Repository.Tests;

public partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Repo.PathOf("README.md"));

    [Fact]
    public void Every_piece_of_code_in_the_readme_stands_in_a_sample()
    {
        string[] samples = [.. Directory.GetFiles(Repo.PathOf("samples"), "*.cs").Select(File.ReadAllText)];
        MatchCollection blocks = CodeBlock().Matches(Readme);
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Contains(
            samples, sample => sample.Contains(block.Groups[1].Value, StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_link_of_the_readme_to_this_repository_leads_somewhere()
    {
        MatchCollection links = LocalLink().Matches(Readme);
        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.True(
            File.Exists(Repo.PathOf(link.Groups[1].Value)), $"{link.Groups[1].Value} does not exist"));
    }

    [Fact]
    public void Ci_runs_the_test_command_of_the_readme()
    {
        Assert.Contains("dotnet test -c Release\n", Readme, StringComparison.Ordinal);
        Assert.Contains("dotnet test -c Release\n", File.ReadAllText(Repo.PathOf(".ci/run")), StringComparison.Ordinal);
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)\)")]
    private static partial Regex LocalLink();
}
