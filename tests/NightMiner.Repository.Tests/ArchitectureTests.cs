using System.Text.RegularExpressions;
using NightMiner.TestSupport;

namespace NightMiner.Repository.Tests;

/// <summary>Who may use whom (ARCHITECTURE.md), and the budgets of CONTRIBUTING.md, read from the sources.</summary>
public sealed partial class ArchitectureTests
{
    private const string All = "*";

    private static readonly Dictionary<string, string[]> LibraryMayUse = new()
    {
        ["Hashing"] = [],
        ["Blocks"] = [],
        ["ProofOfWork"] = ["Blocks", "Hashing"],
        ["Stratum"] = ["Blocks"],
        ["Jobs"] = ["Stratum", "ProofOfWork", "Blocks", "Hashing"],
        ["Workers"] = ["Jobs", "ProofOfWork"],
        ["Solo"] = ["Jobs", "Stratum", "Blocks"],
        [""] = [All], // Miner.cs and its neighbours
    };

    public static TheoryData<string> SourceFiles => [.. Repo.SourceFiles("src"), .. Repo.SourceFiles("tests")];

    public static TheoryData<string> LibraryFiles => [.. Repo.SourceFiles("src", "NightMiner")];

    [Theory, MemberData(nameof(LibraryFiles))]
    public void A_folder_of_the_library_uses_only_those_below_it(string file)
    {
        string[] parts = file.Split('/'); // src/NightMiner/Folder/…/File.cs
        string folder = parts.Length > 3 ? parts[2] : "";
        Assert.True(LibraryMayUse.TryGetValue(folder, out string[]? allowed), $"no rule says whom {folder} may use");
        Assert.All(Uses(file, "NightMiner"), used =>
            Assert.True(allowed.Contains(All) || used == folder || allowed.Contains(used),
                $"{folder} must not use {used}"));
    }

    [Fact]
    public void The_library_knows_neither_the_workbench_nor_the_program()
    {
        foreach (string file in Repo.SourceFiles("src", "NightMiner"))
            Assert.DoesNotContain(Uses(file, "NightMiner"), used => used is "Lab" or "Cli");
        foreach (string file in Repo.SourceFiles("src", "NightMiner.Lab"))
            Assert.DoesNotContain(Uses(file, "NightMiner"), used => used is "Cli" or "Workers");
    }

    [Theory]
    [InlineData("src/NightMiner/NightMiner.csproj")]
    [InlineData("src/NightMiner.Lab/NightMiner.Lab.csproj")]
    public void The_libraries_take_no_packages(string project) =>
        Assert.DoesNotContain("<PackageReference", File.ReadAllText(Repo.PathOf(project)), StringComparison.Ordinal);

    [Theory, MemberData(nameof(LibraryFiles))]
    public void A_file_stays_where_its_namespace_says(string file)
    {
        string[] parts = file.Split('/');
        // An algorithm's parts sit in a folder of their own below ProofOfWork, without a namespace of their own.
        string expected = parts.Length == 3 ? "NightMiner" : $"NightMiner.{parts[2]}";
        Assert.Contains($"namespace {expected};", Repo.Lines(file));
    }

    [Theory, MemberData(nameof(SourceFiles))]
    public void A_file_keeps_to_the_budgets(string file)
    {
        string[] lines = Repo.Lines(file);
        bool isKernel = file.StartsWith("src/NightMiner/Hashing/", StringComparison.Ordinal)
            || file.StartsWith("src/NightMiner/ProofOfWork/", StringComparison.Ordinal);
        Assert.InRange(lines.Length, 1, isKernel ? 400 : 500);
        int wide = Array.FindIndex(lines, line => line.Length > 120);
        Assert.True(wide < 0, $"line {wide + 1} has {(wide < 0 ? 0 : lines[wide].Length)} columns, more than 120");
    }

    [Fact]
    public void The_median_file_has_at_most_80_lines()
    {
        foreach (string project in new[] { "NightMiner", "NightMiner.Lab", "NightMiner.Cli" })
        {
            int[] lengths = [.. Repo.SourceFiles("src", project).Select(file => Repo.Lines(file).Length).Order()];
            if (lengths.Length > 0) Assert.InRange(lengths[lengths.Length / 2], 1, 80);
        }
    }

    [Fact]
    public void Only_isa_asks_the_cpu()
    {
        foreach (string file in Repo.SourceFiles("src").Where(file => Path.GetFileName(file) != "Isa.cs"))
            Assert.DoesNotContain(Repo.Lines(file), line =>
                line.Contains(".IsSupported", StringComparison.Ordinal)
                || line.Contains(".IsHardwareAccelerated", StringComparison.Ordinal));
    }

    // Fully qualified names count too: Jobs.MerkleRoot and the like are within the folder itself.
    private static IEnumerable<string> Uses(string file, string root) => Repo.Lines(file)
        .Select(line => Using().Match(line)).Where(match => match.Success && match.Groups["root"].Value == root)
        .Select(match => match.Groups["folder"].Value).Where(folder => folder.Length > 0);

    [GeneratedRegex(@"^\s*(global )?using (static )?(\w+ = )?(?<root>NightMiner)(\.(?<folder>\w+))?[.;<]")]
    private static partial Regex Using();
}
