using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using NightMiner.Pool;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;

namespace NightMiner.TestSupport;


/// <summary>A client that says what it is told to, byte for byte, and remembers what the pool said.</summary>
internal sealed class ScriptedClient : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TcpClient _tcp = new();
    private Stream _stream = Stream.Null;
    private StreamReader _reader = StreamReader.Null;
    private int _lastId = 100;

    /// <summary>The jobs that came, the newest last.</summary>
    public List<Notify> Jobs { get; } = [];

    public Notify Job => Jobs[^1];

    /// <summary>The numbers of the set_difficulty lines that came.</summary>
    public List<string> Difficulties { get; } = [];

    /// <summary>The names of all messages in the order of their arrival; "reply" for answers.</summary>
    public List<string> Order { get; } = [];

    public byte[] Extranonce1 { get; private set; } = [];

    public int Extranonce2Size { get; private set; }

    public static async Task<ScriptedClient> ConnectAsync(StratumPool pool, int receiveBuffer = 65536)
    {
        ScriptedClient client = new();
        client._tcp.ReceiveBufferSize = receiveBuffer;
        await client._tcp.ConnectAsync(pool.EndPoint).WaitAsync(Patience);
        client._stream = client._tcp.GetStream();
        client._reader = new StreamReader(client._stream, Encoding.UTF8);
        return client;
    }

    /// <summary>Connected, subscribed, and logged in as "me".</summary>
    public static async Task<ScriptedClient> LoginAsync(StratumPool pool)
    {
        ScriptedClient client = await ConnectAsync(pool);
        await client.SubscribeAsync();
        await client.AuthorizeAsync("me");
        return client;
    }

    public void Dispose() => _tcp.Dispose();

    public Task SendAsync(byte[] bytes) => _stream.WriteAsync(bytes).AsTask().WaitAsync(Patience);

    public Task SendAsync(string line) => SendAsync(Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>The next line; null at the end of the connection.</summary>
    public async Task<string?> ReadLineAsync()
    {
        try
        {
            return await _reader.ReadLineAsync().WaitAsync(Patience);
        }
        catch (IOException) // reset
        {
            return null;
        }
    }

    /// <summary>All lines until the pool closes the connection.</summary>
    public async Task<List<string>> ReadToEndAsync()
    {
        List<string> lines = [];
        while (await ReadLineAsync() is { } line) lines.Add(line);
        return lines;
    }

    /// <summary>The next message; jobs and difficulties are remembered.</summary>
    public async Task<JsonElement> ReadAsync()
    {
        return Note(await ReadLineAsync() ?? throw new EndOfStreamException("the pool closed the connection"));
    }

    /// <summary>Takes a line that came: jobs, difficulties and extranonces are remembered.</summary>
    public JsonElement Note(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement message = document.RootElement.Clone();
        string method = message.TryGetProperty("method", out JsonElement name) ? name.GetString()! : "reply";
        Order.Add(method);
        if (method == "mining.notify") Jobs.Add(Notify.Parse(message.GetProperty("params")));
        if (method == "mining.set_difficulty") Difficulties.Add(message.GetProperty("params")[0].GetRawText());
        if (method == "mining.set_extranonce")
            Extranonce1 = Convert.FromHexString(message.GetProperty("params")[0].GetString()!);
        return message;
    }

    /// <summary>Takes what a subscribe was answered.</summary>
    public void NoteSubscribed(JsonElement result)
    {
        SubscribeResult subscribed = SubscribeResult.Parse(result);
        Extranonce1 = subscribed.Extranonce1.ToArray();
        Extranonce2Size = subscribed.Extranonce2Size;
    }

    /// <summary>Reads until a job comes.</summary>
    public async Task<Notify> NextJobAsync()
    {
        for (int known = Jobs.Count; Jobs.Count == known;) await ReadAsync();
        return Job;
    }

    /// <summary>Reads until an answer comes, and gives it without its id: {"result":…,"error":…}.</summary>
    public async Task<string> NextReplyAsync()
    {
        while (true)
        {
            JsonElement message = await ReadAsync();
            if (message.TryGetProperty("method", out _)) continue;
            return $"{message.GetProperty("result").GetRawText()} {message.GetProperty("error").GetRawText()}";
        }
    }

    /// <summary>Asks, with an id of its own, and gives "result error".</summary>
    public async Task<string> AskAsync(string method, string parameters)
    {
        string id = (++_lastId).ToString(CultureInfo.InvariantCulture);
        await SendAsync($$"""{"id":{{id}},"method":"{{method}}","params":{{parameters}}}""");
        return await NextReplyAsync();
    }

    public async Task SubscribeAsync()
    {
        string reply = await AskAsync("mining.subscribe", """["test/1"]""");
        using JsonDocument result = JsonDocument.Parse(reply[..^" null".Length]);
        NoteSubscribed(result.RootElement);
        await NextJobAsync();
    }

    public async Task AuthorizeAsync(string user) =>
        Assert.Equal("true null", await AskAsync("mining.authorize", $"""["{user}","x"]"""));

    /// <summary>Hands in a share and gives "result error".</summary>
    public Task<string> SubmitAsync(TestShare share) => AskAsync("mining.submit", share.Parameters);

    /// <summary>A share of a job that meets the difficulty, or just not.</summary>
    public TestShare Find(Notify job, string difficulty, bool meets = true, uint versionBits = 0)
    {
        PowAlgorithm algorithm = Algorithms.Get("sha256d");
        Target target = Target.FromDifficulty(Difficulty.Parse(difficulty), algorithm.DifficultyOne);
        byte[] extranonce2 = new byte[Extranonce2Size];
        byte[] coinbase = [.. job.Coinbase1.Span, .. Extranonce1, .. extranonce2, .. job.Coinbase2.Span];
        Hash256 root = MerkleRoot.Fold(DoubleSha256.Hash(coinbase), job.MerkleBranch);
        for (uint nonce = 0; ; nonce++)
        {
            BlockHeader header = new(job.Version | versionBits, job.PreviousBlock, root, job.Time, job.Bits, nonce);
            if (target.IsMetBy(algorithm.HashOf(header.ToArray())) == meets)
                return new TestShare(job.JobId.Text, Convert.ToHexStringLower(extranonce2), Hex(job.Time), Hex(nonce));
        }
    }

    /// <summary>Whether a share with an extranonce2 of zeros meets a difficulty.</summary>
    public bool Meets(Notify job, TestShare share, Difficulty difficulty, PowAlgorithm algorithm)
    {
        byte[] coinbase =
            [.. job.Coinbase1.Span, .. Extranonce1, .. new byte[Extranonce2Size], .. job.Coinbase2.Span];
        Hash256 root = MerkleRoot.Fold(DoubleSha256.Hash(coinbase), job.MerkleBranch);
        uint nonce = uint.Parse(share.Nonce, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        BlockHeader header = new(job.Version, job.PreviousBlock, root, job.Time, job.Bits, nonce);
        return Target.FromDifficulty(difficulty, algorithm.DifficultyOne).IsMetBy(algorithm.HashOf(header.ToArray()));
    }

    public static string Hex(uint word) => word.ToString("x8", CultureInfo.InvariantCulture);
}

/// <summary>The texts of a submit.</summary>
internal sealed record TestShare(string JobId, string Extranonce2, string Ntime, string Nonce)
{
    public string Worker { get; init; } = "me";

    public string? VersionBits { get; init; }

    public string Parameters => JsonSerializer.Serialize(
        VersionBits is null
            ? [Worker, JobId, Extranonce2, Ntime, Nonce]
            : new[] { Worker, JobId, Extranonce2, Ntime, Nonce, VersionBits });
}
