using System.Text;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Addresses;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Nodes;
using NightMiner.Protocol.Text;

namespace NightMiner.Sessions;

/// <summary>What mining at a node needs of the options, checked.</summary>
internal sealed record SoloSettings(PayoutAddress Address, byte[] Signature)
{
    private const int CookieLimit = 512; // bytes; the node writes about 76

    /// <summary>Reads the address and the signature.</summary>
    /// <exception cref="ArgumentException">One is missing or wrong; the message says which and why.</exception>
    public static SoloSettings From(MinerOptions options)
    {
        if (string.IsNullOrEmpty(options.CoinbaseAddress)) throw new ArgumentException(
            "a node pays nobody by itself: give the address for its blocks with --coinbase-addr");
        byte[] signature = Encoding.UTF8.GetBytes(options.CoinbaseSignature);
        if (signature.Length > BlockBuilder.SignatureLimit) throw new ArgumentException(
            $"the coinbase signature has {signature.Length} bytes, {BlockBuilder.SignatureLimit} fit: shorten it");
        try
        {
            return new SoloSettings(PayoutAddress.Parse(options.CoinbaseAddress), signature);
        }
        catch (FormatException e)
        {
            throw new ArgumentException(e.Message, e);
        }
    }

    /// <summary>Refuses what <see cref="From"/> refuses.</summary>
    /// <exception cref="ArgumentException">The address or the signature is missing or wrong.</exception>
    public static void Check(MinerOptions options) => _ = From(options);

    /// <summary>
    /// Which coin a node is of, and which network of it. Both must fit the address and the algorithm before a single
    /// hash is computed.
    /// </summary>
    /// <returns>The network; or null, and what does not fit.</returns>
    public async Task<(CoinNetwork?, string? Misfit)> MeetAsync(
        NodeCalls node, PowAlgorithm algorithm, CancellationToken stop)
    {
        string chain = await node.ChainAsync(stop).ConfigureAwait(false);
        Hash256 genesis = await node.GenesisAsync(stop).ConfigureAwait(false);
        CoinNetwork? network = CoinNetwork.Find(genesis);
        string? misfit = network switch
        {
            null => $"the node's chain ('{chain}', first block {genesis}) is not known here: "
                + $"{string.Join(", ", CoinNetwork.All)} are",
            _ when !Address.Networks.Contains(network) =>
                $"{Address} is an address of {string.Join(" or ", Address.Networks)}, but the node is on {network}: "
                + "give an address of that network with --coinbase-addr",
            _ when algorithm.Name != network.Algorithm =>
                $"{network} is mined with {network.Algorithm}, not with {algorithm.Name}: use -a {network.Algorithm}",
            _ => null,
        };
        return (misfit is null ? network : null, misfit);
    }

    /// <summary>The node's user and password: of the cookie file, where there is one, as it is now.</summary>
    /// <exception cref="IOException">The file can't be read, or holds no login.</exception>
    public static (string User, string Password) Login(MinerOptions options, PoolLogin pool)
    {
        if (options.CookieFile is not { } file) return (pool.User, pool.Password);
        string text;
        try
        {
            text = TextFile.Read(file, CookieLimit);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            throw new IOException($"the cookie file {file} can't be read: {e.Message} "
                + "The node writes it when it starts, into its data directory, as .cookie", e);
        }
        // Any other file, taken for one by mistake, must not go out as a password.
        return text.Trim().Split(':', 2) is [var user, var password] && !password.Any(char.IsControl)
            ? (user, password)
            : throw new IOException($"the cookie file {file} holds no user:password in one short line");
    }
}
