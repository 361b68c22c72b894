namespace NightMiner.Protocol.Addresses;

/// <summary>
/// Whom a block pays: an address, checked, and the output script that it stands for. <see cref="ScriptAddress"/> goes
/// the other way.
/// </summary>
public sealed class PayoutAddress
{
    private const int HashSize = 20;

    private static readonly string[] MwebPrefixes = ["ltcmweb", "tmweb"];

    private readonly string _text;

    private PayoutAddress(string text, ReadOnlyMemory<byte> script, IEnumerable<CoinNetwork> networks) =>
        (_text, Script, Networks) = (text, script, [.. networks]);

    /// <summary>The output script: P2PKH, P2SH or a witness program.</summary>
    public ReadOnlyMemory<byte> Script { get; }

    /// <summary>The networks that it can be an address of: test networks share their forms.</summary>
    public IReadOnlyList<CoinNetwork> Networks { get; }

    /// <summary>Reads an address of Bitcoin, Litecoin or Dogecoin, of a main or a test network.</summary>
    /// <exception cref="FormatException">It is not such an address, or mistyped; the message says which.</exception>
    public static PayoutAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            string? prefix = Prefixes.FirstOrDefault(
                prefix => text.StartsWith(prefix + "1", StringComparison.OrdinalIgnoreCase));
            return prefix is null ? FromBase58(text) : FromBech32(text, prefix);
        }
        catch (FormatException e)
        {
            throw new FormatException($"'{text}' is not a coinbase address: {e.Message}", e);
        }
    }

    /// <summary>The address as it was given.</summary>
    public override string ToString() => _text;

    private static IEnumerable<string> Prefixes =>
        [.. MwebPrefixes, .. CoinNetwork.All.Select(network => network.Prefix).OfType<string>()];

    private static PayoutAddress FromBech32(string text, string prefix)
    {
        if (MwebPrefixes.Contains(prefix)) throw new FormatException(
            "a coinbase can't pay to an MWEB address; take one that starts with ltc1, L or M");
        (int version, byte[] program) = Bech32.Decode(text, prefix);
        byte opcode = (byte)(version == 0 ? 0 : 0x50 + version); // OP_0, OP_1 to OP_16
        return new PayoutAddress(text, (byte[])[opcode, (byte)program.Length, .. program],
            CoinNetwork.All.Where(network => network.Prefix == prefix));
    }

    private static PayoutAddress FromBase58(string text)
    {
        byte[] payload = Base58.Decode(text);
        byte version = payload[0];
        byte[] hash = payload[1..];
        if (hash.Length != HashSize) throw new FormatException($"it holds {hash.Length} bytes, not {HashSize}");
        CoinNetwork[] toKey = [.. CoinNetwork.All.Where(network => network.KeyHash == version)];
        CoinNetwork[] toScript = [.. CoinNetwork.All.Where(network => network.ScriptHash.Contains(version))];
        if (toKey.Length > 0) // no version byte is both
            return new PayoutAddress(text, (byte[])[0x76, 0xa9, HashSize, .. hash, 0x88, 0xac], toKey);
        return toScript.Length > 0
            ? new PayoutAddress(text, (byte[])[0xa9, HashSize, .. hash, 0x87], toScript)
            : throw new FormatException($"its version {version} belongs to neither Bitcoin, Litecoin nor Dogecoin");
    }
}
