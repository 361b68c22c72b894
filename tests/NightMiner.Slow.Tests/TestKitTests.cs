using NightMiner.TestSupport;

namespace NightMiner.Slow.Tests;

/// <summary>samples/TestKit in a folder far from here, with the packages that this repository makes.</summary>
[Collection(nameof(Tool))]
public sealed class TestKitTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("nightminer-testkit-");

    [Fact]
    public async Task The_test_kit_stands_alone_outside_this_repository()
    {
        string packages = Path.Combine(_folder.FullName, "packages"), kit = Path.Combine(_folder.FullName, "MyTests");
        string[] parts = ["NightMiner.Protocol", "NightMiner", "NightMiner.Pool", "NightMiner.Workbench"];
        foreach (string part in parts)
            await Tool.SucceedAsync(Repo.Root, "pack", "-c", "Release", "-o", packages, $"src/{part}");
        Directory.CreateDirectory(kit);
        foreach (string file in Directory.GetFiles(Repo.PathOf("samples/TestKit")))
            File.Copy(file, Path.Combine(kit, Path.GetFileName(file)));
        // A store of its own: a package of this moment must not stay behind in the user's. Theirs gives the others.
        string store = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await File.WriteAllTextAsync(Path.Combine(kit, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(_folder.FullName, "store")}" /></config>
              <packageSources><add key="here" value="{packages}" /></packageSources>
              <fallbackPackageFolders><add key="user" value="{store}" /></fallbackPackageFolders>
            </configuration>
            """);

        string output = await Tool.SucceedAsync(kit, "test");
        Assert.Contains("Passed!", output, StringComparison.Ordinal);
        Assert.Matches(@"Passed: +2\b", output);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
