using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Nodes;

namespace NightMiner.Pool.Chain;

/// <summary>Makes up what a node would supply: other people's transactions and blocks. Not thread-safe.</summary>
internal sealed class TemplateFactory(PoolOptions options)
{
    private const long FirstHeight = 840_000;
    private const int FewestOthers = 4; // transactions beside the coinbase: 4 to 31 give a branch of 3 to 5
    private const int MostOthers = 31;
    private const int SignatureSize = 107; // as in a payment from a usual address: signature and public key
    private const int KeyHashSize = 20;
    private const int MostPaid = 100_000_000; // in 1e-8 coins

    private readonly Random _random = options.Seed is { } seed ? new Random(seed) : new Random();

    private readonly int _timeLag = options.Defects.Contains(PoolDefect.OldTime) ? 3 * 3600 : 0; // in seconds

    /// <summary>The template for a first block.</summary>
    public PoolTemplate First(CompactBits bits) => Make(1, FirstHeight, InventBlock(), bits);

    /// <summary>The same block to build on, with other transactions.</summary>
    public PoolTemplate Refresh(PoolTemplate last) =>
        Make(last.Sequence + 1, last.Height, last.PreviousBlock, last.Bits);

    /// <summary>The template for the next height.</summary>
    /// <param name="last">The template before.</param>
    /// <param name="block">The block that was found here; null: somebody else found one.</param>
    /// <param name="bits">The network's target from now on.</param>
    public PoolTemplate Advance(PoolTemplate last, Hash256? block, CompactBits bits) =>
        Make(last.Sequence + 1, last.Height + 1, block ?? InventBlock(), bits);

    private PoolTemplate Make(long sequence, long height, Hash256 previous, CompactBits bits)
    {
        byte[][] transactions = [.. Enumerable.Range(0, _random.Next(FewestOthers, MostOthers + 1))
            .Select(_ => InventTransaction())];
        return new PoolTemplate(sequence, height, previous)
        {
            MerkleBranch = BlockMerkle.Branch(transactions.Select(transaction => DoubleSha256.Hash(transaction))),
            Transactions = transactions,
            Bits = options.NetworkBits ?? bits,
            Time = (uint)(options.Clock.GetUtcNow().ToUnixTimeSeconds() - _timeLag),
        };
    }

    // A payment from nobody to nobody, in the form of a real one: a client may ask for it and take it apart.
    private byte[] InventTransaction() =>
    [
        1, 0, 0, 0,                          // version
        1, .. Invent(Hash256.Size), 0, 0, 0, 0, // the output that it spends
        SignatureSize, .. Invent(SignatureSize), 0xff, 0xff, 0xff, 0xff,
        1, .. BlockWriter.LittleEndian((ulong)_random.Next(1, MostPaid), sizeof(ulong)),
        // OP_DUP OP_HASH160 <20 bytes> OP_EQUALVERIFY OP_CHECKSIG
        25, 0x76, 0xa9, KeyHashSize, .. Invent(KeyHashSize), 0x88, 0xac,
        0, 0, 0, 0, // lock time
    ];

    private byte[] Invent(int size)
    {
        byte[] bytes = new byte[size];
        _random.NextBytes(bytes);
        return bytes;
    }

    // Random but for the zeros that work would have earned: 8 bytes at the end in the order of computation.
    private Hash256 InventBlock()
    {
        Span<byte> hash = stackalloc byte[Hash256.Size];
        _random.NextBytes(hash[..24]);
        hash[24..].Clear();
        if (options.Defects.Contains(PoolDefect.PreviousBlockReversed)) hash.Reverse();
        return new Hash256(hash);
    }
}
