using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Nodes;

namespace NightMiner.Pool;

/// <summary>Invents what a node would supply: other people's transactions and blocks. Not thread-safe.</summary>
internal sealed class TemplateFactory(PoolOptions options)
{
    private const long FirstHeight = 840_000;
    private const int TransactionSize = 250; // of a made-up transaction, in bytes
    private const int FewestOthers = 4;      // transactions beside the coinbase: 4 to 31 give a branch of 3 to 5
    private const int MostOthers = 31;

    private readonly Random _random = options.Seed is { } seed ? new Random(seed) : new Random();

    private readonly int _timeLag = options.Defects.Contains(PoolDefect.OldTime) ? 3 * 3600 : 0; // in seconds

    /// <summary>A first block to build on.</summary>
    public PoolTemplate First(CompactBits bits) => Make(1, FirstHeight, InventBlock(), bits);

    /// <summary>The same block to build on, with other transactions.</summary>
    public PoolTemplate Refresh(PoolTemplate last) =>
        Make(last.Sequence + 1, last.Height, last.PreviousBlock, last.Bits);

    /// <summary>The next height.</summary>
    /// <param name="last">The template before.</param>
    /// <param name="block">The block that was found; null: somebody else's.</param>
    /// <param name="bits">The network's target from now on.</param>
    public PoolTemplate Advance(PoolTemplate last, Hash256? block, CompactBits bits) =>
        Make(last.Sequence + 1, last.Height + 1, block ?? InventBlock(), bits);

    private PoolTemplate Make(long sequence, long height, Hash256 previous, CompactBits bits) =>
        new(sequence, height, previous)
        {
            MerkleBranch = BlockMerkle.Branch(InventTransactions()),
            Bits = options.NetworkBits ?? bits,
            Time = (uint)(options.Clock.GetUtcNow().ToUnixTimeSeconds() - _timeLag),
        };

    private List<Hash256> InventTransactions()
    {
        Span<byte> transaction = stackalloc byte[TransactionSize];
        List<Hash256> ids = [];
        for (int left = _random.Next(FewestOthers, MostOthers + 1); left > 0; left--)
        {
            _random.NextBytes(transaction);
            ids.Add(DoubleSha256.Hash(transaction));
        }
        return ids;
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
