using System.Net.Sockets;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;

namespace NightMiner.Workbench.Tests.Check;

/// <summary>
/// Grants every login, sends one easy job, takes every share of it at once, and hashes nothing. A test says where it is
/// otherwise.
/// </summary>
internal sealed class ObligingPool : IDisposable
{
    public const string JobTime = "4d1b2237";

    private readonly ScriptedPool _pool = new();
    private readonly Func<Request, IReadOnlyList<string>?> _answer;
    private readonly Lock _gate = new();
    private int _connections;

    /// <summary>Begins to listen.</summary>
    /// <param name="answer">
    /// The lines to answer a request with, or null to close the connection; <see cref="Usual"/> where it does not
    /// matter. Called for one request at a time.
    /// </param>
    public ObligingPool(Func<Request, IReadOnlyList<string>?> answer)
    {
        _answer = answer;
        _ = AcceptAllAsync();
    }

    public Endpoint Url => _pool.Url;

    /// <summary>A job on another block, which makes the first one void.</summary>
    public static string NewBlock { get; } = Lines.SmallNotify("b", block: 2, clean: true);

    public static string Refusal(string id, int code, string text) =>
        $$"""{"id":{{id}},"result":null,"error":[{{code}},"{{text}}",null]}""";

    /// <summary>What such a pool answers.</summary>
    public static IReadOnlyList<string> Usual(Request request) => request.Method switch
    {
        "mining.authorize" => [Lines.Yes(request.Id), Lines.SetDifficulty(TestPool.Easy), Lines.SmallNotify("a")],
        "mining.submit" when request.JobId == "a" => [Lines.Yes(request.Id)],
        "mining.submit" => [Refusal(request.Id, 21, "job not found")],
        _ => [Refusal(request.Id, 20, "unknown method")],
    };

    public void Dispose() => _pool.Dispose();

    private async Task AcceptAllAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _pool.AcceptAsync(), ++_connections);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or TimeoutException) { }
    }

    private async Task ServeAsync(ScriptedPeer peer, int number)
    {
        using ScriptedPeer closed = peer;
        try
        {
            while (await peer.HearAsync() is { } line)
            {
                Request request = Request.Parse(line);
                if (Answer(request, number) is not { } lines) return;
                await peer.SayAsync(lines);
            }
        }
        catch (Exception e) when (e is IOException or TimeoutException) { }
    }

    private IReadOnlyList<string>? Answer(Request request, int number)
    {
        if (request.Method == "mining.subscribe") return [Lines.Subscribed(request.Id, $"{number:x8}")];
        lock (_gate) return _answer(request);
    }
}
