using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace TestKit;

/// <summary>
/// A home-made pool: one job for everybody, and every share is welcome. Yours judges them. Tests see what came in
/// <see cref="Submits"/>.
/// </summary>
internal sealed class TinyPool : IDisposable
{
    private const string ZeroHash = "0000000000000000000000000000000000000000000000000000000000000000";
    private const string Difficulty = """{"id":null,"method":"mining.set_difficulty","params":[0.000001]}""";
    private const string Notify = $$"""
        {"id":null,"method":"mining.notify","params":
        ["j1","{{ZeroHash}}","01","ff",[],"20000000","1b04864c","4d1b2237",true]}
        """;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<string[]> _submits = [];

    public TinyPool()
    {
        _listener.Start();
        Url = $"stratum+tcp://{_listener.LocalEndpoint}";
        _ = ServeAsync();
    }

    public string Url { get; }

    /// <summary>The parameters of each mining.submit: worker, job, extranonce2, ntime, nonce.</summary>
    public IReadOnlyList<string[]> Submits
    {
        get { lock (_submits) return [.. _submits]; }
    }

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        using TcpClient client = await _listener.AcceptTcpClientAsync();
        using StreamReader reader = new(client.GetStream());
        await using StreamWriter writer = new(client.GetStream()) { AutoFlush = true, NewLine = "\n" };
        while (await reader.ReadLineAsync() is { } line)
            foreach (string answer in Answer(line))
                await writer.WriteLineAsync(answer.ReplaceLineEndings(" "));
    }

    private IEnumerable<string> Answer(string line)
    {
        using JsonDocument message = JsonDocument.Parse(line);
        string id = message.RootElement.GetProperty("id").GetRawText();
        switch (message.RootElement.GetProperty("method").GetString())
        {
            case "mining.subscribe":
                yield return $$"""{"id":{{id}},"result":[[["mining.notify","s"]],"f000000d",4],"error":null}""";
                break;
            case "mining.authorize":
                yield return $$"""{"id":{{id}},"result":true,"error":null}""";
                yield return Difficulty;
                yield return Notify;
                break;
            case "mining.submit":
                JsonElement share = message.RootElement.GetProperty("params");
                lock (_submits) _submits.Add([.. share.EnumerateArray().Select(field => field.GetString()!)]);
                yield return $$"""{"id":{{id}},"result":true,"error":null}""";
                break;
            default:
                yield return $$"""{"id":{{id}},"result":null,"error":[20,"unknown method",null]}""";
                break;
        }
    }
}
