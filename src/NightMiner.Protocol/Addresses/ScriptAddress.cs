namespace NightMiner.Protocol.Addresses;

/// <summary>
/// The address of an output's script: base58 with a checksum for hashes of keys and scripts, bech32 (BIP 173) for
/// version 0 of segwit, bech32m (BIP 350) for later ones. <see cref="PayoutAddress"/> goes the other way.
/// </summary>
public static class ScriptAddress
{
    /// <summary>Writes the address.</summary>
    /// <param name="script">An output's script.</param>
    /// <param name="network">The network whose form is wanted.</param>
    /// <returns>The address; null where such a script has none on that network.</returns>
    public static string? Of(ReadOnlySpan<byte> script, CoinNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return script switch
        {
            [0x76, 0xa9, 20, .. { Length: 20 } hash, 0x88, 0xac] => Base58.Encode([network.KeyHash, .. hash]),
            [0xa9, 20, .. { Length: 20 } hash, 0x87] => Base58.Encode([network.ScriptHash[0], .. hash]),
            [var opcode, var size, .. var program]
                when network.Prefix is { } prefix && program.Length == size && opcode is 0 or >= 0x51 and <= 0x60
                => Witness(prefix, opcode == 0 ? 0 : opcode - 0x50, program),
            _ => null,
        };
    }

    private static string? Witness(string prefix, int version, ReadOnlySpan<byte> program) =>
        Bech32.IsProgram(version, program.Length) ? Bech32.Encode(prefix, version, program) : null;
}
