using Mono.Cecil;
using NightMiner.Cli;
using NightMiner.Pool;
using NightMiner.Protocol.Blocks;
using NightMiner.Workbench.Testing;

namespace NightMiner.Repository.Tests;

/// <summary>
/// The compiled projects of <c>src</c>, cut into rooms. A room is a folder of a project, such as
/// <c>Protocol/Blocks</c>; the files that lie in the project's own folder are its root, such as <c>NightMiner/root</c>.
/// </summary>
internal static class House
{
    public const string Root = "root";

    /// <summary>Each project by its short name, with its assembly.</summary>
    public static IReadOnlyDictionary<string, AssemblyDefinition> Projects { get; } =
        new Dictionary<string, AssemblyDefinition>
        {
            ["Protocol"] = Read(typeof(BlockHeader)),
            ["NightMiner"] = Read(typeof(Miner)),
            ["Pool"] = Read(typeof(StratumPool)),
            ["Workbench"] = Read(typeof(TestMiner)),
            ["Cli"] = Read(typeof(ExitCode)),
        };

    private static readonly Dictionary<string, string> ProjectOfAssembly =
        Projects.ToDictionary(project => project.Value.Name.Name, project => project.Key);

    /// <summary>The types that are written in the sources, nested ones and the compiler's included.</summary>
    public static IEnumerable<(string Room, TypeDefinition Type)> Types { get; } =
    [
        .. from project in Projects
           from type in project.Value.MainModule.GetTypes()
           where IsOurs(type)
           select (RoomOf(type)!, type),
    ];

    /// <summary>The short name of the project whose assembly is called so, or null when it is none of ours.</summary>
    public static string? ProjectOf(string assembly) => ProjectOfAssembly.GetValueOrDefault(assembly);

    /// <summary>The room of a type, or null when it is no type of ours.</summary>
    public static string? RoomOf(TypeReference type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        string assembly = type.Scope switch
        {
            AssemblyNameReference reference => reference.Name,
            ModuleDefinition module => module.Assembly.Name.Name,
            _ => "",
        };
        if (ProjectOf(assembly) is not { } project) return null;
        string home = project == "NightMiner" ? "NightMiner" : $"NightMiner.{project}";
        if (type.Namespace == home) return $"{project}/{Root}";
        return type.Namespace.StartsWith(home + ".", StringComparison.Ordinal)
            ? $"{project}/{type.Namespace[(home.Length + 1)..].Split('.')[0]}"
            : null; // what the compiler adds without a namespace: tables of constants, list wrappers
    }

    private static bool IsOurs(TypeDefinition type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        return RoomOf(type) is not null;
    }

    private static AssemblyDefinition Read(Type type) =>
        AssemblyDefinition.ReadAssembly(type.Assembly.Location, new ReaderParameters { ReadSymbols = true });
}
