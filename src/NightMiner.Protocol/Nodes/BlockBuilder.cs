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

    /// <summary>The template as a job, so that it is mined like a pool's.</summary>
    /// <param name="template">What the node gave.</param>
    /// <param name="id">A name for the job.</param>
    /// <param name="extranonceSize">Bytes of the coinbase that the search varies, of both extranonces together.</param>
    /// <param name="isClean">Whether all earlier jobs are void.</param>
    /// <exception cref="FormatException">What the node wants in the coinbase leaves no room for the rest.</exception>
    public Notify ToNotify(BlockTemplate template, string id, int extranonceSize, bool isClean) => new(
        new JobId(id), template.PreviousBlock, Before(template, extranonceSize), After(template),
        BlockMerkle.Branch(template.Transactions.Select(transaction => transaction.Id)),
        template.Version, template.Bits, template.Time, isClean);

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
