using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;
using NightMiner.Protocol.Transport;
using NightMiner.Sessions;
using NightMiner.TestSupport;

namespace NightMiner.Repository.Tests;

/// <summary>Each promise of docs/security.md names the test that holds it, and that test exists.</summary>
public sealed partial class SecurityPageTests
{
    [Fact]
    public void Each_test_that_the_page_names_exists()
    {
        string[] named = [.. TestName().Matches(File.ReadAllText(Repo.PathOf("docs/security.md")))
            .Select(match => match.Groups["name"].Value)];
        Assert.True(named.Length > 20, "the page names no tests");
        Assert.Empty(named.Except(TestNames.All));
    }

    [Fact]
    public void Every_promise_names_a_test()
    {
        bool isPromise = false;
        List<string> without = [];
        int count = 0;
        foreach (string line in Repo.Lines("docs/security.md"))
        {
            if (!line.StartsWith('|')) isPromise = false;
            else if (line == "| promise | held by |") isPromise = true;
            else if (isPromise && !line.StartsWith("|---", StringComparison.Ordinal))
            {
                count++;
                if (!TestName().IsMatch(line)) without.Add(line);
            }
        }
        Assert.InRange(count, 30, int.MaxValue);
        Offences.AssertNone(without);
    }

    [Theory]
    [InlineData("line", "1 MiB", LineReader.DefaultLimit, 1 << 20)]
    [InlineData("open requests", "4,096", StratumConnection.OpenLimit, 4096)]
    [InlineData("shares without an answer", "4,096", ShareLedger.InFlightLimit, 4096)]
    [InlineData("our own line", "1,024", StratumConnection.OutgoingLineLimit, 1024)]
    [InlineData("merkle branch", "32", Notify.BranchLimit, 32)]
    [InlineData("extranonce", "32", SubscribeResult.ExtranonceLimit, 32)]
    [InlineData("job id", "512", JobId.LengthLimit, 512)]
    [InlineData("text that is shown", "256", PrintableText.LengthLimit, 256)]
    public void The_limits_on_the_page_are_those_of_the_code(string limit, string text, int value, int expected)
    {
        Assert.Equal(expected, value);
        Assert.Contains(Repo.Lines("docs/security.md"), row =>
            row.StartsWith($"| {limit}", StringComparison.Ordinal) && row.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_budgets_of_events_are_those_of_the_code()
    {
        StringBuilder table = new("""
            | what comes | what is told | at once | then each second | of the rest |
            |---|---|---|---|---|

            """);
        foreach (EventRule rule in EventRule.All)
            table.Append(CultureInfo.InvariantCulture,
                $"| {rule.Source} | {rule.Name} | {rule.Burst} | {rule.PerSecond} | "
                + $"{(rule.TellsNewest ? "the count and the newest one" : "the count")} |\n");
        GeneratedTable.Verify("docs/security.md", "event budget", table.ToString().ReplaceLineEndings("\n"));
    }

    [GeneratedRegex(@"`(?<name>[A-Z][a-z]*(_[A-Za-z0-9]+){2,})`")]
    private static partial Regex TestName();
}
