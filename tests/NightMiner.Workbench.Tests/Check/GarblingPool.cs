using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using NightMiner.TestSupport;

namespace NightMiner.Workbench.Tests.Check;

/// <summary>Answers like a pool at times, and with a spoilt line at others. The seed decides which.</summary>
internal sealed partial class GarblingPool : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Random _random;
    private readonly Mutations _mutations;
    private readonly Lock _gate = new();

    public GarblingPool(int seed)
    {
        (_random, _mutations) = (new Random(seed), new Mutations(seed));
        _listener.Start();
        _ = AcceptAllAsync();
    }

    public string Address => $"{_listener.LocalEndpoint}";

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAllAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using TcpClient closed = client;
            using StreamReader reader = new(client.GetStream());
            while (await reader.ReadLineAsync() is { } line)
                foreach (byte[] answer in Answers(line))
                    await client.GetStream().WriteAsync((byte[])[.. answer, (byte)'\n']);
        }
        catch (IOException) { }
    }

    private List<byte[]> Answers(string line)
    {
        string id = Id().Match(line) is { Success: true } match ? match.Groups[1].Value : "null";
        string[] proper = line.Contains("mining.subscribe", StringComparison.Ordinal)
            ? [Lines.Subscribed(id), Lines.SetDifficulty("0.000000001"), Lines.SmallNotify("a")]
            : [Lines.Yes(id)];
        lock (_gate)
            return [.. proper.Select(answer => _random.Next(8) == 0
                ? _mutations.Next()
                : Encoding.UTF8.GetBytes(answer))];
    }

    [GeneratedRegex("\"id\":(\"[^\"]*\"|[-0-9.]+)")]
    private static partial Regex Id();
}
