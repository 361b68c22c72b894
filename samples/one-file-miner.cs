#:property PublishAot=false
// A whole Stratum miner in one file: scrypt (Litecoin, Dogecoin) and sha256d (Bitcoin, Namecoin), with nothing but the
// .NET base library. It is slow on purpose: read it from top to bottom to learn how mining at a pool works.
//
//     dotnet run samples/one-file-miner.cs -- URL USER PASSWORD [scrypt|sha256d] [SHARES]
//
// Without arguments it mines three shares at the pool of the repository that this file lies in, which it starts. It
// references nothing: copied anywhere, it runs there.
//
// The journey of a share: the pool sends a job (mining.notify). Job builds an 80-byte block header from it, Miner tries
// nonces until the header's hash is low enough, and Pool sends the nonce back (mining.submit).

using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

(Process Pool, string Url)? neighbour = args.Length == 0 ? Neighbour.Start() : null;
if (neighbour is { Url: var own }) args = [own, "learner", "x", "scrypt", "3"];
if (args.Length < 3)
{
    Console.Error.WriteLine("usage: one-file-miner URL USER PASSWORD [scrypt|sha256d] [SHARES]");
    Console.Error.WriteLine("  such as: one-file-miner stratum+tcp://127.0.0.1:3333 worker x scrypt");
    return 1;
}

string algorithm = args.Length > 3 ? args[3] : "scrypt";
if (algorithm is not ("scrypt" or "sha256d"))
{
    Console.Error.WriteLine($"'{algorithm}' is not an algorithm: use scrypt or sha256d");
    return 1;
}
int? wanted = args.Length > 4 ? int.Parse(args[4], CultureInfo.InvariantCulture) : null;
Miner miner = new(new Uri(args[0].Contains("://") ? args[0] : $"stratum+tcp://{args[0]}"), args[1], args[2], algorithm);
int exitCode = miner.Run(wanted);
neighbour?.Pool.Kill(entireProcessTree: true);
return exitCode;

// ---------------------------------------------------------------------------------------------------------------------
// The miner: connects, hashes the newest job on every core, counts what the pool says.

sealed class Miner(Uri url, string user, string password, string algorithm)
{
    private volatile Job? _job;
    private volatile Pool? _pool;
    private volatile bool _done;
    private int _accepted;

    public int Run(int? wanted)
    {
        for (int core = 0; core < Environment.ProcessorCount; core++)
        {
            int first = core; // each thread walks its own nonces: first, first + cores, first + 2 × cores, ...
            new Thread(() => Mine((uint)first, (uint)Environment.ProcessorCount)) { IsBackground = true }.Start();
        }
        while (!_done)
        {
            try
            {
                using Pool pool = new(url);
                _pool = pool;
                Talk(pool, wanted);
                Log("the pool closed the connection");
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                if (!_done) Log($"no connection: {e.Message}");
            }
            catch (JsonException e)
            {
                Log($"this is not a Stratum pool: {e.Message}");
            }
            catch (LoginRefused e)
            {
                Log($"the pool refused the login: {e.Message}");
                return 2;
            }
            _job = null; // a job is worth nothing without the connection that it came from
            if (!_done) Thread.Sleep(TimeSpan.FromSeconds(5));
        }
        Log($"{_accepted} shares accepted");
        return 0;
    }

