using NightMiner.Cli.CommandLine;
using NightMiner.TestSupport;

namespace NightMiner.Cli.Tests;

public sealed class HelpTests
{
    [Theory]
    [InlineData("Help.mine", "--help")]
    [InlineData("Help.algos", "algos", "-h")]
    [InlineData("Help.bench", "bench", "--help")]
    [InlineData("Help.check", "check", "--help")]
    [InlineData("Help.explain", "explain", "--help")]
    [InlineData("Help.pool", "pool", "--help")]
    [InlineData("Help.record", "record", "--help")]
    [InlineData("Help.replay", "replay", "--help")]
    [InlineData("Help.swarm", "swarm", "--help")]
    public async Task Help_reads_as_approved(string name, params string[] words)
    {
        (ExitCode code, string text, string error) = await CliRun.ToEndAsync(words);
        Assert.Equal(ExitCode.Done, code);
        Assert.Empty(error);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 80, line));
        Approved.Verify(name, text);
    }

    [Fact]
    public void Every_option_that_is_parsed_is_in_the_help_and_the_other_way_round()
    {
        foreach (CommandSyntax command in Syntax.Commands.Append(Syntax.Mine))
        {
            string help = HelpText.Render(command);
            foreach (Setting setting in command.Settings)
            {
                Assert.Contains(setting.Name, help, StringComparison.Ordinal);
                string[] value = setting.IsSwitch ? [] : ["1"];
                string[] prefix = command == Syntax.Mine ? [] : [command.Name];
                foreach (string name in setting.Aliases.Prepend(setting.Name))
                    Parser.Parse([.. prefix, name, .. value], _ => null); // throws where it is not known
            }
        }
    }

    [Fact]
    public void The_names_of_the_contract_are_there()
    {
        string[] contract =
        [
            "-o --url", "-u --user", "-p --pass", "-O --userpass", "-a --algo", "--demo", "-t --threads",
            "--scrypt-library",
            "--isa", "--shares", "--time-limit", "-r --retries", "-R --retry-pause", "-T --timeout", "-B --background",
            "-l --log-file", "-q --quiet", "-P --dump-protocol --protocol-dump --protocol", "-d --debug -D", "--json",
            "--no-color", "-h --help", "-v --version -V",
        ];
        foreach (string[] names in contract.Select(line => line.Split(' ')))
            Assert.Contains(Syntax.Mine.Settings, setting => names.All(setting.IsCalled));
    }

    [Theory]
    [InlineData("-v")]
    [InlineData("-V")]
    [InlineData("--version")]
    public async Task Version_is_one_line(string word)
    {
        (ExitCode code, string text, _) = await CliRun.ToEndAsync(word);
        Assert.Equal(ExitCode.Done, code);
        Assert.Matches(@"^nightminer \d+\.\d+\.\d+\n$", text);
    }
}
