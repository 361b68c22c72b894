using System.Text.Json;
using NightMiner.Blocks;
using NightMiner.Stratum;

namespace NightMiner.Lab.Explaining;

/// <summary>
/// What was said on a connection, read from lines as they are on the wire. Lines of a log are welcome too: what stands
/// before the first brace is overlooked. A fact that a job needs and that comes only later is taken all the same.
/// </summary>
public sealed class Transcript
{
    private const int UsualExtranonce2Size = 4;

    private readonly List<GivenJob> _jobs = [];
    private readonly List<SentShare> _shares = [];
    private readonly List<(int Place, Difficulty Difficulty)> _difficulties = [];
    private readonly List<(int Place, SubscribeResult Extranonce)> _extranonces = [];
    private readonly List<(int Place, uint Mask)> _masks = [];
    private readonly List<string> _problems = [];
    private int _place;

    /// <summary>The jobs, in the order of their coming.</summary>
    public IReadOnlyList<GivenJob> Jobs => _jobs;

    /// <summary>The shares that were submitted, in order, with their answers.</summary>
    public IReadOnlyList<SentShare> Shares => _shares;

    /// <summary>Lines that look like messages of mining and can't be read, each with its number.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Whether the pool has said what the coinbases of the jobs are made with.</summary>
    public bool KnowsExtranonce => _extranonces.Count > 0;

    /// <summary>Whether the pool has set a difficulty.</summary>
    public bool KnowsDifficulty => _difficulties.Count > 0;

    /// <summary>Reads lines. Never throws on what stands in them.</summary>
    public static Transcript Read(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        Transcript transcript = new();
        foreach (string line in lines) transcript.Add(line);
        return transcript;
    }

    /// <summary>Reads one more line.</summary>
    public void Add(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        _place++;
        int brace = line.IndexOf('{', StringComparison.Ordinal);
        if (brace < 0) return;
        try
        {
            using JsonDocument document = JsonDocument.Parse(line[brace..].TrimEnd(), new() { MaxDepth = 16 });
            Add(document.RootElement, line[brace..]);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            _problems.Add(e is JsonException ? $"line {_place} is not JSON" : $"line {_place}: {e.Message}");
        }
    }

