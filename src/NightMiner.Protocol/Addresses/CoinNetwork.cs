
using NightMiner.Protocol.Blocks;

namespace NightMiner.Protocol.Addresses;

/// <summary>
/// A block chain, recognised by its first block, and what its addresses look like. The values are those of the
/// chainparams of Bitcoin Core, Litecoin Core and Dogecoin Core.
/// </summary>
/// <param name="Name">For people: "Litecoin regtest".</param>
/// <param name="Genesis">The id of block 0, as nodes show it.</param>
/// <param name="Algorithm">The name of its proof of work.</param>
/// <param name="KeyHash">The version byte of base58 addresses that pay to a key.</param>
/// <param name="ScriptHash">The version bytes of base58 addresses that pay to a script; the usual one first.</param>
/// <param name="Prefix">What its bech32 addresses start with, before the 1; null where it has none.</param>
internal sealed record CoinNetwork(
    string Name, Hash256 Genesis, string Algorithm, byte KeyHash, byte[] ScriptHash, string? Prefix)
{
    /// <summary>All that are known here.</summary>
    public static IReadOnlyList<CoinNetwork> All { get; } =
    [
        Bitcoin("Bitcoin", "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f", 0, 5, "bc"),
        Bitcoin("Bitcoin testnet3", "000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943", 111, 196, "tb"),
        Bitcoin("Bitcoin testnet4", "00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043", 111, 196, "tb"),
        Bitcoin("Bitcoin regtest",
            "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206", 111, 196, "bcrt"),
        Litecoin("Litecoin", "12a765e31ffd4059bada1e25190f6e98c99d9714d334efa41a195a7e7e04bfe2", 48, [50, 5], "ltc"),
        Litecoin("Litecoin testnet",
            "4966625a4b2851d9fdee139e56211a0d88575f59ed816ff5e6a63deb4e3e29a0", 111, [58, 196], "tltc"),
        Litecoin("Litecoin regtest",
            "530827f38f93b43ed12af0b3ad25a288dc02ed74d6d7857862df51fc56c416f9", 111, [58, 196], "rltc"),
        Dogecoin("Dogecoin", "1a91e3dace36e2be3bf030a65679fe821aa1d6ef92e7c9902eb318182c355691", 30, 22),
        Dogecoin("Dogecoin testnet", "bb0a78264637406b6360aad926284d544d7049f45189db5664f3c4d07350559e", 113, 196),
        Dogecoin("Dogecoin regtest", "3d2160a3b5dc4a9d62e7e66a295f70313ac808440ef7400d6c0772171ce973a5", 111, 196),
    ];

    /// <summary>
    /// Whether getblocktemplate insists on hearing that we know MWEB (Litecoin Core 0.21.2 and later).
    /// </summary>
    public bool HasMweb { get; private init; }

    /// <summary>The chain that starts with this block; null where it is not known here.</summary>
    public static CoinNetwork? Find(Hash256 genesis) => All.FirstOrDefault(network => network.Genesis == genesis);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static CoinNetwork Bitcoin(string name, string genesis, byte keyHash, byte scriptHash, string prefix) =>
        new(name, Hash256.FromDisplay(genesis), "sha256d", keyHash, [scriptHash], prefix);

    private static CoinNetwork Litecoin(string name, string genesis, byte keyHash, byte[] scriptHash, string prefix) =>
        new(name, Hash256.FromDisplay(genesis), "scrypt", keyHash, scriptHash, prefix) { HasMweb = true };

    private static CoinNetwork Dogecoin(string name, string genesis, byte keyHash, byte scriptHash) =>
        new(name, Hash256.FromDisplay(genesis), "scrypt", keyHash, [scriptHash], Prefix: null);
}
