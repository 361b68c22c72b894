using System.Text;
using System.Text.Json;
using NightMiner.Protocol.Stratum;

namespace NightMiner.TestSupport;

/// <summary>Lines as pools send them.</summary>
internal static class Lines
{
    public const string ZeroHash = "0000000000000000000000000000000000000000000000000000000000000000";

    public static string Notify(string jobIdToken, string prevhash, string coinb1, string coinb2, string[] branches,
        string version, string nbits, string ntime, bool clean)
    {
        string branch = string.Join(",", branches.Select(hash => $"\"{hash}\""));
        string parameters = $"{jobIdToken},\"{prevhash}\",\"{coinb1}\",\"{coinb2}\",[{branch}],"
            + $"\"{version}\",\"{nbits}\",\"{ntime}\",{(clean ? "true" : "false")}";
        return $$"""{"id":null,"method":"mining.notify","params":[{{parameters}}]}""";
    }

    /// <summary>A small job: the id goes into the coinbase too, so that jobs differ; the block is a number.</summary>
    public static string SmallNotify(string jobId, int block = 1, bool clean = false)
    {
        string coinbase1 = "01" + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(jobId));
        return Notify(JsonSerializer.Serialize(jobId), block.ToString("x64", null), coinbase1, "ff", [],
            "20000000", "1b04864c", "4d1b2237", clean);
    }

    public static string SetDifficulty(string number) =>
        $$"""{"id":null,"method":"mining.set_difficulty","params":[{{number}}]}""";

    public static string SetExtranonce(string extranonce1, int size) =>
        $$"""{"id":null,"method":"mining.set_extranonce","params":["{{extranonce1}}",{{size}}]}""";

    public static string Subscribed(string id, string extranonce1 = "f800880e", int size = 4) =>
        $$"""{"id":{{id}},"result":[[["mining.notify","s1"]],"{{extranonce1}}",{{size}}],"error":null}""";

    public static string Yes(string id) => $$"""{"id":{{id}},"result":true,"error":null}""";

    public static ServerMessage Read(string line) => MessageReader.Read(Encoding.UTF8.GetBytes(line));

    public static T Read<T>(string line) where T : ServerMessage => Assert.IsType<T>(Read(line));

    public static JsonElement Json(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
