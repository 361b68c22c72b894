using System.Text.RegularExpressions;
using NightMiner.TestSupport;

namespace NightMiner.Repository.Tests;

public partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Repo.PathOf("README.md"));

    [Fact]
    public void Every_piece_of_code_in_the_readme_is_the_whole_of_a_sample()
    {
        string[] samples = [.. Directory.GetFiles(Repo.PathOf("samples"), "*.cs").Select(File.ReadAllText)];
        MatchCollection blocks = CodeBlock().Matches(Readme);
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Contains(block.Groups[1].Value, samples));
    }

    [Fact]
    public void Every_sample_is_in_the_readme_and_says_what_to_reference()
    {
        string[] samples = Directory.GetFiles(Repo.PathOf("samples"), "*.cs");
        Assert.NotEmpty(samples);
        Offences.AssertNone(
            from sample in samples
            let name = $"samples/{Path.GetFileName(sample)}"
            let text = File.ReadAllText(sample)
            let comments = text.Split('\n').TakeWhile(line => line is ['#' or '/', ..])
            let head = string.Join(' ', comments).Replace(" // ", " ", StringComparison.Ordinal)
            from offence in new[]
            {
                Readme.Contains($"`dotnet run {name}`", StringComparison.Ordinal) ? null : "is not in the README",
                References(text).All(project => Regex.IsMatch(head, $@"references .*\b{project}\b")) ? null
                    : "does not say in its first lines what a project of one's own references",
            }
            where offence is not null
            select $"{name} {offence}");
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

    private static IEnumerable<string> References(string sample) =>
        Regex.Matches(sample, @"^#:project \.\./src/(\S+)", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value);

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)\)")]
    private static partial Regex LocalLink();
}
