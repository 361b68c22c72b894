namespace NightMiner.TestSupport;

/// <summary>Compares text that people see with the text that somebody has read and approved.</summary>
internal static class Approved
{
    /// <summary>Fails with the first difference. With APPROVE=1 in the environment it rewrites the file.</summary>
    public static void Verify(string name, string text)
    {
        string path = Repo.TestPath("Approved", name + ".txt");
        string actual = text.ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }
        string expected = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (expected != actual) Assert.Fail(Explain(name, expected.Split('\n'), actual.Split('\n')));
    }

    private static string Explain(string name, string[] expected, string[] actual)
    {
        int line = 0;
        while (line < expected.Length && line < actual.Length && expected[line] == actual[line]) line++;
        string Show(string[] lines) => line < lines.Length ? lines[line] : "(no such line)";
        return $"""
            Approved/{name}.txt differs from line {line + 1} on.
            approved: {Show(expected)}
            now:      {Show(actual)}
            If the new text is right, run the tests once with APPROVE=1 and commit the file.

            {string.Join('\n', actual)}
            """;
    }
}
