using System.Text;

namespace NightMiner.Cli.CommandLine;

/// <summary>What --help prints.</summary>
internal static class HelpText
{
    private const int Width = 98;
    private const int Column = 30; // where the explanations begin

    /// <summary>The help of a command.</summary>
    public static string Render(CommandSyntax command)
    {
        StringBuilder text = new();
        string title = command == Syntax.Mine ? command.Name : $"nightminer {command.Name}";
        Line(text, $"{title}: {command.Summary}");
        Line(text, "");
        for (int i = 0; i < command.Usage.Length; i++) Line(text, (i == 0 ? "Usage: " : "       ") + command.Usage[i]);
        foreach (SettingGroup group in command.Groups)
        {
            Title(text, group.Title);
            foreach (Setting setting in group.Settings) Row(text, Names(setting), setting.Help);
        }
        if (command == Syntax.Mine)
        {
            Title(text, "Commands");
            foreach (CommandSyntax other in Syntax.Commands) Row(text, "  " + other.Name, other.Summary);
        }
        if (command.Examples.Length > 0) Title(text, "Examples");
        int indent = command.Examples.Select(example => example.Line.Length).DefaultIfEmpty().Max() + 4;
        foreach ((string line, string meaning) in command.Examples)
            Line(text, ("  " + line).PadRight(indent) + meaning);
        foreach ((string noteTitle, string[] lines) in command.Notes)
        {
            Title(text, noteTitle);
            foreach (string line in lines) Line(text, "  " + line);
        }
        return text.ToString();
    }

    private static string Names(Setting setting)
    {
        string shortName = setting.Aliases is [{ Length: 2 } first, ..] ? first + ", " : "    ";
        return $"  {shortName}{setting.Name}{(setting.IsSwitch ? "" : " " + setting.ValueName)}";
    }

    private static void Row(StringBuilder text, string names, string help)
    {
        string left = names.PadRight(Column);
        if (left.Length > Column) left += " ";
        foreach (string word in help.Split(' '))
        {
            if (left.Length + 1 + word.Length > Width)
            {
                Line(text, left.TrimEnd());
                left = new string(' ', Column);
            }
            left += left.EndsWith(' ') ? word : " " + word;
        }
        Line(text, left);
    }

    private static void Title(StringBuilder text, string title)
    {
        Line(text, "");
        Line(text, title + ":");
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
