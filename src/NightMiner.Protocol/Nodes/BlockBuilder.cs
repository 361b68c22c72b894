using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using static NightMiner.Protocol.Nodes.BlockWriter;

namespace NightMiner.Protocol.Nodes;

/// <summary>
/// Makes a job of a template, with a coinbase that pays one address, and a block of a share of that job.
/// </summary>
internal sealed class BlockBuilder
{
    /// <summary>How long the signature may be, in bytes: a coinbase's script has room for 100 in all.</summary>
    public const int SignatureLimit = 64;

    private const int ScriptLimit = 100;
    private const int WitnessSize = 32;

    private readonly byte[] _payout;
    private readonly byte[] _signature;

    /// <summary>Pays to an output script, and signs.</summary>
    /// <param name="payout">The output script of an address.</param>
    /// <param name="signature">What the coinbase's script says besides the height; may be empty.</param>
    public BlockBuilder(byte[] payout, ReadOnlySpan<byte> signature)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(signature.Length, SignatureLimit);
        (_payout, _signature) = (payout, signature.ToArray());
    }

    /// <summary>What the headers of a template's block are made of, with a coinbase of its own.</summary>
    /// <param name="template">What the node gave.</param>
    /// <param name="extranonce1">Bytes of the coinbase that tell this miner from others.</param>
    /// <param name="extranonce2Size">Bytes of the coinbase that the search varies.</param>
    /// <param name="difficultyOne">The target of difficulty 1, to show the template's target as a difficulty.</param>
    /// <exception cref="FormatException">What the node wants in the coinbase leaves no room for the rest.</exception>
    public Work ToWork(
        BlockTemplate template, ReadOnlyMemory<byte> extranonce1, int extranonce2Size, Target difficultyOne)
    {
        (byte[] before, byte[] after) = CoinbaseParts(template, extranonce1.Length + extranonce2Size);
        return new Work
        {
            PreviousBlock = template.PreviousBlock,
            Coinbase = new Coinbase(before, extranonce1, after),
            Extranonce2Size = extranonce2Size,
            MerkleBranch = BlockMerkle.Branch(template.Transactions.Select(transaction => transaction.Id)),
            Version = template.Version,
            Bits = new CompactBits(template.Bits),
            Time = template.Time,
            Target = template.Target,
            Difficulty = Difficulty.From(Difficulty.Of(new Hash256(template.Target.Value), difficultyOne)),
            Shares = ShareRule.OneOfASlice,
        };
    }

    /// <summary>The coinbase before and after the extranonces.</summary>
    /// <param name="template">What the node gave.</param>
    /// <param name="extranonceSize">Bytes of both extranonces together.</param>
    /// <exception cref="FormatException">What the node wants in the coinbase leaves no room for the rest.</exception>
    public (byte[] Before, byte[] After) CoinbaseParts(BlockTemplate template, int extranonceSize) =>
        (Before(template, extranonceSize), After(template));

    /// <summary>The block, as submitblock wants it.</summary>
    /// <param name="template">What the share's job was made of.</param>
    /// <param name="header">The header that was found.</param>
    /// <param name="coinbase">The coinbase without witness: what was hashed.</param>
    public static byte[] Block(BlockTemplate template, BlockHeader header, ReadOnlySpan<byte> coinbase)
    {
        byte[] head = new byte[BlockHeader.Size];
        header.WriteTo(head);
        return
        [
            .. head,
            .. VarInt((ulong)template.Transactions.Count + 1),
            .. template.WitnessCommitment is null ? coinbase : WithWitness(coinbase),
            .. template.Transactions.SelectMany(transaction => transaction.Data),
            .. template.Mweb is { } mweb ? [1, .. mweb] : Array.Empty<byte>(), // 1: the optional part is there
        ];
    }

    // The commitment needs a value that the coinbase's witness holds (BIP 141): 32 zero bytes. Marker and flag go
    // behind the version, the witness before the lock time.
    private static byte[] WithWitness(ReadOnlySpan<byte> coinbase) =>
    [
        .. coinbase[..4], 0, 1, .. coinbase[4..^4],
        1, WitnessSize, .. new byte[WitnessSize],
        .. coinbase[^4..],
    ];

    // Version, one input, its null outpoint, and its script up to the extranonce.
    private byte[] Before(BlockTemplate template, int extranonceSize)
    {
        byte[] script =
        [
            .. PushHeight(template.Height),
            .. _signature.Length > 0 ? Push(_signature) : [],
            .. template.CoinbaseAux.Length > 0 ? Push(template.CoinbaseAux) : [],
            .. extranonceSize > 0 ? [(byte)extranonceSize] : Array.Empty<byte>(), // a push; the search fills it
        ];
        int length = script.Length + extranonceSize;
        if (length > ScriptLimit) throw new FormatException(
            $"the coinbase's script would have {length} bytes, {ScriptLimit} are allowed: shorten --coinbase-sig");
        return [2, 0, 0, 0, 1, .. new byte[Hash256.Size], 0xff, 0xff, 0xff, 0xff, (byte)length, .. script];
    }

    // The input's sequence, the outputs, the lock time.
    private byte[] After(BlockTemplate template)
    {
        byte[] pay = [.. LittleEndian((ulong)template.CoinbaseValue, 8), .. Sized(_payout)];
        byte[] outputs = template.WitnessCommitment is { } commitment
            ? [2, .. pay, .. LittleEndian(0, 8), .. Sized(commitment)]
            : [1, .. pay];
        return [0xff, 0xff, 0xff, 0xff, .. outputs, 0, 0, 0, 0];
    }
}
