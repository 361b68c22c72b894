using System.Security.Cryptography;
using NightMiner.Pool;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Workbench.Testing;

namespace TestKit;

/// <summary>A home-made algorithm: a class with a name and a hash, mined by the miner and judged by the pool.</summary>
public sealed class AlgorithmTests
{
    [Fact]
    public async Task A_home_made_algorithm_is_mined_and_judged()
    {
        await using StratumPool pool = StratumPool.Start(new PoolOptions
        {
            Algorithm = new HalfCoin(), Difficulty = Difficulty.From(0.000001),
        });
        MiningResult result = await TestMiner.MineAsync(pool.Url, shares: 3, new HalfCoin());

        Assert.Empty(result.Problems);
        Assert.All(pool.Shares, share => Assert.True(share.Verdict.IsAccepted, share.Verdict.ToString()));
        Assert.Equal(3, result.Summary.Accepted);
    }

    /// <summary>SHA-512 cut to its first half: no coin, but slow enough to look like one.</summary>
    private sealed class HalfCoin : PowAlgorithm
    {
        public override string Name => "halfcoin";

        public override void Hash(ReadOnlySpan<byte> header, Span<byte> digest) =>
            SHA512.HashData(header).AsSpan(0, 32).CopyTo(digest);
    }
}
