
using NightMiner.ProofOfWork;
using NightMiner.Workbench.Testing;

namespace TestKit;

/// <summary>A home-made pool, tested with the miner.</summary>
public sealed class PoolTests
{
    [Fact]
    public async Task A_home_made_pool_gives_work_and_takes_shares()
    {
        using TinyPool pool = new();
        MiningResult result = await TestMiner.MineAsync(pool.Url, shares: 3, Algorithms.Get("sha256d"));

        Assert.Empty(result.Problems); // nothing that the pool said was wrong
        Assert.Equal(3, result.Summary.Accepted);
        Assert.All(pool.Submits, share => Assert.Equal(("test", "j1", 8), (share[0], share[1], share[2].Length)));
        Assert.Equal(pool.Submits.Count, pool.Submits.Select(share => share[2] + share[4]).Distinct().Count());
    }
}
