using System.Globalization;

namespace NightMiner.TestSupport.Hostile;

/// <summary>
/// What pools say, right and wrong: each notification, each request to the miner, and answers to all of its requests in
/// every shape that is in the field.
/// </summary>
internal sealed class ServerGrammar(int seed) : JsonGrammar(seed)
{
    private static readonly string[] Words =
    [
        "Stale", "job not found", "Duplicate share", "low difficulty share of 0.01", "Above target",
        "unauthorized worker", "not subscribed", "ntime out of range", "high-hash", "Other/Unknown", "banned",
    ];

    /// <summary>The id of a request to answer, as it was written; null: any id.</summary>
    public string? OpenId { get; set; }

    /// <summary>The newest job's name, as it was written; null before the first.</summary>
    public string? JobId { get; private set; }

    /// <summary>The next line, of any kind.</summary>
    public byte[] Next()
    {
        int kind = Random.Next(100);
        if (kind < 3) return Noise();
        Spoil(kind < 50 ? 0 : kind < 80 ? 30 : 150);
        return ToLine(AnyMessage());
    }

    /// <summary>The answer to mining.subscribe; a proper one where told so.</summary>
    public byte[] Subscribed(string id, bool isProper) => Line(isProper, () => Reply(id, SubscribeResult()));

    /// <summary>The answer to mining.authorize, or another plain yes.</summary>
    public byte[] Yes(string id, bool isProper) => Line(isProper, () => Reply(id, "true"));

    /// <summary>The answer to mining.submit: yes, or no in one of its shapes.</summary>
    public byte[] Judged(string id, bool isProper) =>
        Line(isProper, () => Once(2) ? Reply(id, "true") : Refusal(id));

    /// <summary>A job, and before it the difficulty that it is to be mined with.</summary>
    public byte[][] Work(string difficulty) =>
        [Line(true, () => Notification("mining.set_difficulty", difficulty)), Line(true, Notify)];

    private byte[] Line(bool isProper, Func<string> message)
    {
        if (isProper) KeepPlain();
        else Spoil(120);
        return ToLine(message());
    }

    private string AnyMessage() => Random.Next(30) switch
    {
        0 or 1 => Reply(AnyId(), SubscribeResult()),
        2 => Reply(AnyId(), ConfigureResult()),
        3 or 4 => Reply(AnyId(), "true"),
        5 or 6 or 7 => Refusal(AnyId()),
        8 => Reply(AnyId(), AnyValue(3)),
        >= 9 and <= 14 => Notify(),
        15 or 16 or 17 => Notification("mining.set_difficulty", Once(3) ? OddNumber() : Difficulty()),
        18 => Notification("mining.set_extranonce", Text(Hex(2 * Random.Next(10))), Whole(9)),
        19 => Notification("mining.set_extranonce", Text(Hex(Random.Next(70))), Once(2) ? OddNumber() : Whole(40)),
        20 => Notification(Pick("mining.set_version_mask", "mining.set_version"), Mask()),
        21 => Reconnect(),
        22 => Request("client.get_version"),
        23 => Notification("client.show_message", Once(3) ? OddText() : Text("hello")),
        24 => Request("client.show_message", AnyValue(2)),
        25 => Request("mining.ping"),
        26 => Request(
            Pick("mining.set_goal", "mining.set_target", "client.unheard_of", "", "eth_getWork"), AnyValue(2)),
        27 => Notification(Pick("mining.set_goal", "mining.set_target", "job", $"m{Random.Next(1000)}")),
        28 => Object(("id", AnyId()), ("method", AnyValue(1)), ("params", AnyValue(2))),
        _ => Object(("id", AnyId()), ("method", Text("mining.notify")), ("params", AnyValue(3))),
    };

    private string Notify() => Notification("mining.notify",
        JobId = Once(9) ? Whole(100) : Once(9) ? OddText() : Text(Hex(Random.Next(1, 9))),
        Text(Once(3) ? Hex(64) : Random.Next(4).ToString("x64", CultureInfo.InvariantCulture)),
        Text(Once(2) ? Coinbase1() : Hex(2 * Random.Next(Once(50) ? 2000 : 60))),
        Text(Once(2) ? Coinbase2() : Hex(2 * Random.Next(60))),
        List(Enumerable.Range(0, Random.Next(Once(20) ? 40 : 5)).Select(_ => Place(Text(Hex(64))))),
        Word(Once(3) ? (uint)Random.NextInt64(1L << 32) : 0x20000000),
        Text(Pick("1b0404cb", "207fffff", "00000000", "ff123456", "1d00ffff", Hex(8))),
        Word(Once(3) ? (uint)Random.NextInt64(1L << 32) : 1_700_000_000u),
        Once(10) ? AnyValue(1) : Pick("true", "false"));

