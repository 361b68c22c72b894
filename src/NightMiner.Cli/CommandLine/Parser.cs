using System.CommandLine;

namespace NightMiner.Cli.CommandLine;

/// <summary>Turns words into a command and its arguments; what is wrong becomes one clear sentence.</summary>
internal static class Parser
{
    private static readonly Dictionary<Command, CommandSyntax> Syntaxes = [];
    private static readonly Command Root = BuildAll();

    /// <summary>Parses a command line.</summary>
    /// <exception cref="UsageException">The words make no sense; the message names the nearest that would.</exception>
    public static (CommandSyntax Command, Arguments Arguments) Parse(string[] words, Func<string, string?> variable)
    {
        // A password may begin with @: no response files.
        ParseResult parsed = Root.Parse(words, new ParserConfiguration { ResponseFileTokenReplacer = null });
        CommandSyntax syntax = Syntaxes[parsed.CommandResult.Command];
        Complain(parsed, syntax);
        return (syntax, new Arguments(parsed, variable));
    }

    /// <summary>The one of <paramref name="names"/> that <paramref name="word"/> was probably meant to be.</summary>
    internal static string? Nearest(string word, IEnumerable<string> names)
    {
        (string? best, int bestDistance) = (null, int.MaxValue);
        foreach (string name in names.Where(name => name.Length > 2))
        {
            // People leave out the end of a word, write it out, or type one dash too few, more often than they mistype.
            bool isBeginning = (word.Length > 3 && name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                || (name.Length > 3 && word.StartsWith(name, StringComparison.OrdinalIgnoreCase));
            int distance = isBeginning ? 1 : Distance(word, name);
            if (distance < bestDistance) (best, bestDistance) = (name, distance);
        }
        return bestDistance <= Math.Max(1, word.Length / 3) ? best : null;
    }

    private static Command BuildAll()
    {
        Command root = Build(Syntax.Mine);
        foreach (CommandSyntax command in Syntax.Commands) root.Add(Build(command));
        return root;
    }

    private static Command Build(CommandSyntax syntax)
    {
        Command command = new(syntax.Name, syntax.Summary);
        foreach (Setting setting in syntax.Settings) command.Add(setting.Option);
        if (syntax.TakesWords) command.Add(new Argument<string[]>("words") { Arity = ArgumentArity.ZeroOrMore });
        command.SetAction(_ => 0); // without one the parser would insist on a subcommand
        Syntaxes.Add(command, syntax);
        return command;
    }

    private static void Complain(ParseResult parsed, CommandSyntax syntax)
    {
        foreach (Setting setting in Syntax.Mine.Settings.Except(syntax.Settings))
            if (parsed.GetResult(setting.Option) is { IdentifierTokenCount: > 0 })
                throw new UsageException($"{setting.Title} does not belong to 'nightminer {syntax.Name}'");
        if (parsed.Errors.Count == 0) return;
        foreach (string word in parsed.UnmatchedTokens) throw Unknown(word, syntax);
        foreach (Setting setting in syntax.Settings)
            if (!setting.IsSwitch && parsed.GetResult(setting.Option) is { Tokens.Count: 0 })
                throw new UsageException($"{setting.Title} needs a value: {setting.Name} {setting.ValueName}");
            else if (setting.IsSwitch && parsed.GetResult(setting.Option)?.Errors.Any() == true)
                throw new UsageException($"{setting.Title} is a switch: it takes no value, or true or false");
        throw new UsageException(parsed.Errors[0].Message);
    }

    private static UsageException Unknown(string word, CommandSyntax syntax)
    {
        if (!word.StartsWith('-'))
        {
            string? command = Nearest(word, Syntax.Commands.Select(c => c.Name));
            string commands = string.Join(", ", Syntax.Commands.Select(c => c.Name));
            return new UsageException(command is null
                ? $"'{word}' is neither an option nor a command: options begin with a dash, commands are {commands}"
                : $"'{word}' is not a command: did you mean 'nightminer {command}'?");
        }
        string name = word.Split('=', ':')[0]; // what follows may be a password
        string? nearest = Nearest(name, syntax.Settings.SelectMany(s => s.Aliases.Prepend(s.Name)));
        return new UsageException(nearest is null
            ? $"unknown option {name}"
            : $"unknown option {name}: did you mean {nearest}?");
    }

    // Levenshtein: how many letters to insert, delete or replace.
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[^1];
    }
}
