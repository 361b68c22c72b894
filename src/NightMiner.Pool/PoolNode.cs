using NightMiner.Protocol.Transport;

namespace NightMiner.Pool;

/// <summary>A node for a pool to stand on: the pool mines its templates and hands it the blocks found.</summary>
/// <param name="Url">Where its RPC listens: http or https, with user and password.</param>
/// <param name="CoinbaseAddress">Who is paid for a block: an address of the node's network.</param>
public sealed record PoolNode(Endpoint Url, string CoinbaseAddress)
{
    /// <summary>A text in the coinbase of each block, up to 60 bytes of UTF-8.</summary>
    public string CoinbaseSignature { get; init; } = "/NightMiner/";

    /// <summary>A file with the login, as nodes write it (.cookie); null: the URL has the login.</summary>
    public string? CookieFile { get; init; }
}
