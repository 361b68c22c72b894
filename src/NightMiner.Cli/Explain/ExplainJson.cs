using System.Text.Json;
using NightMiner.Cli.Rendering;
using NightMiner.Workbench.Explain;

namespace NightMiner.Cli.Explain;

/// <summary>The explanation for programs: one line of JSON. Hashes are in the order of computation, unless a name says
/// "number".</summary>
internal static class ExplainJson
{
    /// <summary>The line, without its end.</summary>
    public static string Render(Question question) => JsonLine.Compose(json =>
    {
        JobExplanation job = question.Explanation;
        json.WriteString("job", job.Terms.Notify.JobId.Text);
        json.WriteString("algorithm", job.Terms.Algorithm.Name);
        json.WriteString("difficulty", job.Terms.Difficulty.ToString());
        json.WriteString("source", question.Title);
        Texts(json, "notes", question.Notes);
        Texts(json, "findings", job.Findings);
        json.WriteString("coinbase", Convert.ToHexStringLower(job.CoinbaseBytes));
        Fields(json, "coinbaseFields", job.Coinbase);
        json.WriteString("coinbaseHash", Raw(job.CoinbaseHash));
        Texts(json, "merkle", job.Merkle.Select(step => Raw(step.Parent)));
        json.WriteString("merkleRoot", Raw(job.Result.Header.MerkleRoot));
        json.WriteString("header", Convert.ToHexStringLower(job.Result.Header.ToArray()));
        Fields(json, "headerFields", job.HeaderFields);
        json.WriteString("shareTarget", job.Terms.Target.ToString());
        json.WriteString("networkTarget", job.NetworkTarget?.ToString());
        JsonLine.Number(json, "networkDifficulty", job.NetworkDifficulty ?? double.NaN);
        if (job.Share is not null) Share(json, job);
        if (question.Autopsy is { } autopsy) Autopsy(json, autopsy);
    });

    private static void Share(Utf8JsonWriter json, JobExplanation job)
    {
        json.WriteStartObject("share");
        json.WriteString("hash", Raw(job.Result.Hash));
        json.WriteString("hashNumber", job.Result.Hash.ToString());
        json.WriteString("blockIdNumber", job.BlockId.ToString());
        JsonLine.Number(json, "difficulty", job.Result.Difficulty);
        json.WriteBoolean("meetsShareTarget", job.Result.IsAccepted);
        json.WriteBoolean("meetsNetworkTarget", job.IsBlock);
        json.WriteEndObject();
    }

    private static void Autopsy(Utf8JsonWriter json, Autopsy autopsy)
    {
        json.WriteStartObject("autopsy");
        json.WriteString("blame", JsonLine.CamelCase(autopsy.Blame.ToString()));
        json.WriteString("summary", autopsy.Summary);
        json.WriteNumber("tried", autopsy.Tried);
        json.WriteStartArray("suspects");
        foreach (Suspect suspect in autopsy.Suspects)
        {
            json.WriteStartObject();
            json.WriteString("name", suspect.Mistake.Name);
            json.WriteString("changes", suspect.Mistake.Changes);
            json.WriteString("does", suspect.Mistake.Does);
            JsonLine.Number(json, "difficulty", suspect.Result.Difficulty);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Fields(Utf8JsonWriter json, string name, IReadOnlyList<ByteField> fields)
    {
        json.WriteStartArray(name);
        foreach (ByteField part in fields)
        {
            json.WriteStartObject();
            json.WriteNumber("offset", part.Offset);
            json.WriteString("bytes", part.Hex);
            json.WriteString("name", part.Name);
            json.WriteString("meaning", part.Meaning);
            json.WriteString("source", JsonLine.CamelCase(part.Source.ToString()));
            if (part.AsSent is { } sent) json.WriteString("asSent", sent);
            if (part.Change.Length > 0) json.WriteString("change", part.Change);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static string Raw(Protocol.Blocks.Hash256 hash) => Convert.ToHexStringLower(hash.ToArray());
}
