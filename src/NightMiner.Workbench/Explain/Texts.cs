using System.Text;
using NightMiner.Protocol.Text;

namespace NightMiner.Workbench.Explain;

/// <summary>Text within bytes.</summary>
internal static class Texts
{
    private const int ShortestRun = 3; // less is chance

    /// <summary>The runs of ASCII letters in the bytes, as ', text "…"'; empty where there is none.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        List<string> runs = [];
        StringBuilder run = new();
        foreach (byte one in bytes)
        {
            if (one is >= 0x20 and < 0x7f)
            {
                run.Append((char)one);
                continue;
            }
            Close();
        }
        Close();
        IEnumerable<string> quoted = runs.Select(text => $"\"{PrintableText.From(text)}\"");
        return runs.Count == 0 ? "" : ", text " + string.Join(" ", quoted);

        void Close()
        {
            if (run.Length >= ShortestRun) runs.Add(run.ToString());
            run.Clear();
        }
    }
}
