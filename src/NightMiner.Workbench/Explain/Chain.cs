namespace NightMiner.Workbench.Explain;

/// <summary>How a chain writes addresses.</summary>
/// <param name="Name">Its name, in lower case.</param>
/// <param name="KeyPrefix">The first byte of an address of a key's hash (P2PKH), before base58.</param>
/// <param name="ScriptPrefix">The first byte of an address of a script's hash (P2SH).</param>
/// <param name="Bech32">What segwit addresses begin with; null where the chain has none.</param>
public sealed record Chain(string Name, byte KeyPrefix, byte ScriptPrefix, string? Bech32)
{
    /// <summary>The chains that are known here; values from the nodes' chain parameters.</summary>
    public static IReadOnlyList<Chain> All { get; } =
    [
        new("bitcoin", 0x00, 0x05, "bc"),
        new("bitcoin-test", 0x6f, 0xc4, "tb"),
        new("litecoin", 0x30, 0x32, "ltc"),
        new("litecoin-test", 0x6f, 0x3a, "tltc"),
        new("dogecoin", 0x1e, 0x16, null),
    ];

    /// <summary>Finds a chain by its name, in any case.</summary>
    /// <exception cref="FormatException">No such chain; the message lists those there are.</exception>
    public static Chain Get(string name) =>
        All.FirstOrDefault(chain => chain.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new FormatException($"'{name}' is no chain that is known here: use one of "
            + string.Join(", ", All.Select(chain => chain.Name)));

    /// <summary>The chains that an algorithm is usually mined for: two for scrypt, a job does not say which.</summary>
    public static IReadOnlyList<Chain> For(string algorithm) => algorithm switch
    {
        "scrypt" => [Get("litecoin"), Get("dogecoin")],
        "sha256d" => [Get("bitcoin")],
        _ => [],
    };

    /// <inheritdoc/>
    public override string ToString() => Name;
}
