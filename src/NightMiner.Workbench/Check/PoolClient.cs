using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;

namespace NightMiner.Workbench.Check;

/// <summary>
/// One connection to the pool under test. It says what it is told to, byte for byte, and takes in what comes in the
/// order of its arrival, when somebody waits for it; each wait has an end.
/// </summary>
internal sealed class PoolClient : IAsyncDisposable
{
    private const int LineLimit = 4096; // waiting to be taken in; a pool that sends more is not read from meanwhile

    private readonly Stream _stream;
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(LineLimit);
    private readonly CancellationTokenSource _end = new();
    private readonly CaseTranscript _transcript;
    private readonly CheckOptions _options;
    private readonly int _number;
    private readonly Task _reading;
    private readonly List<Answer> _early = [];
    private readonly HashSet<string> _asked = [];
    private int _lastId;
    private bool _isDisposed;

    public PoolClient(int number, Stream stream, CheckOptions options, CaseTranscript transcript)
    {
        (_number, _stream, _options, _transcript) = (number, stream, options, transcript);
        _reading = ReadAllAsync(); // beside whoever waits: a read of TLS that is given up breaks the stream
    }

    /// <summary>The jobs that came, the newest last.</summary>
    public List<ReceivedJob> Jobs { get; } = [];

    public ReceivedJob Job => Jobs.Count > 0 ? Jobs[^1] : throw CaseEndedException.Missing("no job came");

    /// <summary>The parameters of each set_difficulty that came.</summary>
    public List<JsonElement> Difficulties { get; } = [];

    /// <summary>The methods of what came, in order; "reply" for answers.</summary>
    public List<string> Order { get; } = [];

    /// <summary>The notifications and requests that came, whole.</summary>
    public List<JsonElement> Calls { get; } = [];

    public Difficulty? Difficulty { get; private set; }

    /// <summary>What the pool answered to mining.subscribe.</summary>
    public SubscribeResult? Subscribed { get; private set; }

    /// <summary>The pool's part of the coinbase for the jobs to come.</summary>
    public byte[] Extranonce1 { get; private set; } = [];

    public int Extranonce2Size { get; private set; }

    /// <summary>What the other side seems to be, where it sent something that is no JSON.</summary>
    public string? Foreign { get; private set; }

    /// <summary>Whether the pool has closed the connection, and all that it said has been taken in.</summary>
    public bool IsAtEnd { get; private set; }

    public Task SendAsync(string line) => SendAsync(Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>Sends bytes. That the pool has closed the connection shows in what is read.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        _transcript.Sent(_number, Encoding.UTF8.GetString(bytes.Span[..Math.Min(bytes.Length, 4096)]));
        using CancellationTokenSource limit = new(_options.ReplyTimeout);
        try
        {
            await _stream.WriteAsync(bytes, limit.Token);
            await _stream.FlushAsync(limit.Token);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException) { }
    }

    /// <summary>Sends a request without waiting, and gives its id.</summary>
    /// <param name="method">Its name.</param>
    /// <param name="parameters">JSON.</param>
    /// <param name="id">The id as a JSON token; null: a number of its own.</param>
    public async Task<string> BeginAsync(string method, string parameters, string? id = null)
    {
        id ??= (++_lastId).ToString(CultureInfo.InvariantCulture);
        await SendAsync(Wire.Request(id, method, parameters));
        return Expect(id);
    }

    /// <summary>Says that a request with this id was sent in some other way.</summary>
    public string Expect(string id)
    {
        _asked.Add(id);
        return id;
    }

    public async Task<Answer> AskAsync(string method, string parameters, string? id = null) =>
        await AnswerToAsync(await BeginAsync(method, parameters, id));

    /// <summary>Waits for the answer with an id. One with an id that nobody used is given too, and marked.</summary>
    public async Task<Answer> AnswerToAsync(string id)
    {
        if (_early.Find(answer => IsId(answer.IdToken, id)) is { } early)
        {
            _early.Remove(early);
            return early;
        }
        using CancellationTokenSource limit = new(_options.ReplyTimeout);
        while (await NextAsync(limit.Token) is { } message)
        {
            if (message.Answer is not { } answer) continue;
            if (IsId(answer.IdToken, id)) return answer;
            if (!_asked.Any(other => IsId(answer.IdToken, other))) return answer with { IsForAnother = true };
            _early.Add(answer);
        }
        return IsAtEnd ? Answer.End : Answer.Missing(_options.ReplyTimeout);
    }

