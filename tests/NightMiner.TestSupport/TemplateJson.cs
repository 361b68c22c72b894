using System.Text.Json.Nodes;

namespace NightMiner.TestSupport;

/// <summary>The answer of a node to getblocktemplate, as small as it can be.</summary>
internal static class TemplateJson
{
    /// <summary>The block before, as a node shows it: with its bytes reversed.</summary>
    public const string PreviousBlock = "00000000000000000000000000000000000000000000000000000000000000ab";

    /// <summary>A template of regtest at height 7, without transactions; each call makes another.</summary>
    public static JsonObject Sample() => new()
    {
        ["version"] = 0x20000000,
        ["previousblockhash"] = PreviousBlock,
        ["transactions"] = new JsonArray(),
        ["coinbaseaux"] = new JsonObject(),
        ["coinbasevalue"] = 50_0000_0000,
        ["longpollid"] = "poll",
        ["target"] = "7fffff0000000000000000000000000000000000000000000000000000000000",
        ["bits"] = "207fffff",
        ["curtime"] = 1700000000,
        ["height"] = 7,
        ["rules"] = new JsonArray("csv"),
    };
}
