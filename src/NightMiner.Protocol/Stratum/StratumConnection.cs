using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using NightMiner.Protocol.Text;
using NightMiner.Protocol.Transport;

namespace NightMiner.Protocol.Stratum;

/// <summary>
/// A bare Stratum connection: sends requests, reads messages, and ties each reply to its request by id, in whatever
/// order they come. It knows nothing of mining: whoever iterates <see cref="ReadAllAsync"/> is the handler.
/// </summary>
public sealed class StratumConnection : IAsyncDisposable
{
    /// <summary>The longest line that is sent, in bytes with its \n: ckpool drops a client that sends more.</summary>
    public const int OutgoingLineLimit = 1024;

    /// <summary>How many requests may wait for their replies; with more, the oldest is forgotten.</summary>
    public const int OpenLimit = 4096;

    private readonly Stream _stream;
    private readonly LineReader _lines;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ConcurrentDictionary<long, (ClientRequest Request, long SentAt)> _open = new();
    private long _lastId;

    /// <summary>Speaks over a stream that is connected: a socket, TLS, a pair of pipes in a test.</summary>
    /// <param name="stream">Disposed together with this connection.</param>
    /// <param name="lineLimit">How long a line from the pool may be, in bytes without its end.</param>
    public StratumConnection(Stream stream, int lineLimit = LineReader.DefaultLimit)
    {
        _stream = stream;
        _lines = new LineReader(stream, lineLimit);
    }

    /// <summary>Called with each line as it is written, without its end, passwords masked (see
    /// <see cref="Secrets"/>).</summary>
    public Action<string>? LineSent { get; init; }

    /// <summary>
    /// Called with each line that came, without its end, before it is understood; see <see cref="WireText"/>.
    /// </summary>
    public Action<string>? LineReceived { get; init; }

    /// <summary>How long nothing may come before the connection counts as dead; infinite unless set.</summary>
    public TimeSpan SilenceLimit { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// How long a write may take, 30 s unless set. A pool that takes no bytes for so long is dead, and the connection
    /// is closed.
    /// </summary>
    public TimeSpan WriteLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The requests that wait for a reply, without those that were forgotten.</summary>
    public IReadOnlyList<ClientRequest> Unanswered => [.. _open.Values.Select(entry => entry.Request)];

    /// <summary>Sends a request under a new id; its reply comes through <see cref="ReadAllAsync"/>.</summary>
    /// <exception cref="ArgumentException">The line would be longer than <see cref="OutgoingLineLimit"/>.</exception>
    /// <exception cref="IOException">The connection is gone.</exception>
    public async Task<long> SendAsync(ClientRequest request, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        long number = Interlocked.Increment(ref _lastId);
        MessageId id = MessageId.From(number);
        byte[] line = MessageWriter.Request(id, request.Method, request.WriteParameters);
        if (line.Length > OutgoingLineLimit) throw new ArgumentException(
            $"{request.Method} would be {line.Length} bytes long, pools take {OutgoingLineLimit}", nameof(request));

        _open[number] = (request, Stopwatch.GetTimestamp()); // before the bytes leave: the reply may be faster than we
        _open.TryRemove(number - OpenLimit, out _); // a pool that does not answer must not fill our memory
        await WriteAsync(line, stop).ConfigureAwait(false);
        return number;
    }

    /// <summary>Answers a request of the pool.</summary>
    public Task AnswerAsync(MessageId id, Action<Utf8JsonWriter> writeResult, CancellationToken stop = default) =>
        WriteAsync(MessageWriter.Result(id, writeResult), stop);

    /// <summary>Refuses a request of the pool.</summary>
    public Task RefuseAsync(MessageId id, string text, CancellationToken stop = default) =>
        WriteAsync(MessageWriter.Error(id, 20, text), stop);

    /// <summary>
    /// Every message in the order of its arrival, until the pool closes the connection. Lines that can't be understood
    /// come as <see cref="Malformed"/>. To be iterated once.
    /// </summary>
    /// <exception cref="ConnectionException">The connection broke or was silent for too long, or a line is longer than
    /// the limit.</exception>
    public async IAsyncEnumerable<ServerMessage> ReadAllAsync([EnumeratorCancellation] CancellationToken stop = default)
    {
        bool isFirst = true;
        while (await ReadLineAsync(stop).ConfigureAwait(false) is { } line)
        {
            LineReceived?.Invoke(WireText.From(line.Span));
            ServerMessage message = MessageReader.Read(line);
            isFirst = false;
            yield return message is Reply reply ? Match(reply) : message;
        }
        // A server that closes in the middle of its first line speaks something else, mostly TLS: worth telling.
        if (isFirst && _lines.Unfinished is { IsEmpty: false } start && start.Span[0] != (byte)'{')
            yield return MessageReader.Read(start);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _stream.DisposeAsync(); // a writer may still hold the semaphore: leave it

    private Reply Match(Reply reply) =>
        reply.Id.ToNumber() is { } number && _open.TryRemove(number, out (ClientRequest Request, long SentAt) entry)
            ? reply with { Request = entry.Request, RoundTrip = Stopwatch.GetElapsedTime(entry.SentAt) }
            : reply;

    private async ValueTask<ReadOnlyMemory<byte>?> ReadLineAsync(CancellationToken stop)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(SilenceLimit);
        try
        {
            return await _lines.ReadLineAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new ConnectionException(
                ConnectionProblem.Silent, $"nothing came from the pool for {SilenceLimit.TotalSeconds:0.#} s");
        }
        catch (Exception e) when (e is IOException and not ConnectionException or ObjectDisposedException)
        {
            throw new ConnectionException(ConnectionProblem.Broken, $"the connection broke: {e.Message}", e);
        }
    }

    private async Task WriteAsync(byte[] line, CancellationToken stop)
    {
        await _writing.WaitAsync(stop).ConfigureAwait(false);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(WriteLimit);
        try
        {
            // Told before it is sent, so that it comes before its answer.
            LineSent?.Invoke(Encoding.UTF8.GetString(Secrets.Mask(line.AsSpan(0, line.Length - 1))));
            await _stream.WriteAsync(line, limit.Token).ConfigureAwait(false);
        }
        catch (ObjectDisposedException e)
        {
            throw new IOException("the connection is closed", e);
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            await _stream.DisposeAsync().ConfigureAwait(false); // part of a line may be out: no more can follow
            throw new ConnectionException(
                ConnectionProblem.Silent, $"the pool took no bytes for {WriteLimit.TotalSeconds:0.#} s", e);
        }
        finally
        {
            _writing.Release();
        }
    }
}