    /// <summary>
    /// Takes in what comes until the condition holds; false where the time is over or the connection is.
    /// </summary>
    public async Task<bool> UntilAsync(Func<bool> condition, TimeSpan patience)
    {
        using CancellationTokenSource limit = new(patience);
        while (!condition())
        {
            if (await NextAsync(limit.Token) is not { } message) return condition();
            if (message.Answer is { } answer) _early.Add(answer); // for who asks later
        }
        return true;
    }

    /// <summary>Whether a refusal of this request has come, and nobody has asked for it yet.</summary>
    public bool WasRefused(string id) => _early.Any(answer => answer.IsRefusal && IsId(answer.IdToken, id));

    /// <summary>
    /// Waits a little for what might still come, and gives the ids under which something came that nobody waits for any
    /// more: all requests have been answered by then.
    /// </summary>
    public async Task<IReadOnlyList<string>> FindSurplusAsync()
    {
        await UntilAsync(() => false, _options.ReplyTimeout / 20);
        return [.. _early.Select(answer => answer.IdToken).Distinct()];
    }

    /// <summary>Whether the pool closes the connection within the time for an answer.</summary>
    public Task<bool> EndsAsync() => UntilAsync(() => IsAtEnd, _options.ReplyTimeout);

    /// <summary>Takes an answer to mining.subscribe: from now on jobs can be hashed.</summary>
    public void Take(SubscribeResult result)
    {
        Subscribed = result;
        (Extranonce1, Extranonce2Size) = (result.Extranonce1.ToArray(), result.Extranonce2Size);
        for (int i = 0; i < Jobs.Count; i++) // some pools send jobs before the answer
            if (Jobs[i].Extranonce1.Length == 0)
                Jobs[i] = Jobs[i] with { Extranonce1 = Extranonce1, Extranonce2Size = Extranonce2Size };
    }

    /// <summary>Ends our direction only: the pool can still answer. False where the stream can't (TLS).</summary>
    public bool TryHalfClose()
    {
        if (_stream is not NetworkStream network) return false;
        network.Socket.Shutdown(SocketShutdown.Send);
        return true;
    }

    /// <summary>Ends the connection at once with a reset, as a crashed machine does.</summary>
    public void Reset()
    {
        if (_stream is NetworkStream network) network.Socket.LingerState = new LingerOption(true, 0);
        _stream.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        await _end.CancelAsync();
        await _stream.DisposeAsync();
        await _reading;
        _end.Dispose();
    }

    private async Task<Incoming?> NextAsync(CancellationToken limit)
    {
        try
        {
            string line = await _lines.Reader.ReadAsync(limit);
            _transcript.Received(_number, line);
            Incoming message = Incoming.Read(line);
            Order.Add(message.Method ?? "reply");
            Digest(message);
            return message;
        }
        catch (ChannelClosedException)
        {
            if (!IsAtEnd) _transcript.Ended(_number);
            IsAtEnd = true;
            return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private void Digest(Incoming message)
    {
        if (message.Method is not null) Calls.Add(message.Root);
        switch (message.Message)
        {
            case Malformed { IsJson: false } foreign:
                Foreign ??= foreign.Problem;
                break;
            case SetDifficulty difficulty:
                Difficulty = difficulty.Difficulty;
                Difficulties.Add(message.Parameters);
                break;
            case SetExtranonce extranonce:
                (Extranonce1, Extranonce2Size) =
                    (extranonce.Extranonce1.ToArray(), extranonce.Extranonce2Size ?? Extranonce2Size);
                break;
            case Notify notify:
                Jobs.Add(new ReceivedJob(notify, message.Parameters, Difficulty)
                {
                    Extranonce1 = Extranonce1,
                    Extranonce2Size = Extranonce2Size,
                });
                break;
        }
    }

    private async Task ReadAllAsync()
    {
        LineReader lines = new(_stream);
        try
        {
            while (await lines.ReadLineAsync(_end.Token) is { } line)
                await _lines.Writer.WriteAsync(Encoding.UTF8.GetString(line.Span), _end.Token);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException) { }
        _lines.Writer.TryComplete();
    }

    // 7 and "7" are one id to every miner; the cases on ids look closer.
    private static bool IsId(string came, string sent) =>
        came == sent || came.Trim('"') == sent.Trim('"') && came.Trim('"').Length > 0;
}
