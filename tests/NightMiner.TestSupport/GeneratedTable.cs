namespace NightMiner.TestSupport;

/// <summary>A table of a page that the code makes: it stands between two marks in the page.</summary>
internal static class GeneratedTable
{
    /// <summary>Fails where the page has another table; with APPROVE=1 it rewrites the page.</summary>
    /// <param name="page">The page, from the repository's root.</param>
    /// <param name="name">What the marks call the table.</param>
    /// <param name="table">The table as it is now, in lines that end with \n.</param>
    public static void Verify(string page, string name, string table)
    {
        string path = Repo.PathOf(page);
        string text = File.ReadAllText(path).ReplaceLineEndings("\n");
        (string begin, string end) = ($"<!-- {name} -->\n", $"<!-- end of {name} -->");
        int start = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        int stop = text.IndexOf(end, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
            File.WriteAllText(path, text[..start] + table + text[stop..]);
        else
            Assert.True(text[start..stop] == table,
                $"the table '{name}' of {page} is out of date: run the tests once with APPROVE=1");
    }
}
