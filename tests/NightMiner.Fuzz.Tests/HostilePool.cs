using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport.Hostile;

namespace NightMiner.Fuzz.Tests;

/// <summary>
/// A pool on loopback that answers most of what a miner needs and says anything at all in between. It goes on by
/// itself, connection after connection, until it is disposed.
/// </summary>
internal sealed class HostilePool : IAsyncDisposable
{
    private const int BatchesOfAConnection = 40;
    private const int BatchSize = 80;
    private static readonly TimeSpan WorkTime = TimeSpan.FromMilliseconds(100); // until a share is found, at most

    /// <summary>How long a miner may take to answer a ping; only a broken one takes so long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Random _random;
    private readonly ServerGrammar _grammar;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;
    private bool _hasGreeted;
    private Task<ReadOnlyMemory<byte>?>? _hearing; // a read that is under way

    public HostilePool(int seed)
    {
        _random = new Random(seed);
        _grammar = new ServerGrammar(seed);
        _listener.Start();
        Url = Endpoint.Parse($"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _serving = ServeAsync();
    }

    public Endpoint Url { get; }

    // A miner that is refused mining.configure once does not ask again: until now masks were set, from now on none is.
    private bool IsLate => Connections > 12;

    /// <summary>Connections so far.</summary>
    public int Connections { get; private set; }

    /// <summary>Ends when something goes wrong that a miner can't be blamed to survive: it hangs.</summary>
    public Task Failed => _serving;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            using Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
            socket.NoDelay = true;
            Connections++;
            try
            {
                await TalkAsync(socket);
            }
            catch (Exception e) when (e is IOException or SocketException or ConnectionException)
            {
                // The miner has had enough of it, which is its right.
            }
        }
    }

    private async Task TalkAsync(Socket socket)
    {
        NetworkStream stream = new(socket);
        LineReader lines = new(stream);
        _hearing = null;
        if (!await GreetAsync(stream, lines)) return;
        List<string> submits = [];
        for (int batch = 0; batch < BatchesOfAConnection; batch++)
        {
            string ping = $"\"ping {batch}\"";
            byte[][] work = _random.Next(3) == 0 ? _grammar.Work(_random.Next(2) == 0 ? "0.01" : "1") : [];
            await SayAsync(stream, [.. Batch(submits), .. work, Encoding.ASCII.GetBytes(
                $$"""{"id":{{ping}},"method":"mining.ping","params":[]}""")]);
            submits.Clear();
            if (!await HearAsync(lines, ping, submits)) return;
            if (work.Length > 0) await HearSubmitAsync(lines, submits);
        }
        if (_random.Next(2) == 0) socket.LingerState = new LingerOption(true, 0); // a reset in place of a good-bye
    }

    // Until the miner has answered the ping, and so has handled all that was said before; false where it has gone.
    private async Task<bool> HearAsync(LineReader lines, string ping, List<string> submits)
    {
        while (await HearAsync(lines) is { } message)
        {
            if (message.GetProperty("id").GetRawText() == ping) return true;
            Note(message, submits);
        }
        return false;
    }

    // Leaves the miner some time for a job, until it has found something.
    private async Task HearSubmitAsync(LineReader lines, List<string> submits)
    {
        if (await IsSpeakingAsync(lines) && await HearAsync(lines) is { } message) Note(message, submits);
    }

    private async Task<bool> IsSpeakingAsync(LineReader lines)
    {
        _hearing ??= lines.ReadLineAsync(_stop.Token).AsTask();
        return await Task.WhenAny(_hearing, Task.Delay(WorkTime)) == _hearing;
    }

    private static void Note(JsonElement message, List<string> submits)
    {
        if (message.TryGetProperty("method", out JsonElement method) && method.ValueEquals("mining.submit"u8))
            submits.Add(message.GetProperty("id").GetRawText());
    }

    // The first login has to succeed: a miner whose only pool refuses it stops, as it should.
    private async Task<bool> GreetAsync(NetworkStream stream, LineReader lines)
    {
        bool isProper = !_hasGreeted || _random.Next(8) > 0;
        int asked = 0;
        while (asked++ < 8 && await HearAsync(lines) is { } message)
        {
            string id = message.GetProperty("id").GetRawText();
            string? method = message.TryGetProperty("method", out JsonElement name) ? name.GetString() : null;
            if (method == "mining.configure")
                await SayAsync(stream, Encoding.ASCII.GetBytes(IsLate
                    ? $$"""{"id":{{id}},"result":null,"error":[20,"no",null]}"""
                    : $$$"""{"id":{{{id}}},"result":{"version-rolling":true,"version-rolling.mask":"1fffe000"}}"""));
            else if (method == "mining.subscribe") await SayAsync(stream, _grammar.Subscribed(id, isProper));
            else if (method == "mining.authorize")
            {
                await SayAsync(stream, _grammar.Yes(id, isProper));
                _hasGreeted = true;
                return true;
            }
            // A miner that can make nothing of an answer waits for a better one: the talk goes on all the same.
            if (!isProper && !await IsSpeakingAsync(lines)) return true;
        }
        return false;
    }

    private List<byte[]> Batch(List<string> submits)
    {
        List<byte[]> batch = [];
        foreach (string id in submits)
            if (_random.Next(12) > 0) batch.Add(_grammar.Judged(id, isProper: _random.Next(6) > 0));
        _grammar.OpenId = submits.Count > 0 ? submits[^1] : null;
        for (int i = 0; i < BatchSize; i++)
        {
            batch.Insert(_random.Next(batch.Count + 1), _grammar.Next());
            if (_random.Next(15) == 0) batch.AddRange(_grammar.Work(_random.Next(3) == 0 ? "0.05" : "1"));
        }
        if (_random.Next(300) == 0) batch.Add(new byte[LineReader.DefaultLimit + 1]); // ends the connection
        return batch;
    }

    private static async Task SayAsync(NetworkStream stream, params IEnumerable<byte[]> lines) =>
        await stream.WriteAsync((byte[])[.. lines.SelectMany(line => (byte[])[.. line, (byte)'\n'])]);

    private async Task<JsonElement?> HearAsync(LineReader lines)
    {
        try
        {
            Task<ReadOnlyMemory<byte>?> reading = _hearing ?? lines.ReadLineAsync(_stop.Token).AsTask();
            _hearing = null;
            ReadOnlyMemory<byte>? line = await reading.WaitAsync(Patience);
            return line is { } text ? JsonElement.Parse(text.Span) : null; // a miner says JSON, whatever it heard
        }
        catch (TimeoutException e)
        {
            throw new InvalidOperationException($"the miner says nothing any more, connection {Connections}", e);
        }
    }
}