    // Reads what the pool says, line by line, until it hangs up.
    private void Talk(Pool pool, int? wanted)
    {
        Session session = new(algorithm);
        string subscribe = pool.Send("mining.subscribe", "one-file-miner/1.0");
        string? authorize = null;
        JsonArray? early = null; // some pools send the first job before they answer mining.subscribe

        while (!_done && pool.ReadMessage() is { } message)
        {
            // Whatever has a method is the pool's own word; the rest are answers to ours.
            string? id = message["id"]?.ToString(); // some pools answer 1 with "1"
            switch ((string?)message["method"])
            {
                case "mining.set_difficulty":
                    session.SetDifficulty(message["params"]![0]!.ToJsonString());
                    Log($"difficulty {message["params"]![0]}");
                    break;
                case "mining.notify":
                    JsonArray notify = message["params"]!.AsArray();
                    if (session.Extranonce1 is null) early = notify;
                    else _job = new Job(notify, session, after: _job);
                    break;
                case null when id == subscribe:
                    session.Subscribe(message["result"]!.AsArray());
                    authorize = pool.Send("mining.authorize", user, password);
                    if (early is not null) _job = new Job(early, session, after: _job);
                    break;
                case null when id == authorize:
                    if (message["result"] is not JsonValue yes || yes.GetValueKind() != JsonValueKind.True)
                        throw new LoginRefused(message["error"]?.ToJsonString() ?? "no reason given");
                    Log($"logged in as {user}");
                    break;
                case null:
                    bool accepted = message["result"]?.GetValueKind() == JsonValueKind.True;
                    if (accepted) _accepted++;
                    Log(accepted
                        ? $"share accepted, {_accepted} so far"
                        : $"share REJECTED: {message["error"]?.ToJsonString()}");
                    _done = _accepted >= wanted;
                    break;
            }
        }
    }

    private void Mine(uint firstNonce, uint stride)
    {
        while (!_done)
        {
            if (_job is not { } job)
            {
                Thread.Sleep(10);
                continue;
            }
            // One header for each extranonce2: a thread that has tried all its nonces takes the next one.
            for (uint extranonce2 = job.FirstExtranonce2; ReferenceEquals(job, _job); extranonce2++)
            {
                byte[] extranonce = job.PackExtranonce2(extranonce2);
                byte[] header = job.Header(extranonce);
                for (ulong nonce = firstNonce; nonce <= uint.MaxValue && ReferenceEquals(job, _job); nonce += stride)
                {
                    BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(76), (uint)nonce);
                    byte[] hash = job.Hash(header);
                    // Compared as 256-bit numbers, of which the hash's first byte is the lowest.
                    if (new BigInteger(hash, isUnsigned: true) > job.Target) continue;
                    _pool?.Submit(user, job, extranonce, (uint)nonce);
                }
                job.LastExtranonce2 = Math.Max(job.LastExtranonce2, extranonce2);
            }
        }
    }

    private static void Log(string text) => Console.WriteLine($"{DateTime.Now:HH:mm:ss}  {text}");
}

// ---------------------------------------------------------------------------------------------------------------------
// The connection: one JSON object a line, both ways.

sealed class LoginRefused(string reason) : Exception(reason);

sealed class Pool : IDisposable
{
    private readonly TcpClient _tcp;
    private readonly StreamReader _reader;
    private readonly object _writing = new();
    private int _lastId;

    public Pool(Uri url)
    {
        _tcp = new TcpClient(url.DnsSafeHost, url.Port > 0 ? url.Port : 9333) { NoDelay = true };
        _reader = new StreamReader(_tcp.GetStream(), Encoding.UTF8);
    }

    public JsonObject? ReadMessage() => _reader.ReadLine() is { } line ? JsonNode.Parse(line)!.AsObject() : null;

    public string Send(string method, params string[] parameters)
    {
        lock (_writing)
        {
            JsonObject request = new()
            {
                ["id"] = ++_lastId,
                ["method"] = method,
                ["params"] = new JsonArray([.. parameters.Select(text => JsonValue.Create(text))]),
            };
            _tcp.GetStream().Write(Encoding.UTF8.GetBytes(request.ToJsonString() + "\n"));
            return _lastId.ToString(CultureInfo.InvariantCulture);
        }
    }

    // All numbers go out as big-endian hex; extranonce2 as the very bytes that went into the coinbase.
    public void Submit(string user, Job job, byte[] extranonce2, uint nonce)
    {
        try
        {
            Send("mining.submit", user, job.Id, Convert.ToHexStringLower(extranonce2), $"{job.Time:x8}", $"{nonce:x8}");
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            Console.WriteLine($"share lost with the connection: {e.Message}");
        }
    }

    public void Dispose() => _tcp.Dispose();
}

// ---------------------------------------------------------------------------------------------------------------------
// What the pool said that holds for the jobs to come.

