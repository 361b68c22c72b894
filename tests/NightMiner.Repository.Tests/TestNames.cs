using Mono.Cecil;
using NightMiner.TestSupport;

namespace NightMiner.Repository.Tests;

/// <summary>The names of all tests of all test projects, read from what was compiled.</summary>
internal static class TestNames
{
    /// <summary>The methods that the runner takes for tests; a skipped test is none.</summary>
    public static IReadOnlySet<string> All { get; } = Read();

    private static HashSet<string> Read()
    {
        // artifacts/bin/PROJECT/CONFIGURATION/PROJECT.dll; this project builds the others first, as it is built itself.
        DirectoryInfo here = new(AppContext.BaseDirectory);
        string configuration = here.Name;
        HashSet<string> names = [];
        foreach (string folder in Directory.GetDirectories(Repo.PathOf("tests"), "*.Tests"))
        {
            string project = Path.GetFileName(folder);
            string file = Path.Combine(here.Parent!.Parent!.FullName, project, configuration, $"{project}.dll");
            using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(file);
            names.UnionWith(from type in assembly.MainModule.GetTypes()
                            from method in type.Methods
                            where method.CustomAttributes.Any(IsTest)
                            select method.Name);
        }
        return names;
    }

    private static bool IsTest(CustomAttribute attribute) =>
        attribute.AttributeType.Name is "FactAttribute" or "TheoryAttribute"
        && attribute.Properties.All(property => property.Name != "Skip");
}
