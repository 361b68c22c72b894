using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using NightMiner.Protocol.Transport;

namespace NightMiner.TestSupport;

/// <summary>A pool on loopback that says and expects what a test tells it to. It knows nothing of mining.</summary>
internal sealed class ScriptedPool : IDisposable
{
    /// <summary>How long a test waits for what should happen at once; only a broken test takes so long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public ScriptedPool()
    {
        _listener.Start();
        Url = Endpoint.Parse($"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
    }

    public Endpoint Url { get; }

    /// <summary>The next miner that connects.</summary>
    public async Task<ScriptedPeer> AcceptAsync()
    {
        Socket socket = await _listener.AcceptSocketAsync().WaitAsync(Patience);
        socket.NoDelay = true;
        return new ScriptedPeer(socket);
    }

    public void Dispose() => _listener.Dispose();
}

/// <summary>A miner's connection, as the pool sees it.</summary>
internal sealed class ScriptedPeer(Socket socket) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private readonly LineReader _lines = new(new NetworkStream(socket, ownsSocket: false));

    /// <summary>Every line that came so far.</summary>
    public List<string> Received { get; } = [];

    public async Task SayAsync(params IEnumerable<string> lines) =>
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));

    public async Task SayAsync(byte[] bytes) => await _stream.WriteAsync(bytes);

    /// <summary>The next line, or null when the miner has closed the connection.</summary>
    public async Task<string?> HearAsync()
    {
        try
        {
            if (await _lines.ReadLineAsync().AsTask().WaitAsync(ScriptedPool.Patience) is not { } line) return null;
            Received.Add(Encoding.UTF8.GetString(line.Span));
            return Received[^1];
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The next line, which must be this request.</summary>
    public async Task<Request> ExpectAsync(string method)
    {
        Request request = Request.Parse(await HearAsync() ?? throw new InvalidOperationException("the miner has gone"));
        Assert.Equal(method, request.Method);
        return request;
    }

    /// <summary>Answers subscribe and authorize, sets the difficulty and sends jobs.</summary>
    public async Task LogInAsync(string difficulty = "1", string extranonce1 = "f800880e", int size = 4)
    {
        await LogInWithoutTargetAsync(extranonce1, size);
        await SayAsync(Lines.SetDifficulty(difficulty));
    }

    /// <summary>Answers subscribe and authorize, and says no more.</summary>
    public async Task LogInWithoutTargetAsync(string extranonce1 = "f800880e", int size = 4)
    {
        Request subscribe = await ExpectAsync("mining.subscribe");
        await SayAsync(Lines.Subscribed(subscribe.Id, extranonce1, size));
        Request authorize = await ExpectAsync("mining.authorize");
        await SayAsync(Lines.Yes(authorize.Id));
    }

    /// <summary>Hears lines, answering each submit as told, until the condition holds or the miner has gone.</summary>
    public async Task<List<Request>> HearSubmitsAsync(
        Func<List<Request>, bool> isEnough, Func<Request, string?>? answer = null)
    {
        List<Request> submits = [];
        while (!isEnough(submits) && await HearAsync() is { } line)
        {
            Request request = Request.Parse(line);
            if (request.Method != "mining.submit") continue;
            submits.Add(request);
            if ((answer ?? (submit => Lines.Yes(submit.Id)))(request) is { } reply) await TrySayAsync(reply);
        }
        return submits;
    }

    /// <summary>
    /// A ping, then all submits that came before its pong: afterwards the miner has handled all said before.
    /// </summary>
    public async Task<List<Request>> DrainAsync(Func<Request, string?>? answer = null)
    {
        await SayAsync("""{"id":"drain","method":"mining.ping","params":[]}""");
        List<Request> submits = [];
        while (await HearAsync() is { } line)
        {
            if (line.Contains("\"pong\"", StringComparison.Ordinal)) return submits;
            Request request = Request.Parse(line);
            submits.Add(request);
            if ((answer ?? (submit => Lines.Yes(submit.Id)))(request) is { } reply) await SayAsync(reply);
        }
        throw new InvalidOperationException("the miner has gone");
    }

    /// <summary>Ends the connection at once, with a reset instead of a good-bye.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close(); // disposing the stream would say good-bye first
    }

    public void Dispose() => _stream.Dispose();

    private async Task TrySayAsync(string line)
    {
        try
        {
            await SayAsync(line);
        }
        catch (IOException) // the miner has stopped and gone
        {
        }
    }
}

/// <summary>A request of the miner.</summary>
internal sealed record Request(string Id, string Method, JsonElement Parameters)
{
    public string JobId => Parameters[1].ToString();

    /// <summary>What must never come twice: job, extranonce2, time, nonce.</summary>
    public string Key => string.Join(' ', Parameters.EnumerateArray().Skip(1));

    public static Request Parse(string line)
    {
        JsonElement message = Lines.Json(line);
        return new Request(message.GetProperty("id").GetRawText(),
            message.TryGetProperty("method", out JsonElement method) ? method.GetString()! : "a reply",
            message.TryGetProperty("params", out JsonElement parameters) ? parameters : default);
    }
}
