using System.Globalization;

namespace NightMiner.TestSupport.Hostile;

/// <summary>
/// What miners say, right and wrong: each method that is in the field, and answers to the pool's requests.
/// </summary>
internal sealed class ClientGrammar(int seed) : JsonGrammar(seed)
{
    /// <summary>The methods that a pool knows.</summary>
    public static readonly string[] Methods =
    [
        "mining.configure", "mining.subscribe", "mining.authorize", "mining.submit", "mining.suggest_difficulty",
        "mining.extranonce.subscribe", "mining.get_transactions",
    ];

    private static readonly string[] Agents =
        ["NightMiner/0.1", "cpuminer/2.5", "cgminer/4.10.0", "bfgminer/5.5", "bitaxe/BM1366/v2.1", "sgminer"];

    private int _lastId;

    /// <summary>The newest request's id, as it was written.</summary>
    public string LastId => _lastId.ToString(CultureInfo.InvariantCulture);

    /// <summary>The job to hand shares in for, as it was named; null: any.</summary>
    public string? JobId { get; set; }

    /// <summary>Bytes of its extranonce2.</summary>
    public int Extranonce2Size { get; set; } = 4;

    /// <summary>Its time.</summary>
    public uint Time { get; set; } = 1_700_000_000;

    /// <summary>The next line, of any kind.</summary>
    public byte[] Next()
    {
        int kind = Random.Next(100);
        if (kind < 2) return Noise();
        Spoil(kind < 75 ? 0 : kind < 92 ? 30 : 150);
        return ToLine(AnyMessage());
    }

    /// <summary>What a session begins with, without a fault in it.</summary>
    public byte[][] Handshake()
    {
        KeepPlain();
        return
        [
            ToLine(Object(("id", "1"), ("method", "\"mining.subscribe\""), ("params", List(Text(Pick(Agents)))))),
            ToLine(Object(
                ("id", "2"), ("method", "\"mining.authorize\""), ("params", List("\"me.worker\"", "\"x\"")))),
        ];
    }

    private string AnyMessage() => Random.Next(30) switch
    {
        0 => Subscribe(),
        1 or 2 => Request("mining.authorize", Once(3) ? OddText() : Text(User()), Once(3) ? OddText() : Text("d=0.5")),
        3 => Configure(),
        4 => Request("mining.suggest_difficulty", Once(2) ? OddNumber() : Pick("1", "0.001", "\"1\"", "1e-9")),
        5 => Request("mining.extranonce.subscribe"),
        6 => Request("mining.get_transactions", Job()),
        7 => Request(Pick("mining.suggest_target", "mining.multi_version", "mining.hello", "client.get_version", "x"),
            AnyValue(2)),
        8 => Object(("id", Id()), ("params", AnyValue(2))),
        9 => Object(("id", Id()), ("method", AnyValue(1)), ("params", AnyValue(2))),
        10 => Object(("id", Id()), ("result", AnyValue(2)), ("error", "null")),
        11 => Object(("id", Id()), ("method", Text("mining.submit")), ("params", AnyValue(3))),
        12 => Request("mining.submit", [.. Share().Select(field => Once(3) ? AnyValue(1) : field)]),
        _ => Request("mining.submit", Share()),
    };

    private string Subscribe() => Random.Next(5) switch
    {
        0 => Request("mining.subscribe"),
        1 => Request("mining.subscribe", Text(Pick(Agents)), Once(2) ? "null" : Text(Hex(8))),
        2 => Request("mining.subscribe", Text(Pick(Agents)), "null", Text("host:3333"), "null"),
        3 => Request("mining.subscribe", AnyValue(2)),
        _ => Request("mining.subscribe", Text(Pick(Agents))),
    };

    private string Configure() => Request("mining.configure",
        List(Enumerable.Range(0, Random.Next(4)).Select(_ => Place(Text(Pick(
            "version-rolling", "minimum-difficulty", "subscribe-extranonce", "info", "unheard-of"))))),
        Object(
            ("version-rolling.mask", Place(Once(6) ? OddText() : Text(Pick("1fffe000", "ffffffff", "0", Hex(8))))),
            ("version-rolling.min-bit-count", Place(Once(4) ? OddNumber() : Whole(20))),
            ("minimum-difficulty.value", Place(OddNumber()))));

    private string[] Share()
    {
        string[] share =
        [
            Text(User()), Job(), Text(Hex(2 * Extranonce2Size)), Word(Time + (uint)Random.Next(3)),
            Word((uint)Random.NextInt64(1L << 32)),
        ];
        return Once(9) ? [.. share, Word((uint)Random.Next(16) << 13)] : share;
    }

    private string Job() => JobId is null || Once(12) ? Once(3) ? Whole(50) : Text(Hex(4)) : JobId;

    private string User() => Pick("me.worker", "me.worker", "me.worker", "me", "a_b", "nobody");

    private string Request(string method, params string[] parameters) =>
        Object(("id", Place(Id())), ("method", Place(Text(method))), ("params", Parameters(parameters)));

    private string Id() => Random.Next(20) switch
    {
        0 => AnyValue(1),
        1 => "null",
        2 => OddText(),
        3 => OddNumber(),
        4 => $"\"{++_lastId}\"",
        _ => (++_lastId).ToString(CultureInfo.InvariantCulture),
    };
}
