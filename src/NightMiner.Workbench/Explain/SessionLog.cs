using System.Text;
using System.Text.Json;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.Workbench.Recording;

namespace NightMiner.Workbench.Explain;

/// <summary>
/// What was said on a connection, read from lines as they are on the wire. Lines of a log are welcome too: what stands
/// before the first brace is overlooked. So are those of a recording, whose connections are kept apart. A fact that a
/// job needs and that comes only later is taken all the same.
/// </summary>
public sealed class SessionLog
{
    private const int UsualExtranonce2Size = 4;

    private readonly List<GivenJob> _jobs = [];
    private readonly List<SentShare> _shares = [];
    private readonly List<Said<Difficulty>> _difficulties = [];
    private readonly List<Said<SubscribeResult>> _extranonces = [];
    private readonly List<Said<uint>> _masks = [];
    private readonly List<string> _problems = [];
    private int _place;
    private int _connection; // of the line at hand; 0 where lines don't say

    /// <summary>The jobs, in the order of their coming.</summary>
    public IReadOnlyList<GivenJob> Jobs => _jobs;

    /// <summary>The shares that were submitted, in order, with their answers.</summary>
    public IReadOnlyList<SentShare> Shares => _shares;

    /// <summary>Lines that look like messages of mining and can't be read, each with its number.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Whether the pool has said what the coinbase of a job is made with.</summary>
    public bool KnowsExtranonce(GivenJob job) => IsSaid(_extranonces, job);

    /// <summary>Whether the pool has set a difficulty where a job was given.</summary>
    public bool KnowsDifficulty(GivenJob job) => IsSaid(_difficulties, job);

    /// <summary>Reads lines. Never throws on what stands in them.</summary>
    public static SessionLog Read(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        SessionLog transcript = new();
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
            // By its bytes: a text with half a surrogate pair, as WireText makes of a stray byte, is refused otherwise.
            byte[] text = Encoding.UTF8.GetBytes(line[brace..].TrimEnd());
            using JsonDocument document = JsonDocument.Parse(text, new() { MaxDepth = 16 });
            if (RecordingFormat.IsHeader(document.RootElement)) return;
            if (RecordingFormat.IsLine(document.RootElement)) AddRecorded(line[brace..]);
            else Add(document.RootElement, line[brace..]);
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
        SubscribeResult? said = InForce(_extranonces, job);
        return new JobTerms
        {
            Notify = job.Notify,
            Algorithm = stated.Algorithm,
            Extranonce1 = stated.Extranonce1 ?? said?.Extranonce1 ?? default,
            Extranonce2Size = stated.Extranonce2Size ?? said?.Extranonce2Size ?? UsualExtranonce2Size,
            Difficulty = stated.Difficulty ?? InForce(_difficulties, job),
            VersionMask = stated.VersionMask
                ?? (IsSaid(_masks, job) ? InForce(_masks, job) : RolledVersions.Bits),
            Networks = stated.Networks,
        };
    }

    /// <summary>The last job of that name.</summary>
    public GivenJob? JobOf(JobId id) => _jobs.LastOrDefault(job => job.Notify.JobId.Text == id.Text);

    /// <summary>The job that a share names, on its own connection: the last of that name before it, or else the first
    /// one after. Where that has none, and for a share from elsewhere, the last on any connection.</summary>
    public GivenJob? JobOf(SentShare share)
    {
        ArgumentNullException.ThrowIfNull(share);
        IEnumerable<GivenJob> named = _jobs.Where(job => share.Place < int.MaxValue
            && job.Connection == share.Connection && job.Notify.JobId.Text == share.Submit.JobId.Text);
        return named.LastOrDefault(job => job.Place < share.Place) ?? named.FirstOrDefault()
            ?? JobOf(share.Submit.JobId);
    }