    /// <summary>What held when a job came.</summary>
    /// <param name="job">One of <see cref="Jobs"/>.</param>
    /// <param name="stated">What is known from elsewhere.</param>
    public JobTerms TermsOf(GivenJob job, StatedTerms stated)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(stated);
        SubscribeResult? said = InForce(_extranonces, job.Place);
        return new JobTerms
        {
            Notify = job.Notify,
            Algorithm = stated.Algorithm,
            Extranonce1 = stated.Extranonce1 ?? said?.Extranonce1 ?? default,
            Extranonce2Size = stated.Extranonce2Size ?? said?.Extranonce2Size ?? UsualExtranonce2Size,
            Difficulty = stated.Difficulty ?? InForce(_difficulties, job.Place),
            VersionMask = stated.VersionMask
                ?? (_masks.Count > 0 ? InForce(_masks, job.Place) : JobTerms.UsualVersionMask),
            Chains = stated.Chains,
        };
    }

    /// <summary>The job that a share names: the last of that name before it, or else the first one after.</summary>
    public GivenJob? JobOf(JobId id, int place = int.MaxValue) =>
        _jobs.LastOrDefault(job => job.Place < place && job.Notify.JobId.Text == id.Text)
        ?? _jobs.FirstOrDefault(job => job.Notify.JobId.Text == id.Text);

    /// <summary>A share with all that stands around it.</summary>
    /// <param name="share">One of <see cref="Shares"/>, or one from elsewhere for a job of this connection.</param>
    /// <param name="job">Its job.</param>
    /// <param name="stated">What is known from elsewhere.</param>
    public ShareCase CaseOf(SentShare share, GivenJob job, StatedTerms stated)
    {
        ArgumentNullException.ThrowIfNull(share);
        JobTerms terms = TermsOf(job, stated);
        GivenJob? before = _jobs.LastOrDefault(other => other.Place < job.Place);
        GivenJob? after = _jobs.FirstOrDefault(other => other.Place > job.Place && other.Place < share.Place);
        return new ShareCase
        {
            Terms = terms,
            Share = share.Submit,
            Ruling = share.Ruling,
            JobBefore = before is null ? null : TermsOf(before, stated),
            JobAfter = after is null ? null : TermsOf(after, stated),
            DifficultyBefore = LastOther(0, job.Place),
            DifficultyAfter = LastOther(job.Place, share.Place),
        };

        Difficulty? LastOther(int from, int to)
        {
            foreach ((int place, Difficulty difficulty) in Enumerable.Reverse(_difficulties))
                if (place > from && place < to && difficulty != terms.Difficulty)
                    return difficulty;
            return null;
        }
    }

    private void Add(JsonElement message, string line)
    {
        if (message.TryGetProperty("method", out JsonElement name) && name.ValueKind == JsonValueKind.String)
        {
            message.TryGetProperty("params", out JsonElement parameters);
            if (name.ValueEquals("mining.submit"u8))
            {
                string id = message.TryGetProperty("id", out JsonElement token) ? token.GetRawText() : "null";
                _shares.Add(new SentShare(SubmitReader.Read(parameters), _place) { Id = id });
                return;
            }
            if (name.ValueEquals("mining.set_version_mask"u8))
            {
                _masks.Add((_place, SubmitReader.Word(parameters[0].GetString(), "the version mask")));
                return;
            }
        }
        switch (MessageReader.Read(System.Text.Encoding.UTF8.GetBytes(line)))
        {
            case Notify notify:
                _jobs.Add(new GivenJob(notify, _place));
                break;
            case SetDifficulty { Difficulty: var difficulty }:
                _difficulties.Add((_place, difficulty));
                break;
            case SetExtranonce { Extranonce1: var extranonce1, Extranonce2Size: var size }:
                _extranonces.Add((_place, new SubscribeResult(null, extranonce1, size)));
                break;
            case Reply reply:
                AddReply(reply);
                break;
            case Malformed malformed:
                throw new FormatException(malformed.Problem);
        }
    }

    private void AddReply(Reply reply)
    {
        string id = reply.Id.ToString();
        int asked = _shares.FindLastIndex(share => share.Id == id && share.Ruling == Ruling.Unknown);
        if (reply.Result.ValueKind == JsonValueKind.Array && reply.Result.GetArrayLength() >= 3)
            _extranonces.Add((_place, SubscribeResult.Parse(reply.Result)));
        else if (reply.Result.ValueKind == JsonValueKind.Object
            && reply.Result.TryGetProperty("version-rolling.mask", out JsonElement mask))
            _masks.Add((_place, SubmitReader.Word(mask.GetString(), "the version mask")));
        else if (asked >= 0)
            _shares[asked] = _shares[asked] with
            {
                Ruling = reply.IsYes ? Ruling.Accepted : Ruling.Rejected(reply.Error),
            };
    }

    // The last one before the job; where there is none, the first one after.
    private static T? InForce<T>(List<(int Place, T Value)> said, int place)
    {
        int index = said.FindLastIndex(one => one.Place < place);
        return said.Count == 0 ? default : said[Math.Max(index, 0)].Value;
    }
}

/// <summary>A job of a <see cref="Transcript"/>.</summary>
/// <param name="Notify">The notify.</param>
/// <param name="Place">The number of its line, from 1.</param>
public sealed record GivenJob(Notify Notify, int Place);

/// <summary>A share of a <see cref="Transcript"/>.</summary>
/// <param name="Submit">What was sent.</param>
/// <param name="Place">The number of its line, from 1; the largest number for one from elsewhere.</param>
public sealed record SentShare(Submit Submit, int Place = int.MaxValue)
{
    /// <summary>The request's id as it was on the wire.</summary>
    public string Id { get; init; } = "";

    /// <summary>What the pool answered.</summary>
    public Ruling Ruling { get; init; } = Ruling.Unknown;
}
