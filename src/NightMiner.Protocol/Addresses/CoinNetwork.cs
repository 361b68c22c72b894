using NightMiner.Protocol.Blocks;

namespace NightMiner.Protocol.Addresses;

/// <summary>
/// A block chain, recognised by its first block, and what its addresses look like. The values are those of the
/// chainparams of Bitcoin Core, Litecoin Core and Dogecoin Core.
/// </summary>
public sealed class CoinNetwork
{
    private CoinNetwork(string name, string shortName, string genesis) =>
        (Name, ShortName, Genesis) = (name, shortName, Hash256.FromDisplay(genesis));

    /// <summary>All that are known here; of each coin its main network first.</summary>
    public static IReadOnlyList<CoinNetwork> All { get; } =
    [
        Bitcoin("Bitcoin", "bitcoin",
            "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f", 0, 5, "bc"),
        Bitcoin("Bitcoin testnet3", "bitcoin-test",
            "000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943", 111, 196, "tb"),
        Bitcoin("Bitcoin testnet4", "bitcoin-test4",
            "00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043", 111, 196, "tb"),
        Bitcoin("Bitcoin regtest", "bitcoin-regtest",
            "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206", 111, 196, "bcrt"),
        Litecoin("Litecoin", "litecoin",
            "12a765e31ffd4059bada1e25190f6e98c99d9714d334efa41a195a7e7e04bfe2", 48, [50, 5], "ltc"),
        Litecoin("Litecoin testnet", "litecoin-test",
            "4966625a4b2851d9fdee139e56211a0d88575f59ed816ff5e6a63deb4e3e29a0", 111, [58, 196], "tltc"),
        Litecoin("Litecoin regtest", "litecoin-regtest",
            "530827f38f93b43ed12af0b3ad25a288dc02ed74d6d7857862df51fc56c416f9", 111, [58, 196], "rltc"),
        Dogecoin("Dogecoin", "dogecoin",
            "1a91e3dace36e2be3bf030a65679fe821aa1d6ef92e7c9902eb318182c355691", 30, 22),
        Dogecoin("Dogecoin testnet", "dogecoin-test",
            "bb0a78264637406b6360aad926284d544d7049f45189db5664f3c4d07350559e", 113, 196),
        Dogecoin("Dogecoin regtest", "dogecoin-regtest",
            "3d2160a3b5dc4a9d62e7e66a295f70313ac808440ef7400d6c0772171ce973a5", 111, 196),
    ];

    /// <summary>For people: "Litecoin regtest".</summary>
    public string Name { get; }

    /// <summary>For command lines, in lower case and without blanks: "litecoin-regtest".</summary>
    public string ShortName { get; }

    /// <summary>The id of block 0; as text it reads as nodes show it.</summary>
    public Hash256 Genesis { get; }

    /// <summary>The name of its proof of work: scrypt or sha256d.</summary>
    public required string Algorithm { get; init; }

    /// <summary>The version byte of base58 addresses that pay to a key's hash (P2PKH).</summary>
    public required byte KeyHash { get; init; }

    /// <summary>The version bytes of base58 addresses that pay to a script's hash (P2SH), the usual first.</summary>
    public required IReadOnlyList<byte> ScriptHash { get; init; }

    /// <summary>What its segwit addresses begin with, before the 1; null where it has none.</summary>
    public string? Prefix { get; init; }

    /// <summary>
    /// Whether getblocktemplate insists on hearing that we know MWEB (Litecoin Core 0.21.2 and later).
    /// </summary>
    public bool HasMweb { get; init; }

    /// <summary>The network that starts with this block; null where it is not known here.</summary>
    public static CoinNetwork? Find(Hash256 genesis) => All.FirstOrDefault(network => network.Genesis == genesis);

    /// <summary>Finds a network by its short name, in any case.</summary>
    /// <exception cref="FormatException">There is no such network; the message lists those there are.</exception>
    public static CoinNetwork Get(string shortName) =>
        All.FirstOrDefault(network => network.ShortName.Equals(shortName, StringComparison.OrdinalIgnoreCase))
        ?? throw new FormatException($"'{shortName}' is not a known network: use one of "
            + string.Join(", ", All.Select(network => network.ShortName)));

    /// <summary>
    /// The main networks that an algorithm is usually mined for. For scrypt there are two: a job does not say which.
    /// </summary>
    public static IReadOnlyList<CoinNetwork> For(string algorithm) =>
    [
        .. All.Where(network => network.Algorithm == algorithm
            && !network.ShortName.Contains('-', StringComparison.Ordinal)),
    ];

    /// <summary>The name for people.</summary>
    public override string ToString() => Name;

    private static CoinNetwork Bitcoin(
        string name, string shortName, string genesis, byte keyHash, byte scriptHash, string prefix) =>
        new(name, shortName, genesis)
        {
            Algorithm = "sha256d", KeyHash = keyHash, ScriptHash = [scriptHash], Prefix = prefix,
        };

    private static CoinNetwork Litecoin(
        string name, string shortName, string genesis, byte keyHash, byte[] scriptHash, string prefix) =>
        new(name, shortName, genesis)
        {
            Algorithm = "scrypt", KeyHash = keyHash, ScriptHash = scriptHash, Prefix = prefix, HasMweb = true,
        };

    private static CoinNetwork Dogecoin(
        string name, string shortName, string genesis, byte keyHash, byte scriptHash) =>
        new(name, shortName, genesis) { Algorithm = "scrypt", KeyHash = keyHash, ScriptHash = [scriptHash] };
}
