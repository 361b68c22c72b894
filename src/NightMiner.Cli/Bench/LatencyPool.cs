using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using NightMiner.Protocol.Transport;

namespace NightMiner.Cli.Bench;

/// <summary>
/// The least pool that a miner can be measured at: on loopback, one client, every share is accepted, and jobs come
/// exactly when they are asked for. Its client has a thread of its own, so that no queue of the runtime is measured.
/// </summary>
internal sealed class LatencyPool : IDisposable
{
    private const uint FirstTime = 0x60000000;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource<Socket> _loggedIn =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _difficulty;

    public LatencyPool(double difficulty)
    {
        _difficulty = difficulty.ToString("0.####################", CultureInfo.InvariantCulture);
        _listener.Start();
        _ = AcceptLoop.RunAsync(_listener.Server, Welcome, _stop.Token);
    }

    public string Url => $"stratum+tcp://{_listener.LocalEndpoint}";

    /// <summary>When each job was written, in ticks of the stopwatch, by its block time.</summary>
    public ConcurrentDictionary<uint, long> Sent { get; } = new();

    /// <summary>The miner, when it has logged in.</summary>
    public Task<Socket> Client => _loggedIn.Task;

    /// <summary>Sends a job that makes all older ones worthless.</summary>
    public void SendJob(Socket client, int number)
    {
        uint time = FirstTime + ((uint)number * 600); // far from what a miner would roll to
        string zeros = new('0', 64), when = time.ToString("x8", CultureInfo.InvariantCulture);
        byte[] line = Encoding.ASCII.GetBytes($$"""
            {"id":null,"method":"mining.notify","params":["{{number}}","{{number:x8}}{{zeros[8..]}}",
            """.Trim() + $$"""
            "01{{number:x8}}","ff",["{{zeros}}"],"20000000","1b04864c","{{when}}",true]}
            """.Trim() + "\n");
        Sent[time] = Stopwatch.GetTimestamp(); // on loopback the line is readable before the call returns
        client.Send(line);
    }

    public void Dispose()
    {
        _stop.Cancel();
        if (!_loggedIn.TrySetCanceled() && _loggedIn.Task.IsCompletedSuccessfully) _loggedIn.Task.Result.Dispose();
        _listener.Dispose();
        _stop.Dispose();
    }

    private void Welcome(Socket socket) =>
        new Thread(() => Serve(socket)) { Name = "latency pool", IsBackground = true }.Start();

    private void Serve(Socket socket)
    {
        try
        {
            using Socket closing = socket;
            socket.NoDelay = true;
            using StreamReader lines = new(new NetworkStream(socket), Encoding.UTF8);
            while (lines.ReadLine() is { } line) Answer(socket, line);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            _loggedIn.TrySetException(e); // the measuring is over
        }
    }

    private void Answer(Socket socket, string line)
    {
        using JsonDocument request = JsonDocument.Parse(line);
        string id = request.RootElement.GetProperty("id").GetRawText();
        string method = request.RootElement.GetProperty("method").GetString() ?? "";
        string result = method == "mining.subscribe" ? """[[["mining.notify","1"]],"f800880e",4]""" : "true";
        string answer = $$"""{"id":{{id}},"result":{{result}},"error":null}""" + "\n";
        if (method == "mining.subscribe") answer +=
            $$"""{"id":null,"method":"mining.set_difficulty","params":[{{_difficulty}}]}""" + "\n";
        socket.Send(Encoding.ASCII.GetBytes(answer));
        if (method == "mining.authorize") _loggedIn.TrySetResult(socket);
    }
}
