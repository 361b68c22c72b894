using System.Net.Sockets;
using System.Text.Json;
using NightMiner.Pool;
using NightMiner.Pool.Profiles;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Transport;
using NightMiner.TestSupport;
using NightMiner.TestSupport.Hostile;

namespace NightMiner.Fuzz.Tests;

/// <summary>The embedded pool, with each of its manners, under clients that say anything at all.</summary>
public sealed class PoolTests(ITestOutputHelper output)
{
    private const int LineCount = 110_000; // of those that the pool has read
    private const int BatchSize = 20;
    private const int BatchesOfAConnection = 12;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Tally _tally = new();
    private long _lines;
    private readonly ClientGrammar _grammar = new(Feed.Seed);

    [Fact]
    public async Task The_pool_lives_through_a_hundred_thousand_lines_and_still_serves_a_good_client()
    {
        foreach (PoolProfile profile in PoolProfile.All)
            await MolestAsync(profile, (LineCount / PoolProfile.All.Count) + 1);
        output.WriteLine(_tally.ToString());
        Reached.All(_tally, 20,
            "login", "refused login", "accepted share", "refused share", "block", "malformed lines");
        Assert.True(_lines >= LineCount, $"the pool has read {_lines} lines only");
    }

    private async Task MolestAsync(PoolProfile profile, int lines)
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet with
        {
            Profile = profile,
            LogLines = true,
            Difficulty = Difficulty.Parse(TestPool.EasyBlock),
            NetworkBits = new CompactBits(0x2003ffff),
        });
        long read = 0;
        while (read < lines)
        {
            await ConnectAsync(pool, profile);
            read += Drain(pool, profile);
        }
        for (int i = 0; i < pool.Snapshot().MalformedLines; i++) _tally.Count("malformed lines");

        await MineWellAsync(pool);
        Drain(pool, profile);
    }

    // A client that does all right is served as if nothing had been.
    private static async Task MineWellAsync(StratumPool pool)
    {
        await TestPool.Until(() => pool.Snapshot().Connections == 0);
        long before = pool.Snapshot().Accepted;
        using ScriptedClient good = await ScriptedClient.ConnectAsync(pool);
        await good.SendAsync("""{"id":1,"method":"mining.subscribe","params":["good/1"]}""");
        JsonElement subscribed;
        while (!(await good.ReadAsync()).TryGetProperty("result", out subscribed)) { }
        good.NoteSubscribed(subscribed);
        await good.SendAsync("""{"id":2,"method":"mining.authorize","params":["me","x"]}""");
        if (good.Jobs.Count == 0) await good.NextJobAsync();
        TestShare share = good.Find(good.Job, TestPool.EasyBlock);
        await good.SendAsync($$"""{"id":3,"method":"mining.submit","params":{{share.Parameters}}}""");
        await TestPool.Until(() => pool.Snapshot().Accepted == before + 1);
    }

    // What the pool tells of itself: how many lines it has read, and never a fault of its own.
    private long Drain(StratumPool pool, PoolProfile profile)
    {
        long lines = 0;
        string last = "";
        while (pool.Events.TryRead(out PoolEvent? happened))
        {
            if (happened is ClientLineReceived { Line: var line })
            {
                lines++;
                _lines++;
                last = line;
            }
            if (happened is ClientLoggedIn) _tally.Count("login");
            if (happened is ClientLoginRefused) _tally.Count("refused login");
            if (happened is ShareJudged { Share: var share })
                _tally.Count(share.IsBlock ? "block" : share.Verdict.IsAccepted ? "accepted share" : "refused share");
            if (happened is ClientLeft { Reason: var reason } && reason.Contains("internal", StringComparison.Ordinal))
                Assert.Fail($"seed {Feed.Seed}, profile {profile.Name}, line {_lines}: "
                    + $"{last}\n{reason}");
        }
        return lines;
    }

    private async Task ConnectAsync(StratumPool pool, PoolProfile profile)
    {
        using TcpClient tcp = new() { NoDelay = true };
        await tcp.ConnectAsync(pool.EndPoint);
        NetworkStream stream = tcp.GetStream();
        LineReader lines = new(stream);
        try
        {
            await SayAsync(stream, _grammar.Handshake());
            _grammar.JobId = null;
            while (_grammar.JobId is null)
                Note(await HearAsync(lines) ?? throw new InvalidOperationException(
                    $"seed {Feed.Seed}: no job after a proper login, profile {profile.Name}"));
            for (int batch = 0; batch < BatchesOfAConnection; batch++)
            {
                await SayAsync(stream, Enumerable.Range(0, BatchSize).Select(_ => _grammar.Next()));
                while (stream.Socket.Available > 0 && await HearAsync(lines) is { } line) Note(line);
            }
            stream.Socket.Shutdown(SocketShutdown.Send); // what is on its way is read and answered all the same
            while (await HearAsync(lines) is { } line) Note(line);
        }
        catch (Exception e) when (e is IOException or SocketException or ConnectionException)
        {
            // The pool has had enough of it.
        }
    }

    // Remembers the newest job.
    private void Note(ReadOnlyMemory<byte> line)
    {
        if (!line.Span.StartsWith("{"u8)) return; // some pools answer junk with plain text
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement root = document.RootElement;
        if (root.TryGetProperty("method", out JsonElement method) && method.ValueEquals("mining.notify"u8))
        {
            _grammar.JobId = root.GetProperty("params")[0].GetRawText();
            _grammar.Time = Convert.ToUInt32(root.GetProperty("params")[7].GetString(), 16);
        }
        else if (root.TryGetProperty("result", out JsonElement result) && result.ValueKind == JsonValueKind.Array
            && result.GetArrayLength() == 3 && result[2].ValueKind == JsonValueKind.Number)
            _grammar.Extranonce2Size = result[2].GetInt32();
    }

    private static Task SayAsync(NetworkStream stream, IEnumerable<byte[]> lines) =>
        stream.WriteAsync(lines.SelectMany(line => (byte[])[.. line, (byte)'\n']).ToArray()).AsTask();

    private static async Task<ReadOnlyMemory<byte>?> HearAsync(LineReader lines) =>
        await lines.ReadLineAsync().AsTask().WaitAsync(Patience);
}
