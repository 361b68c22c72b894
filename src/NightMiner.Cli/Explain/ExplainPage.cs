using System.Net;
using System.Text;
using NightMiner.Cli.Rendering;
using NightMiner.Protocol.Blocks;
using NightMiner.Workbench.Explain;

namespace NightMiner.Cli.Explain;

/// <summary>The explanation as one HTML file that needs nothing else: no script, no font, no picture.</summary>
internal static class ExplainPage
{
    /// <summary>The whole file.</summary>
    public static string Render(Question question)
    {
        JobExplanation job = question.Explanation;
        StringBuilder page = new();
        string title = Text(ExplainText.Headline(job));
        page.Append($"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>{title}</title><style>
            {PageStyle.Css}
            </style></head><body>
            <h1>{title}</h1><p class="soft">{Text(question.Title)}</p>

            """);
        foreach (string note in question.Notes) Box(page, "", Text(note));
        if (job.Share is not null)
            Box(page, job.Result.IsAccepted ? "good" : "bad", $"<b>{Text(ExplainText.Verdict(job))}</b>");
        if (question.Autopsy is { Blame: not Blame.Nobody } autopsy) Autopsy(page, autopsy);
        Coinbase(page, job);
        Merkle(page, job);
        Header(page, job);
        Targets(page, job);
        return page.Append("</body></html>\n").ToString();
    }

    private static void Coinbase(StringBuilder page, JobExplanation job)
    {
        Section(page, "1. The coinbase", $"The transaction that pays for the block: {job.CoinbaseBytes.Length} bytes "
            + "in four parts. A bar marks where a field begins.");
        Map(page, job.Coinbase);
        Legend(page, [ByteSource.Coinbase1, ByteSource.Extranonce1, ByteSource.Extranonce2, ByteSource.Coinbase2]);
        foreach (string finding in job.Findings) Box(page, "bad", $"<b>Look out:</b> {Text(finding)}");
        Table(page, job.Coinbase);
    }

    private static void Merkle(StringBuilder page, JobExplanation job)
    {
        Section(page, "2. The merkle root", "sha256d of two hashes side by side, once for each level of the tree. "
            + "The pool sends what stands on the right; nothing is turned round on the way.");
        page.Append("<dl class=\"facts\">");
        Fact(page, "sha256d of the coinbase", Marked(Raw(job.CoinbaseHash), ByteSource.Computed));
        for (int i = 0; i < job.Merkle.Count; i++)
        {
            Fact(page, $"with branch {i + 1}", Marked(Raw(job.Merkle[i].Sibling), ByteSource.Notify));
            Fact(page, i + 1 == job.Merkle.Count ? "makes the root" : "makes",
                Marked(Raw(job.Merkle[i].Parent), ByteSource.Computed));
        }
        page.Append("</dl>\n");
        if (job.Merkle.Count == 0) page.Append("<p>The block has no other transaction: that is the root.</p>\n");
    }

    private static void Header(StringBuilder page, JobExplanation job)
    {
        Section(page, "3. The header", "These 80 bytes are hashed."
            + (job.Share is null ? " Nonce and extranonce2 are zero for the time being." : ""));
        Map(page, job.HeaderFields);
        Legend(page, [ByteSource.Notify, ByteSource.Computed, ByteSource.Miner]);
        Table(page, job.HeaderFields);
    }

    private static void Targets(StringBuilder page, JobExplanation job)
    {
        JobTerms terms = job.Terms;
        Section(page, job.Share is null ? "4. The targets" : "4. The hash and the targets",
            "Read as a number, the hash must not be larger than a target.");
        page.Append("<dl class=\"facts\">");
        if (job.Share is not null)
        {
            Fact(page, $"{terms.Algorithm} of the header", $"<span class=\"hex\">{Raw(job.Result.Hash)}</span>");
            Fact(page, "as a number", Number(job.Result.Hash.ToString()), "the bytes reversed");
        }
        Fact(page, $"share target, difficulty {terms.Difficulty}", Number(terms.Target.ToString()),
            $"difficulty 1 divided by {terms.Difficulty}: "
            + $"{Units.Count(terms.Algorithm.ExpectedHashes(terms.Target))} hashes on average");
        if (job is { NetworkTarget: { } network, NetworkDifficulty: { } difficulty })
            Fact(page, "network target", Number(network.ToString()),
                $"from nbits, difficulty {Units.Difficulty(difficulty)}"
                + (job.Share is null ? "" : $"; {ExplainText.BlockVerdict(job)}"));
        Fact(page, "difficulty 1", Number(terms.Algorithm.DifficultyOne.ToString()));
        if (job.Share is not null) Fact(page, "block id", Number(job.BlockId.ToString()), "sha256d, reversed");
        page.Append("</dl>\n");
    }

    private static void Autopsy(StringBuilder page, Autopsy autopsy)
    {
        StringBuilder text = new($"<b>{Text(autopsy.Summary)}</b>");
        if (autopsy.Suspects.Count > 1)
        {
            text.Append("<ul>");
            foreach (Suspect suspect in autopsy.Suspects)
                text.Append($"<li><code>{Text(suspect.Mistake.Name)}</code> {Text(suspect.Mistake.Does)}</li>");
            text.Append("</ul>");
        }
        Box(page, "bad", $"{text}<p class=\"soft\">{autopsy.Tried} usual mistakes were tried, each alone.</p>");
    }

    private static void Section(StringBuilder page, string title, string text) =>
        page.Append($"<h2>{Text(title)}</h2><p class=\"soft\">{Text(text)}</p>\n");

    private static void Box(StringBuilder page, string mood, string html) =>
        page.Append($"<div class=\"box {mood}\">{html}</div>\n");

    private static void Map(StringBuilder page, IReadOnlyList<ByteField> fields)
    {
        page.Append("<div class=\"map\">");
        foreach (ByteField part in fields)
            for (int i = 0; i < part.Bytes.Length; i++)
                page.Append($"<i class=\"{Sources.Class(part.Source)}{(i == 0 ? " first" : "")}\" "
                    + $"title=\"{part.Offset + i}: {Text(part.Name)}\">{part.Hex.AsSpan(2 * i, 2)}</i>");
        page.Append("</div>\n");
    }

    private static void Legend(StringBuilder page, ByteSource[] sources)
    {
        page.Append("<p class=\"legend\">");
        foreach (ByteSource source in sources)
            page.Append($"<span class=\"{Sources.Class(source)}\">{Text(Sources.Title(source))}</span>");
        page.Append("</p>\n");
    }

    private static void Table(StringBuilder page, IReadOnlyList<ByteField> fields)
    {
        page.Append("<table><tbody><tr class=\"head\"><th class=\"at\">byte</th><th class=\"what\">field</th>"
            + "<th class=\"bytes\">bytes</th><th>what they say</th></tr>\n");
        foreach (ByteField part in fields)
        {
            page.Append($"<tr><td class=\"at\">{part.Offset}</td><td class=\"what\">{Text(part.Name)}</td>"
                + $"<td class=\"bytes\">{Marked(part.Hex, part.Source)}</td><td>{Text(part.Meaning)}");
            if (part.AsSent is { } sent) page.Append($"<p class=\"soft\">sent as <code>{Text(sent)}</code></p>");
            if (part.Change.Length > 0) page.Append($"<p class=\"soft\">{Text(part.Change)}</p>");
            page.Append("</td></tr>\n");
        }
        page.Append("</tbody></table>\n");
    }

    private static void Fact(StringBuilder page, string name, string html, string note = "")
    {
        page.Append($"<dt>{Text(name)}</dt><dd>{html}");
        if (note.Length > 0) page.Append($"<p>{Text(note)}</p>");
        page.Append("</dd>\n");
    }

    // The zeros in front are what one compares.
    private static string Number(string digits)
    {
        string rest = digits.TrimStart('0');
        return $"<span class=\"hex\"><span class=\"zero\">{digits[..^rest.Length]}</span>{rest}</span>";
    }

    private static string Marked(string hex, ByteSource source) =>
        $"<span class=\"hex {Sources.Class(source)}\">{hex}</span>";

    private static string Raw(Hash256 hash) => Convert.ToHexStringLower(hash.ToArray());

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
