using System.Text.RegularExpressions;
using Mono.Cecil;
using NightMiner.TestSupport;

namespace NightMiner.Repository.Tests;

/// <summary>Who uses whom, read from the compiled projects.</summary>
public sealed partial class ArchitectureTests
{
    // The project of each short name may refer to these, and to nothing else of ours.
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Protocol"] = [],
        ["NightMiner"] = ["Protocol"],
        ["Pool"] = ["Protocol", "NightMiner"],
        ["Workbench"] = ["Protocol", "NightMiner"],
        ["Cli"] = ["Protocol", "NightMiner", "Pool", "Workbench"],
    };

    [Fact]
    public void A_room_uses_only_those_that_the_table_allows() => Offences.AssertNone(
        from each in House.Types
        from used in TypeUses.Of(each.Type)
        let room = House.RoomOf(used)
        where room is not null && !Rooms.Allows(each.Room, room)
        select $"{each.Room} uses {room}: {each.Type.FullName} uses {used.FullName}");

    [Fact]
    public void Every_room_has_a_rule_and_every_rule_a_room() => Assert.Equal(
        Rooms.MayUse.Keys.Order(), House.Types.Select(each => each.Room).Distinct().Order());

    [Fact]
    public void The_table_of_the_page_is_this_one()
    {
        // | `Protocol/Nodes` | Protocol/Blocks, Protocol/Text |
        string[] rows = [.. Repo.Lines("ARCHITECTURE.md").Where(line => Row().IsMatch(line))];
        string[] expected = [.. Rooms.MayUse.Select(rule =>
            $"| `{rule.Key}` | {(rule.Value.Length == 0 ? "nobody" : string.Join(", ", rule.Value))} |")];
        Assert.Equal(expected, rows);
    }

    [Fact]
    public void A_project_refers_only_to_those_below_it() => Offences.AssertNone(
        from project in House.Projects
        from reference in project.Value.MainModule.AssemblyReferences
        let other = House.ProjectOf(reference.Name)
        where other is not null && !Arrows[project.Key].Contains(other)
        select $"{project.Key} refers to {other}");

    [Fact]
    public void No_project_opens_its_internals_to_another()
    {
        IEnumerable<string> offences =
            from project in House.Projects
            from attribute in project.Value.CustomAttributes
            where attribute.AttributeType.Name == "InternalsVisibleToAttribute"
            let friend = (string)attribute.ConstructorArguments[0].Value
            where House.ProjectOf(friend) is not null
            select $"{project.Key} opens its internals to {friend}";
        Offences.AssertNone(offences.Except(["NightMiner opens its internals to NightMiner.Workbench"]));
    }

    [Fact]
    public void The_libraries_take_no_packages() => Offences.AssertNone(
        from project in House.Projects
        where project.Key != "Cli"
        from reference in project.Value.MainModule.AssemblyReferences
        where House.ProjectOf(reference.Name) is null && !reference.Name.StartsWith("System.", StringComparison.Ordinal)
        select $"{project.Key} refers to {reference.Name}");

    [Fact]
    public void A_file_lies_where_its_namespace_says()
    {
        List<string> offences = [];
        foreach (string file in Repo.SourceFiles("src"))
        {
            string[] parts = file.Split('/'); // src/Project/Room/…/File.cs
            // A room's inner folders (the cases of check, the parts of one algorithm) may share its namespace.
            string room = string.Join('.', parts[1..^1].Take(2)), folder = string.Join('.', parts[1..^1]);
            string[] spaces =
                [.. Repo.Lines(file).Where(line => line.StartsWith("namespace ", StringComparison.Ordinal))];
            if (spaces is not [var space] || (space != $"namespace {room};" && space != $"namespace {folder};"))
                offences.Add($"{file}: {string.Join(' ', spaces)}");
        }
        Offences.AssertNone(offences);
    }

    [Fact]
    public void Only_isa_asks_the_cpu() => Offences.AssertNone(
        from each in House.Types
        where each.Type.FullName != "NightMiner.Hashing.Isa"
        from method in each.Type.Methods
        where method.HasBody
        from instruction in method.Body.Instructions
        where instruction.Operand is MethodReference { Name: "get_IsSupported" or "get_IsHardwareAccelerated" }
        select $"{each.Type.FullName}.{method.Name}: {instruction.Operand}");

    [Fact]
    public void The_table_allows_nothing_that_nobody_uses() => Offences.AssertNone(
        from rule in Rooms.MayUse
        let types = House.Types.Where(each => each.Room == rule.Key).SelectMany(each => TypeUses.Of(each.Type))
        let used = types.Select(House.RoomOf).OfType<string>().Where(room => room != rule.Key).ToHashSet()
        from allowed in rule.Value
        where !used.Any(room => room == allowed || room.StartsWith($"{allowed}/", StringComparison.Ordinal))
        select $"{rule.Key} does not use {allowed}");

    [GeneratedRegex(@"^\| `\w+/\w+` \| [^|]+ \|$")]
    private static partial Regex Row();
}
