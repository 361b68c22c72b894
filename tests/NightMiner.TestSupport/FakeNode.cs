using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NightMiner.Protocol.Transport;

namespace NightMiner.TestSupport;

/// <summary>A node on loopback that answers what a test tells it to: JSON-RPC over HTTP, no chain behind it.</summary>
internal sealed class FakeNode : IAsyncDisposable
{
    public const string BitcoinRegtest = "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public FakeNode()
    {
        _listener.Start();
        Url = Endpoint.Parse($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _serving = ServeAsync();
    }

    public Endpoint Url { get; }

    /// <summary>What each call is answered with; methods that are not in it get what a regtest node says.</summary>
    public ConcurrentDictionary<string, Func<NodeCall, Task<string?>>> Answers { get; } = [];

    /// <summary>Every call so far.</summary>
    public ConcurrentQueue<NodeCall> Calls { get; } = [];

    public static string Result(JsonNode? value) =>
        Http(200, new JsonObject { ["result"] = value?.DeepClone(), ["error"] = null, ["id"] = 1 }.ToJsonString());

    public static string Error(int code, string message) => Http(500, new JsonObject
    {
        ["result"] = null, ["error"] = new JsonObject { ["code"] = code, ["message"] = message }, ["id"] = 1,
    }.ToJsonString());

    public static string Http(int status, string body, string headers = "") => string.Create(
        CultureInfo.InvariantCulture,
        $"HTTP/1.1 {status} Words\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}\r\n{body}");

    public void Answer(string method, string reply) => Answers[method] = _ => Task.FromResult<string?>(reply);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true) connections.Add(TalkAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception) when (_stop.IsCancellationRequested) // the listener throws what it likes when it is disposed
        {
        }
        await Task.WhenAll(connections);
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                while (await ReadAsync(stream) is { } call)
                {
                    Calls.Enqueue(call);
                    string? reply = await AnswerAsync(call).WaitAsync(_stop.Token);
                    if (reply is null) return; // hangs up
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(reply), _stop.Token);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException) // the miner has gone, or the test
            {
            }
        }
    }

    private Task<string?> AnswerAsync(NodeCall call)
    {
        if (Answers.TryGetValue(call.Method, out Func<NodeCall, Task<string?>>? answer)) return answer(call);
        return Task.FromResult<string?>(call.Method switch
        {
            "getblockchaininfo" => Result(new JsonObject { ["chain"] = "regtest" }),
            "getblockhash" => Result(BitcoinRegtest),
            "submitblock" => Result(null),
            _ => Error(-32601, "Method not found"),
        });
    }

    private async Task<NodeCall?> ReadAsync(NetworkStream stream)
    {
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0) return null;
            if (head.Length == 0 && !char.IsAsciiLetter((char)one[0])) return null; // TLS, say
            head.Append((char)one[0]);
        }
        string[] lines = head.ToString().Split("\r\n");
        string? Header(string name) => lines.FirstOrDefault(line =>
            line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
        byte[] body = new byte[int.Parse(Header("Content-Length")!, CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _stop.Token);
        JsonElement json = Lines.Json(Encoding.UTF8.GetString(body));
        return new NodeCall(
            json.GetProperty("method").GetString()!, json.GetProperty("params"), Header("Authorization"));
    }
}

/// <summary>A call that came.</summary>
internal sealed record NodeCall(string Method, JsonElement Parameters, string? Authorization)
{
    /// <summary>Of getblocktemplate: the id that makes it a long poll.</summary>
    public string? LongPollId => Parameters[0].TryGetProperty("longpollid", out JsonElement id) ? id.GetString() : null;

    public string[] Rules => [.. Parameters[0].GetProperty("rules").EnumerateArray().Select(rule => rule.GetString()!)];
}
