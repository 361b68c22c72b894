using System.Diagnostics;
using NightMiner.Protocol.Text;
using NightMiner.Protocol.Transport;

namespace NightMiner.Workbench.Recording;

/// <summary>
/// One connection of a replay: what is said on it now, understood as it comes, with waiting for what is to come.
/// </summary>
/// <param name="stream">The connection.</param>
/// <param name="number">Its number, from 1.</param>
/// <param name="self">Which side we play.</param>
/// <param name="since">When the replay began.</param>
internal sealed class LiveSession(Stream stream, int number, Side self, long since) : IDisposable
{
    private static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(30);

    private readonly object _gate = new();
    private readonly List<RecordedLine> _lines = [];
    private readonly List<Message> _messages = [];
    private readonly Message.Matcher _matcher = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isOver;

    /// <summary>The connection's number, from 1.</summary>
    public int Number => number;

    /// <summary>All lines so far.</summary>
    public IReadOnlyList<RecordedLine> Lines
    {
        get { lock (_gate) return [.. _lines]; }
    }

    /// <summary>Reads until the other side ends the connection.</summary>
    /// <param name="heard">Called with each message, in order.</param>
    /// <param name="stop">Ends the reading.</param>
    public async Task ReadAllAsync(Func<Message, Task> heard, CancellationToken stop)
    {
        Side other = self == Side.Pool ? Side.Miner : Side.Pool;
        try
        {
            LineReader lines = new(stream);
            while (await lines.ReadLineAsync(stop).ConfigureAwait(false) is { } line)
                await heard(Note(other, line.Span)).ConfigureAwait(false);
            lock (_gate) _lines.Add(new RecordedLine(Stopwatch.GetElapsedTime(since), number, other, default)
            {
                IsEnd = true,
            });
        }
        finally
        {
            lock (_gate) _isOver = true;
            Pulse();
        }
    }

    /// <summary>Says a line, under another id where one is given.</summary>
    public async Task SayAsync(ReadOnlyMemory<byte> line, string? id, CancellationToken stop)
    {
        byte[] text = WithId(line.Span, id);
        await _writing.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(WriteLimit);
            Note(self, text); // first: the answer may be faster than we
            await stream.WriteAsync((byte[])[.. text, (byte)'\n'], limit.Token).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>
    /// Waits for a message; null where it did not come in time, or can't come any more.
    /// </summary>
    public async Task<Message?> WaitAsync(Func<Message, bool> isIt, TimeSpan patience, CancellationToken stop)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(patience);
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (_messages.Find(message => isIt(message)) is { } found) return found;
                if (_isOver) return null;
                more = _more.Task;
            }
            await more.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stop.ThrowIfCancellationRequested();
            if (limit.IsCancellationRequested && !more.IsCompleted) return null;
        }
    }

    /// <summary>To be called when nobody speaks any more; the stream is the caller's.</summary>
    public void Dispose() => _writing.Dispose();

    // What is kept is what a recording would hold: without passwords.
    private Message Note(Side from, ReadOnlySpan<byte> line)
    {
        byte[] text = from == Side.Miner ? Secrets.Mask(line) : line.ToArray();
        Message message = Message.Read(new RecordedLine(Stopwatch.GetElapsedTime(since), number, from, text));
        lock (_gate)
        {
            _matcher.Take(message);
            _lines.Add(message.Line);
            _messages.Add(message);
        }
        Pulse();
        return message;
    }

    private void Pulse()
    {
        TaskCompletionSource before;
        lock (_gate)
        {
            before = _more;
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        before.SetResult();
    }

    private static byte[] WithId(ReadOnlySpan<byte> line, string? id) =>
        id is not null && LineSpans.Find(line) is { Id: { } span }
            ? LineSpans.Replace(line, span, System.Text.Encoding.UTF8.GetBytes(id))
            : line.ToArray();
}