    /// <summary>A share with all that stands around it.</summary>
    /// <param name="share">One of <see cref="Shares"/>, or one from elsewhere for a job of this connection.</param>
    /// <param name="job">Its job.</param>
    /// <param name="stated">What is known from elsewhere.</param>
    public ShareCase CaseOf(SentShare share, GivenJob job, StatedTerms stated)
    {
        ArgumentNullException.ThrowIfNull(share);
        JobTerms terms = TermsOf(job, stated);
        GivenJob[] jobs = [.. _jobs.Where(other => other.Connection == job.Connection)];
        GivenJob? before = jobs.LastOrDefault(other => other.Place < job.Place);
        GivenJob? after = jobs.FirstOrDefault(other => other.Place > job.Place && other.Place < share.Place);
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
            foreach (Said<Difficulty> said in Enumerable.Reverse(_difficulties))
                if (said.Connection == job.Connection && said.Place > from && said.Place < to
                    && said.Value != terms.Difficulty)
                    return said.Value;
            return null;
        }
    }

    private void AddRecorded(string text)
    {
        if (RecordingFormat.ReadLine(Encoding.UTF8.GetBytes(text)) is not { } recorded)
            throw new FormatException("no line of a recording, though it looks like one");
        string line = Encoding.UTF8.GetString(recorded.Bytes.Span);
        if (recorded.IsEnd || !line.StartsWith('{')) return;
        using JsonDocument document = JsonDocument.Parse(line, new() { MaxDepth = 16 });
        // What a miner answers to the pool is not the pool's answer to a share.
        if (recorded.From == Side.Miner && !document.RootElement.TryGetProperty("method", out _)) return;
        _connection = recorded.Connection;
        Add(document.RootElement, line);
    }

    private void Add(JsonElement message, string line)
    {
        if (message.TryGetProperty("method", out JsonElement name) && name.ValueKind == JsonValueKind.String)
        {
            message.TryGetProperty("params", out JsonElement parameters);
            if (name.ValueEquals("mining.submit"u8))
            {
                MessageId id = message.TryGetProperty("id", out JsonElement token) ? MessageId.From(token) : default;
                _shares.Add(new SentShare(SubmitReader.Read(parameters), _place)
                {
                    Id = id, Connection = _connection,
                });
                return;
            }
        }
        switch (MessageReader.Read(Encoding.UTF8.GetBytes(line)))
        {
            case Notify notify:
                _jobs.Add(new GivenJob(notify, _place) { Connection = _connection });
                break;
            case SetDifficulty { Difficulty: var difficulty }:
                Note(_difficulties, difficulty);
                break;
            case SetExtranonce { Extranonce1: var extranonce1, Extranonce2Size: var size }:
                int before = _extranonces.FindLast(one => one.Connection == _connection).Value?.Extranonce2Size
                    ?? UsualExtranonce2Size;
                Note(_extranonces, new SubscribeResult(null, extranonce1, size ?? before));
                break;
            case SetVersionMask { Mask: var mask }:
                Note(_masks, mask);
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
        int asked = _shares.FindLastIndex(share =>
            reply.Id.Answers(share.Id) && share.Connection == _connection && share.Ruling == Ruling.Unknown);
        if (reply.Result.ValueKind == JsonValueKind.Array && reply.Result.GetArrayLength() >= 3)
            Note(_extranonces, SubscribeResult.Parse(reply.Result));
        else if (reply.Result.ValueKind == JsonValueKind.Object
            && reply.Result.TryGetProperty("version-rolling.mask", out JsonElement mask))
            Note(_masks, SubmitReader.Word(mask.GetString(), "the version mask"));
        else if (asked >= 0)
            _shares[asked] = _shares[asked] with
            {
                Ruling = reply.IsYes ? Ruling.Accepted : Ruling.Rejected(reply.Error),
            };
    }

    private void Note<T>(List<Said<T>> said, T value) => said.Add(new Said<T>(_connection, _place, value));

    private static bool IsSaid<T>(List<Said<T>> said, GivenJob job) =>
        said.Exists(one => one.Connection == job.Connection);

    // The last one before the job; where there is none, the first one after.
    private static T? InForce<T>(List<Said<T>> said, GivenJob job)
    {
        List<Said<T>> own = said.FindAll(one => one.Connection == job.Connection);
        int index = own.FindLastIndex(one => one.Place < job.Place);
        return own.Count == 0 ? default : own[Math.Max(index, 0)].Value;
    }

    private readonly record struct Said<T>(int Connection, int Place, T Value);
}

/// <summary>A job of a <see cref="SessionLog"/>.</summary>
/// <param name="Notify">The notify.</param>
/// <param name="Place">The number of its line, from 1.</param>
public sealed record GivenJob(Notify Notify, int Place)
{
    /// <summary>Which connection of a recording it came on; 0 where the lines don't say.</summary>
    public int Connection { get; init; }
}

/// <summary>A share of a <see cref="SessionLog"/>.</summary>
/// <param name="Submit">What was sent.</param>
/// <param name="Place">The number of its line, from 1; the largest number for one from elsewhere.</param>
public sealed record SentShare(Submit Submit, int Place = int.MaxValue)
{
    /// <summary>The request's id.</summary>
    public MessageId Id { get; init; }

    /// <summary>Which connection of a recording it was sent on; 0 where the lines don't say.</summary>
    public int Connection { get; init; }

    /// <summary>What the pool answered.</summary>
    public Ruling Ruling { get; init; } = Ruling.Unknown;
}