    // A coinbase that is a transaction: up to the extranonces, which stand in a push of 8 bytes, and after them.
    private string Coinbase1() => "01000000" + "01" + new string('0', 64) + "ffffffff"
        + Pick("0d", "0e", "fd0d00", "ff0d00000000000000", "0d0c") + "03" + Hex(6) + "08";

    private string Coinbase2() => "ffffffff" + Pick("01", "02", "fdffff") + Hex(16) + Pick("19", "16", "00", "4c")
        + Pick("76a914" + Hex(40) + "88ac", "0014" + Hex(40), "6a" + Hex(40)) + "00000000";

    private string Difficulty() => Pick("1", "2", "0.5", "4", "16", "1024.0", "\"1\"", "0.001", "1e3", "1e12", "65536");

    private string Mask() =>
        Text(Pick("1fffe000", "1fffffe0", "00000000", "ffffffff", "e000", "0", Hex(Random.Next(12))));

    private string Reconnect() => Object(Envelope(AnyId(), "client.reconnect", Random.Next(4) switch
    {
        0 => Parameters(),
        1 => Parameters(Host(), Port()),
        2 => Parameters(Host(), Port(), Once(3) ? OddNumber() : Whole(60)),
        _ => AnyValue(2),
    }));

    private string Host() => Once(5) ? OddText() : Text(Pick("", "127.0.0.1", "127.1", "2130706433", "0x7f.1",
        "127.0.0.1.", "::1", "[::1]", "fe80::1%lo", "pool.example.com", "a.b.co.uk", "localhost", "xn--a", "..",
        "a..b"));

    private string Port() =>
        Once(4) ? OddNumber() : Pick("3333", "\"3333\"", "1", "65535", "0", "65536", "\"\"", "null");

    private string SubscribeResult() => Once(12) ? Text(Pick("proxy full", "Initialising", "")) : List(
    [
        Place(Subscriptions()),
        Place(Text(Hex(2 * Random.Next(Once(9) ? 36 : 9)))),
        Place(Whole(Once(9) ? 40 : 9)),
        .. Once(9) ? [AnyValue(1)] : Array.Empty<string>(),
    ]);

    private string Subscriptions()
    {
        string id = Once(6) ? OddText() : Text(Hex(16));
        return Pick("null", "[]", List(Text("mining.notify"), id), List(List(Text("mining.notify"), id)),
            List(List(Text("mining.set_difficulty"), id), List(Text("mining.notify"), id)), List(List(List(
                Text("mining.notify"), id))), AnyValue(3));
    }

    private string ConfigureResult() => Object(
        ("version-rolling", Place(Pick("true", "false", "\"no\""))),
        ("version-rolling.mask", Place(Mask())),
        ("subscribe-extranonce", Place(Pick("true", "false"))),
        ("minimum-difficulty", Place("true")));

    private string Refusal(string id)
    {
        string code = Pick("20", "21", "22", "23", "24", "25", "-1", "0", OddNumber());
        string words = Once(4) ? OddText() : Text(Pick(Words));
        return Random.Next(9) switch
        {
            0 => Reply(id, "false"),
            1 => Reply(id, "null"),
            2 => Reply(id, Pick("null", "false"), Place(Object(("code", code), ("message", words), ("data", "null")))),
            3 => Reply(id, "null", words),
            4 => Reply(id, "null", "true"),
            5 => Object(("id", Place(id)), ("result", "false"), ("error", "null"), ("reject-reason", words)),
            6 => Object(("id", Place(id)), ("error", words)),
            7 => Reply(id, "null", AnyValue(2)),
            _ => Reply(id, Pick("null", "false"), List(Place(code), Place(words), "null")),
        };
    }

    private string Reply(string id, string result, string error = "null") =>
        Object(("id", Place(id)), ("result", Place(result)), ("error", Place(error)));

    private string Notification(string method, params string[] parameters) =>
        Object(Envelope("null", method, Parameters(parameters)));

    private string Request(string method, params string[] parameters) =>
        Object(Envelope(AnyId(), method, Parameters(parameters)));

    private (string, string)[] Envelope(string id, string method, string parameters) =>
        [("id", Place(id)), ("method", Place(Text(method))), ("params", parameters)];

    private string AnyId() => Random.Next(10) switch
    {
        0 => AnyValue(2),
        1 => "null",
        2 => OddText(),
        3 => OddNumber(),
        _ => OpenId ?? Whole(12),
    };
}
