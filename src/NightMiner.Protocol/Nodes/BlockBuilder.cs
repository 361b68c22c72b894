using NightMiner.Protocol.Addresses;
using NightMiner.Protocol.Blocks;
using static NightMiner.Protocol.Nodes.BlockWriter;

namespace NightMiner.Protocol.Nodes;

/// <summary>
/// Turns a node's template into work to mine, with a coinbase that pays one address, and a share of that work into a
/// block.
/// </summary>
public sealed class BlockBuilder
{
    /// <summary>How long the signature may be, in bytes. The coinbase's script has room for 100 bytes in all.</summary>
    public const int SignatureLimit = 64;

    private const int ScriptLimit = 100;
    private const int WitnessSize = 32;

    private readonly byte[] _payout;
    private readonly byte[] _signature;

    /// <summary>Makes coinbases with one payout and one signature.</summary>
    /// <param name="payout">The output script that is paid: an address's (<see cref="PayoutAddress.Script"/>).</param>
    /// <param name="signature">
    /// What the coinbase's script says besides the height, up to <see cref="SignatureLimit"/> bytes; may be empty.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The signature is too long.</exception>
    public BlockBuilder(ReadOnlySpan<byte> payout, ReadOnlySpan<byte> signature)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(signature.Length, SignatureLimit);
        (_payout, _signature) = (payout.ToArray(), signature.ToArray());
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
        ArgumentNullException.ThrowIfNull(template);
        (byte[] before, byte[] after) = CoinbaseParts(template, extranonce1.Length + extranonce2Size);
        return new Work
        {
            PreviousBlock = template.PreviousBlock,
            Coinbase = new Coinbase(before, extranonce1, after),
            Extranonce2Size = extranonce2Size,
            MerkleBranch = BlockMerkle.Branch(template.Transactions.Select(transaction => transaction.Id)),
            Version = template.Version,
            Bits = template.Bits,
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

    /// <summary>
    /// The block, as submitblock wants it. What follows the coinbase was made ready when the template was read.
    /// </summary>
    /// <param name="template">What the share's job was made of.</param>
    /// <param name="header">The header that was found.</param>
    /// <param name="coinbase">The coinbase without witness: what was hashed.</param>
    public static byte[] Block(BlockTemplate template, BlockHeader header, ReadOnlySpan<byte> coinbase)
    {
        ArgumentNullException.ThrowIfNull(template);
        ReadOnlySpan<byte> count = VarInt((ulong)template.Transactions.Count + 1);
        ReadOnlySpan<byte> first = template.WitnessCommitment.IsEmpty ? coinbase : WithWitness(coinbase);
        ReadOnlySpan<byte> rest = template.Rest;
        byte[] block = GC.AllocateUninitializedArray<byte>(
            BlockHeader.Size + count.Length + first.Length + rest.Length);
        Span<byte> left = block;
        header.WriteTo(left);
        count.CopyTo(left = left[BlockHeader.Size..]);
        first.CopyTo(left = left[count.Length..]);
        rest.CopyTo(left[first.Length..]);
        return block;
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
            .. template.CoinbaseAux.Length > 0 ? Push(template.CoinbaseAux.Span) : [],
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
        byte[] outputs = template.WitnessCommitment.IsEmpty
            ? [1, .. pay]
            : [2, .. pay, .. LittleEndian(0, 8), .. Sized(template.WitnessCommitment.Span)];
        return [0xff, 0xff, 0xff, 0xff, .. outputs, 0, 0, 0, 0];
    }
}
