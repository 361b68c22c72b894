using NightMiner.Protocol.Transport;

namespace NightMiner.Pool;

/// <summary>A node for a pool to stand on: its templates are mined, and blocks go to its chain.</summary>
/// <param name="Url">Where its RPC listens, http or https, with user and password.</param>
/// <param name="CoinbaseAddress">Who is paid for a block; an address of the node's network.</param>
public sealed record PoolNode(Endpoint Url, string CoinbaseAddress)
{
    /// <summary>What a block's coinbase says, up to 60 bytes.</summary>
    public string CoinbaseSignature { get; init; } = "/NightMiner/";

    /// <summary>The file from which the login is read, in place of the URL's; null: the URL's.</summary>
    public string? CookieFile { get; init; }
}
