using System.Text;
using NightMiner.Solo;

namespace NightMiner;

/// <summary>What mining at a node needs of the options, checked.</summary>
internal sealed record SoloSettings(PayoutAddress Address, byte[] Signature)
{
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

    /// <summary>The node's user and password: of the cookie file, where there is one, as it is now.</summary>
    /// <exception cref="IOException">The file can't be read, or holds no login.</exception>
    public static (string User, string Password) Login(MinerOptions options, PoolLogin pool)
    {
        if (options.CookieFile is not { } file) return (pool.User, pool.Password);
        try
        {
            return File.ReadAllText(file).Trim().Split(':', 2) is [var user, var password]
                ? (user, password)
                : throw new IOException($"the cookie file {file} holds no user:password");
        }
        catch (Exception e) when (e is UnauthorizedAccessException or FileNotFoundException
            or DirectoryNotFoundException or NotSupportedException)
        {
            throw new IOException($"the cookie file {file} can't be read: {e.Message} "
                + "The node writes it when it starts, into its data directory, as .cookie", e);
        }
    }
}
