using System.Text;
using System.Text.Json;
using NightMiner.Protocol.Text;
using NightMiner.Workbench.Recording;

namespace NightMiner.TestSupport.Hostile;

/// <summary>Files of the workbench: recordings of hostile sessions, and logs in which their lines stand.</summary>
internal sealed class RecordingGrammar(int seed) : JsonGrammar(seed)
{
    private readonly ServerGrammar _server = new(seed + 1);
    private readonly ClientGrammar _client = new(seed + 2);

    private double _time;

    /// <summary>The first line of a recording.</summary>
    public byte[] Header(bool isProper)
    {
        if (isProper) KeepPlain();
        else Spoil(120);
        return ToLine(Object(
            ("format", Place(Text("nightminer-session"))), ("version", Place(isProper ? "1" : Whole(3))),
            ("started", Place(Text("2026-11-22T19:57:56+00:00"))), ("pool", Place(Text("stratum+tcp://127.0.0.1:1")))));
    }

    /// <summary>The next line of a recording or of a log.</summary>
    public byte[] Next()
    {
        int kind = Random.Next(100);
        if (kind < 3) return Noise();
        Spoil(kind < 60 ? 0 : kind < 85 ? 30 : 150);
        return Once(4) ? ToLine(Logged()) : ToLine(Recorded());
    }

    private string Recorded()
    {
        bool isPool = !Once(3);
        byte[] line = Message(isPool);
        _time += Random.NextDouble();
        bool isText = System.Text.Unicode.Utf8.IsValid(line);
        string text = Random.Next(30) switch
        {
            0 => "true",
            1 => OddText(),
            _ when isText => JsonSerializer.Serialize(Encoding.UTF8.GetString(line)),
            _ => Text(Convert.ToHexStringLower(line)),
        };
        return Object(
            ("time", Place(Once(30) ? OddNumber() : $"{_time:0.######}")),
            ("connection", Place(Once(20) ? OddNumber() : "1")),
            ("from", Place(Text(isPool ? "pool" : "miner"))),
            (text == "true" ? "end" : isText ? "line" : "hex", Place(text)));
    }

    // Whatever a log puts before a line and after it.
    private string Logged()
    {
        string line = WireText.From(Message(isPool: Once(2)));
        return Pick("", "[12:00:00] <- ", "recv: '", "2026-01-01 {pool} ", "\u001b[32m", "b'") + line
            + Pick("", "", "'", " (12 ms)", "\u001b[0m", ",", "\\n'");
    }

    // Shares are for the newest job, and answers for the newest share.
    private byte[] Message(bool isPool)
    {
        (_client.JobId, _server.OpenId) = (_server.JobId, _client.LastId);
        return isPool ? _server.Next() : _client.Next();
    }
}
