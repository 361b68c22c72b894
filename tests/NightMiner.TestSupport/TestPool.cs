using System.Runtime.CompilerServices;
using NightMiner.Pool;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Workbench.Testing;

namespace NightMiner.TestSupport;


/// <summary>Pools for tests.</summary>
internal static class TestPool
{
    /// <summary>About every fourth hash meets it.</summary>
    public const string Easy = "0.000000001";

    /// <summary>Every second hash meets it and the target of regtest.</summary>
    public const string EasyBlock = "0.00000000047";

    /// <summary>Nothing happens by itself, every few hashes make a share, and no share makes a block.</summary>
    public static PoolOptions Quiet { get; } = new()
    {
        Algorithm = Algorithms.Get("sha256d"),
        Difficulty = Difficulty.Parse(Easy),
        BlockTime = Timeout.InfiniteTimeSpan,
        RefreshTime = Timeout.InfiniteTimeSpan,
        NetworkBits = new CompactBits(0x1b0404cb),
        Seed = 1,
    };

    /// <summary>Waits until the condition holds; the limit is far beyond what it takes on any machine.</summary>
    public static Task Until(
        Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Wait.UntilAsync(condition, what, limit: ScriptedClient.Patience);
}
