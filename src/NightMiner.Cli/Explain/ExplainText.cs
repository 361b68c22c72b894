using NightMiner.Cli.Rendering;
using NightMiner.Protocol.Text;
using NightMiner.Workbench.Explain;

namespace NightMiner.Cli.Explain;

/// <summary>The explanation for a terminal or a pipe.</summary>
internal static class ExplainText
{
    private const int WidthOfPipe = 100;
    private const int Widest = 130;
    private const string Good = "\e[32m";
    private const string Bad = "\e[1;31m";
    private const string Faint = "\e[2m";

    /// <summary>The whole text.</summary>
    public static string Render(Question question, int? width, bool hasColour)
    {
        TextPage page = new(Math.Min(width ?? WidthOfPipe, Widest), hasColour);
        JobExplanation job = question.Explanation;
        page.Line($"{Headline(job)}: {question.Title}");
        foreach (string note in question.Notes) page.Line("note: " + note, "\e[33m");
        Coinbase(page, job);
        Merkle(page, job);
        Header(page, job);
        Targets(page, job);
        if (job.Share is not null) Share(page, job);
        if (question.Autopsy is { } autopsy) Autopsy(page, autopsy);
        return page.ToString();
    }

    /// <summary>What it is about, in half a line.</summary>
    public static string Headline(JobExplanation job) => $"Job {PrintableText.From(job.Terms.Notify.JobId.Text, 40)}, "
        + $"{job.Terms.Algorithm}, difficulty {job.Terms.Difficulty}";

    /// <summary>An autopsy for a log: the sentence, then the mistakes where they are several.</summary>
    public static string Brief(Autopsy autopsy)
    {
        const int limit = 6;
        if (autopsy.Suspects.Count < 2) return autopsy.Summary;
        IEnumerable<string> names = autopsy.Suspects.Take(limit).Select(suspect => suspect.Mistake.Name);
        string more = autopsy.Suspects.Count > limit ? ", …" : "";
        return $"{autopsy.Summary}\n{string.Join(", ", names)}{more}";
    }

    private static void Coinbase(TextPage page, JobExplanation job)
    {
        page.Title($"1. The coinbase: the transaction that pays for the block, {job.CoinbaseBytes.Length} bytes");
        ByteSource? last = null;
        foreach (ByteField part in job.Coinbase)
        {
            if (part.Source != last) page.Line(Sources.Title(part.Source), Sources.Ansi(part.Source));
            last = part.Source;
            page.Bytes(part.Offset, part.Hex, part.Name, part.Meaning, Sources.Ansi(part.Source));
        }
        foreach (string finding in job.Findings) page.Entry("look out:", finding, Bad);
        page.Line("sha256d of these bytes, in the order of its computation (people write it reversed):", Faint);
        page.Entry("hash", Raw(job.CoinbaseHash), "\e[35m");
    }

    private static void Merkle(TextPage page, JobExplanation job)
    {
        page.Title("2. The merkle root: sha256d of two hashes side by side, "
            + Units.Plural(job.Merkle.Count, "time"));
        page.Line("The pool sends the branch; no bytes are reversed on the way.", Faint);
        page.Entry("coinbase's hash", Raw(job.CoinbaseHash), "\e[35m");
        for (int i = 0; i < job.Merkle.Count; i++)
        {
            page.Entry($"with branch {i + 1}", Raw(job.Merkle[i].Sibling), Sources.Ansi(ByteSource.Notify));
            page.Entry(i + 1 == job.Merkle.Count ? "makes the root" : "makes", Raw(job.Merkle[i].Parent), "\e[35m");
        }
        if (job.Merkle.Count == 0)
            page.Line("The block has no other transaction: the coinbase's hash is the root.");
    }

