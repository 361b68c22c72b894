using NightMiner.Protocol.Addresses;

namespace NightMiner.Workbench.Explain;

/// <summary>An output's script in plain words.</summary>
internal static class OutputScript
{
    private const byte Return = 0x6a;

    /// <summary>BIP 141: OP_RETURN, a push of 36 bytes, and these four bytes before the hash.</summary>
    private static ReadOnlySpan<byte> WitnessCommitment => [Return, 0x24, 0xaa, 0x21, 0xa9, 0xed];

    /// <summary>Whether it commits to the witnesses of the block (BIP 141).</summary>
    public static bool IsWitnessCommitment(ReadOnlySpan<byte> script) =>
        script.Length >= 38 && script.StartsWith(WitnessCommitment);

    /// <summary>Whom it pays, or what it says.</summary>
    public static string Describe(ReadOnlySpan<byte> script, IReadOnlyList<CoinNetwork> networks)
    {
        if (IsWitnessCommitment(script)) return "witness commitment (BIP 141, OP_RETURN): "
            + "it binds the block's signatures; nobody is paid";
        if (script is [Return, .. var pushed]) return "OP_RETURN, data, nobody is paid" + Texts.Of(Unpushed(pushed));
        string kind = script switch
        {
            [0x76, 0xa9, 20, .. { Length: 20 }, 0x88, 0xac] => "pays a key's hash (P2PKH)",
            [0xa9, 20, .. { Length: 20 }, 0x87] => "pays a script's hash (P2SH)",
            [33, 2 or 3, .. { Length: 32 }, 0xac] or [65, 4, .. { Length: 64 }, 0xac] => "pays a public key (P2PK)",
            [0, 20, .. { Length: 20 }] => "pays a key's hash, segwit (P2WPKH)",
            [0, 32, .. { Length: 32 }] => "pays a script's hash, segwit (P2WSH)",
            [0x51, 32, .. { Length: 32 }] => "pays a taproot key (P2TR)",
            [] => "an empty script: anybody may take it",
            _ => "a script of no common form",
        };
        List<string> spellings = [];
        foreach (CoinNetwork network in networks)
            if (ScriptAddress.Of(script, network) is { } address)
                spellings.Add($"{address} ({network.ShortName})");
        return spellings.Count == 0 ? kind : $"{kind}: {string.Join(" or ", spellings)}";
    }

    // The opcode of a push may read as a letter.
    private static ReadOnlySpan<byte> Unpushed(ReadOnlySpan<byte> script) => script switch
    {
        [0x4c, _, .. var data] => data,
        [<= 75, .. var data] => data,
        _ => script,
    };
}
