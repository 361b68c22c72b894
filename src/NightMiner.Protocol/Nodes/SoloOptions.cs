using System.Text;
using NightMiner.Protocol.Addresses;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Text;
using NightMiner.Protocol.Transport;

namespace NightMiner.Protocol.Nodes;

/// <summary>What mining at a node needs to be told, by whoever mines there: a miner or a pool.</summary>
public sealed record SoloOptions
{
    private const int CookieLimit = 512; // bytes; the node writes about 76

    /// <summary>The address that blocks pay to. It must be one of the node's network.</summary>
    public required string CoinbaseAddress { get; init; }

    /// <summary>
    /// What the coinbase says besides the height, up to <see cref="BlockBuilder.SignatureLimit"/> bytes of UTF-8; may
    /// be empty.
    /// </summary>
    public string CoinbaseSignature { get; init; } = "/NightMiner/";

    /// <summary>
    /// The file that the node writes a user and a password to each time it starts (.cookie in its data directory);
    /// null: the login is given in another way.
    /// </summary>
    public string? CookieFile { get; init; }

    /// <summary>Refuses an address or a signature that could only fail later.</summary>
    /// <exception cref="ArgumentException">One is missing or wrong; the message says which and why.</exception>
    public void Check() => _ = Builder();

    /// <summary>The address, checked.</summary>
    /// <exception cref="ArgumentException">It is missing or wrong; the message says why.</exception>
    public PayoutAddress Address()
    {
        if (string.IsNullOrEmpty(CoinbaseAddress)) throw new ArgumentException(
            "a node pays nobody by itself: give the address for its blocks with --coinbase-addr");
        try
        {
            return PayoutAddress.Parse(CoinbaseAddress);
        }
        catch (FormatException e)
        {
            throw new ArgumentException(e.Message, e);
        }
    }

    /// <summary>Makes coinbases that pay the address and carry the signature.</summary>
    /// <param name="added">Goes into the coinbase's script right behind the signature.</param>
    /// <exception cref="ArgumentException">
    /// The address is missing or wrong, or the signature is too long; the message says which and why.
    /// </exception>
    public BlockBuilder Builder(ReadOnlySpan<byte> added = default)
    {
        byte[] signature = Encoding.UTF8.GetBytes(CoinbaseSignature);
        int room = BlockBuilder.SignatureLimit - added.Length;
        if (signature.Length > room) throw new ArgumentException(
            $"the coinbase signature has {signature.Length} bytes, {room} fit: shorten it");
        return new BlockBuilder(Address().Script.Span, [.. signature, .. added]);
    }

    /// <summary>
    /// Asks a node which coin it is of, and which network. Both must fit the address and the algorithm before a single
    /// hash is computed.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="algorithm">The name of the algorithm to mine with: scrypt, sha256d.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>The network; or null, and what does not fit.</returns>
    /// <inheritdoc cref="NodeCalls.GenesisAsync" path="/exception"/>
    public async Task<(CoinNetwork? Network, string? Misfit)> MeetAsync(
        NodeCalls node, string algorithm, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(node);
        PayoutAddress address = Address();
        string chain = await node.ChainAsync(stop).ConfigureAwait(false);
        Hash256 genesis = await node.GenesisAsync(stop).ConfigureAwait(false);
        CoinNetwork? network = CoinNetwork.Find(genesis);
        string? misfit = network switch
        {
            null => $"the node's chain ('{chain}', first block {genesis}) is not known here: "
                + $"{string.Join(", ", CoinNetwork.All)} are",
            _ when !address.Networks.Contains(network) =>
                $"{address} is an address of {string.Join(" or ", address.Networks)}, but the node is on {network}: "
                + "give an address of that network with --coinbase-addr",
            _ when algorithm != network.Algorithm =>
                $"{network} is mined with {network.Algorithm}, not with {algorithm}: use -a {network.Algorithm}",
            _ => null,
        };
        return (misfit is null ? network : null, misfit);
    }

    /// <summary>
    /// The login: what the cookie file holds now, where there is one, else what is given. A node writes a new cookie
    /// each time it starts, so this is to be called for each connection.
    /// </summary>
    /// <param name="user">The user where there is no cookie file; empty: no login.</param>
    /// <param name="password">The password where there is no cookie file.</param>
    /// <exception cref="ConnectionException">The file can't be read, or holds no login.</exception>
    public (string User, string Password) Login(string user, string password)
    {
        if (CookieFile is not { } file) return (user, password);
        string text;
        try
        {
            text = TextFile.Read(file, CookieLimit);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            throw new ConnectionException(ConnectionProblem.NotReady, $"the cookie file {file} can't be read: "
                + $"{e.Message} The node writes it when it starts, into its data directory, as .cookie", e);
        }
        // Another file that was named by mistake must not be sent out as a password.
        return text.Trim().Split(':', 2) is [var name, var secret] && !secret.Any(char.IsControl)
            ? (name, secret)
            : throw new ConnectionException(ConnectionProblem.NotReady,
                $"the cookie file {file} does not hold one short line of the form user:password");
    }
}
