namespace NightMiner.TestSupport;

/// <summary>The repository that these tests were built from: its sources and data are read as they are.</summary>
internal static class Repo
{
    public static string Root { get; } = FindRoot();

    /// <summary>Whether this is the run before a change lands: it takes more time, and skips less.</summary>
    public static bool IsCi { get; } = Environment.GetEnvironmentVariable("CI") is "true" or "1";

    public static string PathOf(string file) => Path.Combine(Root, file);

    /// <summary>A file of the tests' data: Approved, Recordings or Vectors.</summary>
    public static string TestPath(params string[] parts) => Path.Combine([Root, "tests", .. parts]);

    /// <summary>The C# files under a folder, as paths relative to the root with forward slashes.</summary>
    public static IReadOnlyList<string> SourceFiles(params string[] folder)
    {
        string start = Path.Combine([Root, .. folder]);
        if (!Directory.Exists(start)) return [];
        return [.. Directory.EnumerateFiles(start, "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal)
                && !path.Contains("/artifacts/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
    }

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "NightMiner.slnx")))
                return folder.FullName;
        throw new InvalidOperationException($"no NightMiner.slnx above {AppContext.BaseDirectory}");
    }
}