sealed class Session(string algorithm)
{
    public string Algorithm => algorithm;
    public byte[]? Extranonce1 { get; private set; }
    public int Extranonce2Size { get; private set; }
    public BigInteger Target { get; private set; } = TargetOf("1", algorithm);

    // [subscriptions, extranonce1, extranonce2 size]; the first is of no use to a miner.
    public void Subscribe(JsonArray result)
    {
        Extranonce1 = Convert.FromHexString((string)result[1]!);
        Extranonce2Size = (int)result[2]!;
    }

    public void SetDifficulty(string number) => Target = TargetOf(number, algorithm);

    // Target = difficulty one / difficulty. Scrypt coins start from a target 65,536 times easier than Bitcoin's.
    private static BigInteger TargetOf(string number, string algorithm)
    {
        BigInteger one = new BigInteger(0xffff) << (algorithm == "scrypt" ? 224 : 208);
        decimal difficulty = decimal.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);
        BigInteger scale = BigInteger.Pow(10, 10); // ten digits after the point are enough
        return BigInteger.Min(one * scale / new BigInteger(difficulty * (decimal)scale), BigInteger.Pow(2, 256) - 1);
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// A job: the parts of a block header, and how to put them together.

sealed class Job
{
    private readonly byte[] _previousBlock, _coinbase1, _extranonce1, _coinbase2;
    private readonly byte[][] _merkleBranch;
    private readonly uint _version, _bits;
    private readonly int _extranonce2Size;
    private readonly string _algorithm;

    public Job(JsonArray notify, Session session, Job? after)
    {
        Id = (string)notify[0]!;
        _previousBlock = Convert.FromHexString((string)notify[1]!);
        _coinbase1 = Convert.FromHexString((string)notify[2]!);
        _coinbase2 = Convert.FromHexString((string)notify[3]!);
        _merkleBranch = [.. notify[4]!.AsArray().Select(hash => Convert.FromHexString((string)hash!))];
        _version = Convert.ToUInt32((string)notify[5]!, 16);
        _bits = Convert.ToUInt32((string)notify[6]!, 16);
        Time = Convert.ToUInt32((string)notify[7]!, 16);
        _extranonce1 = session.Extranonce1!;
        _extranonce2Size = session.Extranonce2Size;
        _algorithm = session.Algorithm;
        Target = session.Target; // a difficulty holds for the jobs after it: this job keeps the one it came under
        FirstExtranonce2 = LastExtranonce2 = after is null ? 0 : after.LastExtranonce2 + 1; // never hash a header twice
    }

    public string Id { get; }
    public uint Time { get; }
    public BigInteger Target { get; }
    public uint FirstExtranonce2 { get; }
    public uint LastExtranonce2 { get; set; }

    public byte[] PackExtranonce2(uint number)
    {
        byte[] bytes = new byte[Math.Max(_extranonce2Size, sizeof(uint))];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        return bytes[.._extranonce2Size];
    }

    // 80 bytes: version 4, previous block 32, merkle root 32, time 4, bits 4, nonce 4. Numbers are little-endian.
    public byte[] Header(byte[] extranonce2)
    {
        byte[] header = new byte[80];
        BinaryPrimitives.WriteUInt32LittleEndian(header, _version);
        // Stratum sends the previous block's hash with the bytes of each 4-byte word reversed.
        for (int i = 0; i < 32; i++) header[4 + i] = _previousBlock[(i & ~3) + 3 - (i & 3)];
        MerkleRoot(extranonce2).CopyTo(header, 36);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(68), Time);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(72), _bits);
        return header;
    }

    // The coinbase is the transaction that pays the pool. Its hash, folded with its siblings, is the merkle root.
    private byte[] MerkleRoot(byte[] extranonce2)
    {
        byte[] root = Sha256d([.. _coinbase1, .. _extranonce1, .. extranonce2, .. _coinbase2]);
        foreach (byte[] sibling in _merkleBranch) root = Sha256d([.. root, .. sibling]);
        return root;
    }

    public byte[] Hash(byte[] header) => _algorithm == "scrypt" ? Scrypt.Hash(header) : Sha256d(header);

    private static byte[] Sha256d(byte[] data) => SHA256.HashData(SHA256.HashData(data));
}

