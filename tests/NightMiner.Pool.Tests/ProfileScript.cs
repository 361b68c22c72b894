using System.Globalization;
using System.Text.Json;
using NightMiner.Pool.Profiles;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.TestSupport;

namespace NightMiner.Pool.Tests;

/// <summary>
/// A conversation as text, one step a line:
///   > LINE                 the client says it
///   > @subscribe @authorize @flood, or both of subscribe and authorize: @login (what comes is read, not compared)
///   > @share A [B] [old] [upper] [short]  a share that meets difficulty A and not B, of the job before, in capitals,
///                          with half of its extranonce2
///   &lt; LINE                 the pool says just this; with * at its end, a line that begins so
///   &lt; END REASON           the pool hangs up, and the reason in its log begins so
///   ! block | refresh | seconds N | difficulty D
/// </summary>
internal sealed class ProfileScript : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly StratumPool _pool;
    private ScriptedClient _client = null!;

    /// <param name="quirks">Quirks as on the command line, with spaces between; free: vardiff rules.</param>
    private ProfileScript(string quirks)
    {
        string[] words = quirks.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        PoolQuirks set = words.Where(word => word != "free").Aggregate(PoolQuirks.None, QuirkCatalog.Set);
        _pool = StratumPool.Start(TestPool.Quiet with
        {
            Profile = new PoolProfile("test", "", set),
            Clock = _clock,
            Difficulty = words.Contains("free") ? null : TestPool.Quiet.Difficulty,
        });
    }

    public static async Task PlayAsync(string quirks, string steps)
    {
        using ProfileScript script = new(quirks);
        script._client = await ScriptedClient.ConnectAsync(script._pool);
        await TestPool.Until(() => script._pool.Snapshot().Connections == 1);
        foreach (string step in steps.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (step.Length == 0) continue;
            string words = step[2..];
            if (step[0] == '>') await script.SayAsync(words);
            else if (step[0] == '<') await script.ExpectAsync(words, step);
            else script.Do(words.Split(' '));
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _pool.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private async Task SayAsync(string words)
    {
        string[] parts = words.Split(' ');
        string subscribe = """{"id":1,"method":"mining.subscribe","params":["test/1"]}""";
        string authorize = """{"id":2,"method":"mining.authorize","params":["me","x"]}""";
        await _client.SendAsync(parts[0] switch
        {
            "@subscribe" => subscribe,
            "@authorize" => authorize,
            "@login" => subscribe + "\n" + authorize,
            "@flood" => string.Join('\n', Enumerable.Repeat(authorize, 400)),
            "@share" => Share(parts),
            _ => words,
        });
        if (parts[0] != "@login") return;
        bool isIn = false;
        while (!isIn || _client.Jobs.Count == 0)
            isIn |= Note((await _client.ReadLineAsync())!).TryGetProperty("id", out JsonElement id)
                && id.ToString() == "2";
    }

    private async Task ExpectAsync(string words, string step)
    {
        string? line = await _client.ReadLineAsync();
        if (words.StartsWith("END", StringComparison.Ordinal))
        {
            Assert.True(line is null, $"{step}: {line}");
            await ExpectReasonAsync(words[3..].Trim());
            return;
        }
        Assert.True(line is not null, $"the pool hung up instead of {step}");
        if (words.EndsWith('*')) Assert.StartsWith(words[..^1], line, StringComparison.Ordinal);
        else Assert.Equal(words, line);
        if (line.StartsWith('{')) Note(line);
    }

    private async Task ExpectReasonAsync(string reason)
    {
        using CancellationTokenSource limit = new(ScriptedClient.Patience);
        await foreach (PoolEvent happened in _pool.Events.ReadAllAsync(limit.Token))
            if (happened is ClientLeft left)
            {
                Assert.StartsWith(reason, left.Reason, StringComparison.Ordinal);
                return;
            }
    }

    private JsonElement Note(string line)
    {
        JsonElement message = _client.Note(line);
        if (message.TryGetProperty("id", out JsonElement id) && id.ToString() == "1"
            && message.TryGetProperty("result", out JsonElement result) && result.ValueKind == JsonValueKind.Array)
            _client.NoteSubscribed(result);
        return message;
    }

    private void Do(string[] words)
    {
        double number = words.Length > 1 ? double.Parse(words[1], CultureInfo.InvariantCulture) : 0;
        if (words[0] == "block") _pool.AnnounceBlock();
        else if (words[0] == "refresh") _pool.RefreshJob();
        else if (words[0] == "seconds") _clock.Advance(TimeSpan.FromSeconds(number));
        else if (words[0] == "difficulty") _pool.SetDifficulty(Difficulty.Parse(words[1]));
        else throw new ArgumentException(words[0]);
    }

    private string Share(string[] words)
    {
        Notify job = words.Contains("old") ? _client.Jobs[^2] : _client.Job;
        string[] difficulties = [.. words.Where(word => char.IsAsciiDigit(word[0]))];
        TestShare share = Find(job, difficulties[0], difficulties.ElementAtOrDefault(1));
        if (words.Contains("upper")) share = share with
        {
            Ntime = share.Ntime.ToUpperInvariant(),
            Nonce = share.Nonce.ToUpperInvariant(),
        };
        if (words.Contains("short")) share = share with { Extranonce2 = share.Extranonce2[4..] };
        string parameters = share.Parameters;
        if (job.JobId.IsNumber)
            parameters = parameters.Replace($"\"{job.JobId}\"", job.JobId.Text, StringComparison.Ordinal);
        return $$"""{"id":9,"method":"mining.submit","params":{{parameters}}}""";
    }

    private TestShare Find(Notify job, string atLeast, string? below)
    {
        if (atLeast == "0") return _client.Find(job, below!, meets: false);
        PowAlgorithm algorithm = Algorithms.Get("sha256d");
        for (uint extra = 0; ; extra++) // another block time for another try
        {
            Notify shifted = job with { Time = job.Time + extra };
            TestShare share = _client.Find(shifted, atLeast);
            if (below is null || !_client.Meets(shifted, share, Difficulty.Parse(below), algorithm)) return share;
        }
    }
}
