using System.Text.Json;
using NightMiner.Pool.Messages;
using NightMiner.Protocol.Text;

namespace NightMiner.Pool.Judging;

/// <summary>The parameters of a mining.submit as they came: texts, or null where a parameter is not a text.</summary>
internal sealed class Submission
{
    private const int ShownLength = 80; // 32 bytes of extranonce2 in hex, and some more
    private const int MostFields = 6;

    private readonly string?[] _fields;

    private Submission(string?[] fields, int count) => (_fields, Count) = (fields, count);

    /// <summary>How many parameters there were; 5, or 6 with version bits.</summary>
    public int Count { get; }

    public string? Worker => _fields[0];
    public string? JobId => _fields[1];
    public string? Extranonce2 => _fields[2];
    public string? Ntime => _fields[3];
    public string? Nonce => _fields[4];
    public string? VersionBits => _fields[5];

    /// <summary>The same with another text at one place.</summary>
    public Submission With(int place, string text) =>
        new([.. _fields[..place], text, .. _fields[(place + 1)..]], Count);

    /// <summary>The texts from a place on, for comparing.</summary>
    public string Fields(int from) => string.Join(' ', _fields[from..]);

    /// <summary>Reads the parameters of a request.</summary>
    /// <param name="parameters">A JSON value of any kind.</param>
    /// <param name="hasNumberedJobs">Whether the pool names its jobs by JSON numbers: then a text names none.</param>
    public static Submission Read(JsonElement parameters, bool hasNumberedJobs = false)
    {
        string?[] fields = new string?[MostFields];
        if (parameters.ValueKind != JsonValueKind.Array) return new Submission(fields, 0);
        int count = parameters.GetArrayLength();
        for (int i = 0; i < Math.Min(count, MostFields); i++)
            fields[i] = JsonText.Read(parameters[i]);
        if (hasNumberedJobs && count > 1)
            fields[1] = parameters[1].ValueKind == JsonValueKind.Number ? parameters[1].GetRawText() : null;
        return new Submission(fields, count);
    }

    /// <summary>The share with the verdict on it, for the log.</summary>
    public JudgedShare Judged(Judgement judgement, long connection, DateTimeOffset time) => new()
    {
        Time = time,
        Connection = connection,
        Verdict = judgement.Verdict,
        Worker = PrintableText.From(Worker),
        JobId = PrintableText.From(JobId, ShownLength),
        Extranonce2 = PrintableText.From(Extranonce2, ShownLength),
        Ntime = PrintableText.From(Ntime, ShownLength),
        Nonce = PrintableText.From(Nonce, ShownLength),
        VersionBits = PrintableText.From(VersionBits, ShownLength),
        Required = judgement.Job?.Difficulty,
        Difficulty = judgement.Difficulty,
        Header = judgement.Header,
        IsBlock = judgement.IsBlock,
    };
}