// ---------------------------------------------------------------------------------------------------------------------
// scrypt (RFC 7914) with N = 1024, r = 1, p = 1, the header being both password and salt.

static class Scrypt
{
    private const int N = 1024;
    private const int Words = 32; // 128 bytes

    [ThreadStatic] private static uint[]? t_rows; // 128 KiB: what makes scrypt expensive

    public static byte[] Hash(byte[] header)
    {
        byte[] block = Rfc2898DeriveBytes.Pbkdf2(header, header, 1, HashAlgorithmName.SHA256, 128);
        uint[] x = new uint[Words];
        for (int i = 0; i < Words; i++) x[i] = BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(4 * i));
        Mix(x);
        for (int i = 0; i < Words; i++) BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(4 * i), x[i]);
        return Rfc2898DeriveBytes.Pbkdf2(header, block, 1, HashAlgorithmName.SHA256, 32);
    }

    // Fill a table with 1024 rows, then read it back in an order that only the data decides.
    private static void Mix(uint[] x)
    {
        uint[] rows = t_rows ??= new uint[N * Words];
        for (int i = 0; i < N; i++)
        {
            x.CopyTo(rows.AsSpan(i * Words));
            BlockMix(x);
        }
        for (int i = 0; i < N; i++)
        {
            ReadOnlySpan<uint> row = rows.AsSpan((int)(x[16] % N) * Words, Words);
            for (int k = 0; k < Words; k++) x[k] ^= row[k];
            BlockMix(x);
        }
    }

    // Each half is mixed with the other: first half with the second, then the second with the new first.
    private static void BlockMix(Span<uint> x)
    {
        Salsa8(x[..16], x[16..]);
        Salsa8(x[16..], x[..16]);
    }

    // b = b xor other, then 8 rounds of Salsa20 added to it: columns and rows of a 4 × 4 square, in turns.
    private static void Salsa8(Span<uint> b, ReadOnlySpan<uint> other)
    {
        for (int i = 0; i < 16; i++) b[i] ^= other[i];
        Span<uint> s = stackalloc uint[16];
        b.CopyTo(s);
        for (int round = 0; round < 8; round += 2)
        {
            Quarter(s, 0, 4, 8, 12); Quarter(s, 5, 9, 13, 1); Quarter(s, 10, 14, 2, 6); Quarter(s, 15, 3, 7, 11);
            Quarter(s, 0, 1, 2, 3); Quarter(s, 5, 6, 7, 4); Quarter(s, 10, 11, 8, 9); Quarter(s, 15, 12, 13, 14);
        }
        for (int i = 0; i < 16; i++) b[i] += s[i];
    }

    private static void Quarter(Span<uint> s, int a, int b, int c, int d)
    {
        s[b] ^= BitOperations.RotateLeft(s[a] + s[d], 7);
        s[c] ^= BitOperations.RotateLeft(s[b] + s[a], 9);
        s[d] ^= BitOperations.RotateLeft(s[c] + s[b], 13);
        s[a] ^= BitOperations.RotateLeft(s[d] + s[c], 18);
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// For a run without arguments: the program in the folder beside this one has a pool.

static class Neighbour
{
    public static (Process Pool, string Url)? Start([CallerFilePath] string thisFile = "")
    {
        string program = Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "src", "NightMiner.Cli");
        if (!Directory.Exists(program)) return null;
        Console.WriteLine("building and starting a pool");
        string[] command = ["run", "-c", "Release", "--project", program, "--", "pool", "--listen", "127.0.0.1:0"];
        Process pool = Process.Start(new ProcessStartInfo("dotnet", command) { RedirectStandardOutput = true })!;
        while (pool.StandardOutput.ReadLine() is { } line)
            if (Regex.Match(line, @"stratum\+tcp://[\d.:]+") is { Success: true } url) return (pool, url.Value);
        return null;
    }
}
