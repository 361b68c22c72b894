using System.Text;
using NightMiner.Cli.Rendering;

namespace NightMiner.Cli.CommandLine;

/// <summary>What --help prints.</summary>
internal static class HelpText
{
    private const int Widest = 100; // longer lines are hard to read, however wide the terminal is
    private const int Narrowest = 40;
    private const int Column = 30;        // where the explanations begin
    private const int NarrowColumn = 8;   // where they begin in a terminal that has no room beside the names
    private const int RoomBeside = 70;    // a terminal narrower than this has none
    private const string Indent = "  ";

    /// <summary>The help of a command.</summary>
    /// <param name="command">The command, or the program without one.</param>
    /// <param name="width">The terminal's width.</param>
    public static string Render(CommandSyntax command, int width = Output.ProgramOutput.UsualWidth)
    {
        width = Math.Clamp(width, Narrowest, Widest);
        StringBuilder text = new();
        string title = command == Syntax.Mine ? command.Name : $"nightminer {command.Name}";
        Line(text, Wrapping.Break($"{title}: {command.Summary}", width));
        Line(text, "");
        for (int i = 0; i < command.Usage.Length; i++)
            Line(text, Wrapping.Hanging(i == 0 ? "Usage: " : "       ", command.Usage[i], width));
        foreach (SettingGroup group in command.Groups)
        {
            Title(text, group.Title);
            foreach (Setting setting in group.Settings) Row(text, Names(setting), setting.Help, width);
        }
        if (command == Syntax.Mine)
        {
            Title(text, "Commands");
            foreach (CommandSyntax other in Syntax.Commands) Row(text, Indent + other.Name, other.Summary, width);
        }
        Examples(text, command, width);
        foreach ((string noteTitle, string[] paragraphs) in command.Notes)
        {
            Title(text, noteTitle);
            foreach (string paragraph in paragraphs) Line(text, Wrapping.Hanging(Indent, paragraph, width));
        }
        return text.ToString();
    }

    private static string Names(Setting setting)
    {
        string shortName = setting.Aliases is [{ Length: 2 } first, ..] ? first + ", " : "    ";
        return $"{Indent}{shortName}{setting.Name}{(setting.IsSwitch ? "" : " " + setting.ValueName)}";
    }

    private static void Row(StringBuilder text, string names, string help, int width)
    {
        if (width >= RoomBeside && names.Length < Column)
        {
            Line(text, Wrapping.Hanging(names.PadRight(Column), help, width));
            return;
        }
        Line(text, names);
        Line(text, Wrapping.Hanging(new string(' ', width < RoomBeside ? NarrowColumn : Column), help, width));
    }

    // A line to paste is never broken. Where a meaning does not fit beside its line, all meanings stand below.
    private static void Examples(StringBuilder text, CommandSyntax command, int width)
    {
        if (command.Examples.Length == 0) return;
        Title(text, "Examples");
        int column = command.Examples.Max(example => example.Line.Length) + 2 * Indent.Length;
        bool areBeside = command.Examples.All(example => column + example.Meaning.Length <= width);
        foreach ((string line, string meaning) in command.Examples)
        {
            if (areBeside) Line(text, (Indent + line).PadRight(column) + meaning);
            else Line(text, $"{Indent}{line}\n{Wrapping.Hanging(Indent + Indent + Indent, meaning, width)}");
        }
    }

    private static void Title(StringBuilder text, string title)
    {
        Line(text, "");
        Line(text, title + ":");
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