    private static void Header(TextPage page, JobExplanation job)
    {
        page.Title("3. The header: 80 bytes" + (job.Share is null ? ", with nonce 0 for the time being" : ""));
        foreach (ByteField part in job.HeaderFields)
        {
            page.Bytes(part.Offset, part.Hex, part.Name, "", Sources.Ansi(part.Source));
            if (part.AsSent is { } sent) page.Entry("      sent as", sent);
            page.Entry("      says", part.Meaning);
            if (part.Change.Length > 0) page.Entry("", part.Change, Faint);
        }
        page.Line("in one piece:", Faint);
        string header = string.Concat(job.HeaderFields.Select(part => page.Paint(part.Hex, Sources.Ansi(part.Source))));
        page.Line(header);
    }

    private static void Targets(TextPage page, JobExplanation job)
    {
        JobTerms terms = job.Terms;
        page.Title("4. The targets: the hash, as a number, must not be larger");
        page.Entry("difficulty 1", terms.Algorithm.DifficultyOne.ToString(), Faint);
        page.Entry($"share, {terms.Difficulty}", terms.Target.ToString());
        page.Entry("", $"difficulty 1 divided by {terms.Difficulty}: a share takes "
            + $"{Units.Count(terms.Algorithm.ExpectedHashes(terms.Target))} hashes on average", Faint);
        page.Entry("network", job.NetworkTarget?.ToString() ?? "nbits are not a valid target");
        if (job is { NetworkTarget: { } network, NetworkDifficulty: { } difficulty })
            page.Entry("", $"from nbits, difficulty {Units.Difficulty(difficulty)}: a block takes "
                + $"{Units.Count(terms.Algorithm.ExpectedHashes(network))} hashes on average", Faint);
    }

    private static void Share(TextPage page, JobExplanation job)
    {
        Reckoned result = job.Result;
        page.Title($"5. The share: {job.Terms.Algorithm} of the header");
        page.Entry("hash as computed", Raw(result.Hash));
        page.Entry("as a number", result.Hash.ToString(), result.IsAccepted ? Good : Bad);
        page.Entry("", "the bytes reversed: the last one computed is the most significant", Faint);
        page.Entry("share target", job.Terms.Target.ToString());
        page.Entry("", Verdict(job), result.IsAccepted ? Good : Bad);
        page.Entry("network target", job.NetworkTarget?.ToString() ?? "none");
        page.Entry("", BlockVerdict(job), job.IsBlock ? Good : Faint);
        page.Entry("block id", $"{job.BlockId}");
        page.Entry("", "sha256d of the header, reversed, whatever the proof of work is", Faint);
    }

    /// <summary>Whether the share is good.</summary>
    public static string Verdict(JobExplanation job) => job.Result.IsAccepted
        ? $"MET: the share's difficulty is {Units.Difficulty(job.Result.Difficulty)}, {job.Terms.Difficulty} is wanted"
        : $"MISSED: the share's difficulty is {Units.Difficulty(job.Result.Difficulty)}, "
            + $"{job.Terms.Difficulty} is wanted";

    /// <summary>Whether the share is a block.</summary>
    public static string BlockVerdict(JobExplanation job) => job.IsBlock ? "MET: it is a block" : "not met: no block";

    private static void Autopsy(TextPage page, Autopsy autopsy)
    {
        page.Title("6. The verdict");
        page.Entry("", autopsy.Summary, autopsy.Blame == Blame.Nobody ? Good : Bad, 2);
        if (autopsy.Suspects.Count == 1) page.Line($"(the mistake '{autopsy.Suspects[0].Mistake.Name}')", Faint);
        foreach (Suspect suspect in autopsy.Suspects.Count > 1 ? autopsy.Suspects : [])
            page.Entry($"  {suspect.Mistake.Name}", $"{suspect.Mistake.Does}: the share's difficulty would be "
                + Units.Difficulty(suspect.Result.Difficulty), "", 28);
        if (autopsy.Blame != Blame.Nobody)
            page.Line($"{autopsy.Tried} usual mistakes were tried, each alone.", Faint);
    }

    private static string Raw(Protocol.Blocks.Hash256 hash) => Convert.ToHexStringLower(hash.ToArray());
}
