namespace NightMiner.TestSupport;

/// <summary>Lines that a pool can repeat without end: one of each kind of message that makes events.</summary>
internal static class FloodLines
{
    /// <summary>Stands for a number that grows from line to line.</summary>
    private const string Number = "NUMBER";

    /// <summary>Stands for the same number as 8 hex digits.</summary>
    private const string Hex = "HEX";

    private static readonly Dictionary<string, string> Templates = new()
    {
        ["set_difficulty"] = """{"id":null,"method":"mining.set_difficulty","params":[NUMBER00]}""",
        ["set_extranonce"] = """{"id":null,"method":"mining.set_extranonce","params":["HEX",4]}""",
        ["set_version_mask"] = """{"id":null,"method":"mining.set_version_mask","params":["1fffe000"]}""",
        ["reconnect"] =
            """{"id":null,"method":"client.reconnect","params":["host-NUMBER.example.net",3333,0]}""",
        ["show_message"] = """{"id":null,"method":"client.show_message","params":["buy NUMBER"]}""",
        ["unknown method"] = """{"id":null,"method":"client.method_NUMBER","params":[]}""",
        ["unknown request"] = """{"id":"NUMBER","method":"client.request_NUMBER","params":[]}""",
        ["reply to nothing"] = """{"id":NUMBER999,"result":true,"error":null}""",
        ["second reply"] = """{"id":1,"result":true,"error":null}""",
        ["broken"] = """{"id":null,"method":"mining.set_difficulty","params":["NUMBER"]}""",
        ["version"] = """{"id":"v","method":"client.get_version","params":[]}""",
    };

    /// <summary>The kinds, mining.notify among them.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Templates.Keys, "notify", "new block"];

    /// <summary>One line of a kind.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="number">Makes it another line than the one before; from 100 to 999,999.</param>
    public static string Line(string kind, int number) => kind switch
    {
        "notify" => Lines.SmallNotify($"j{number}", 1, clean: false),
        "new block" => Lines.SmallNotify($"b{number}", number, clean: true),
        _ => Templates[kind].Replace(Number, $"{number}", StringComparison.Ordinal)
            .Replace(Hex, number.ToString("x8", null), StringComparison.Ordinal),
    };
}
