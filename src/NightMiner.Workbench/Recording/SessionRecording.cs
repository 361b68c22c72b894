using NightMiner.Protocol.Text;
using NightMiner.Protocol.Transport;

namespace NightMiner.Workbench.Recording;

/// <summary>
/// What went over one or more connections between miners and a pool, read from a file or seen in a replay.
/// </summary>
public sealed class SessionRecording
{
    private readonly Lazy<int[]> _connections;

    /// <summary>A recording of these lines.</summary>
    public SessionRecording(IReadOnlyList<RecordedLine> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        Lines = lines;
        _connections = new(() => [.. lines.Select(line => line.Connection).Distinct().Order()]);
    }

    /// <summary>When it began; null where that is not known.</summary>
    public DateTimeOffset? Started { get; private init; }

    /// <summary>The pool's URL, without the login; empty where it is not known.</summary>
    public string Pool { get; private init; } = "";

    /// <summary>All lines of all connections, in order.</summary>
    public IReadOnlyList<RecordedLine> Lines { get; }

    /// <summary>The numbers of the connections, in order.</summary>
    public IReadOnlyList<int> Connections => _connections.Value;

    /// <summary>Why it is not whole, in plain words; null where it is.</summary>
    public string? Problem { get; private init; }

    /// <summary>The lines of one connection.</summary>
    public IReadOnlyList<RecordedLine> Of(int connection) => [.. Lines.Where(line => line.Connection == connection)];

    /// <summary>
    /// Reads a file, in UTF-8 or UTF-16. One that was cut off or spoilt is read up to there; then
    /// <see cref="Problem"/> says so.
    /// </summary>
    /// <exception cref="FormatException">It is no recording; the message names the file and says why.</exception>
    /// <exception cref="IOException">It does not exist or can't be read.</exception>
    public static async Task<SessionRecording> LoadAsync(string path, CancellationToken stop = default)
    {
        Stream file = await TextFile.OpenAsync(path, stop).ConfigureAwait(false);
        await using (file.ConfigureAwait(false))
        {
            try
            {
                return await ReadAsync(file, stop).ConfigureAwait(false);
            }
            catch (FormatException e)
            {
                throw new FormatException($"{path} is not a recording: {e.Message}", e);
            }
        }
    }

    private static async Task<SessionRecording> ReadAsync(Stream file, CancellationToken stop)
    {
        LineReader reader = new(file, RecordingFormat.LineLimit);
        List<RecordedLine> lines = [];
        (DateTimeOffset? Started, string Pool)? header = null;
        string? problem = null;
        try
        {
            while (problem is null && await reader.ReadLineAsync(stop).ConfigureAwait(false) is { } text)
            {
                if (header is null) header = RecordingFormat.ReadHeader(text);
                else if (RecordingFormat.ReadLine(text) is { } line) lines.Add(line);
                else problem = $"line {lines.Count + 2} makes no sense; only the {lines.Count} before it are used";
            }
        }
        catch (ConnectionException)
        {
            if (header is null) throw new FormatException("its first line is endless");
            problem = $"line {lines.Count + 2} is endless; only the {lines.Count} before it are used";
        }
        if (header is not { } head) throw new FormatException("it is empty");
        if (problem is null && !reader.Unfinished.IsEmpty)
            problem = $"it is cut off in line {lines.Count + 2}; only the {lines.Count} lines before it are used";
        return new SessionRecording(lines) { Started = head.Started, Pool = head.Pool, Problem = problem };
    }
}
