using System.Diagnostics;
using NightMiner.Hashing;
using NightMiner.Jobs;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.TestSupport;

namespace NightMiner.Tests.Jobs;

/// <summary>What the miner adds to the kernels: nothing per slice, and no batch that is not full.</summary>
public sealed class SteadyStateTests
{
    [Theory]
    [InlineData("scrypt"), InlineData("sha256d")]
    public void A_slice_allocates_nothing(string name)
    {
        PowAlgorithm algorithm = Algorithms.Get(name);
        Subscription subscription = new(algorithm);
        subscription.SetSubscription(null, new byte[] { 1 }, 4);
        subscription.SetDifficulty(Difficulty.Parse("1e15")); // no share: those are allowed to allocate
        Job job = subscription.CreateJob(Lines.Read<Notify>(Lines.SmallNotify("a")));
        using ShareFinder finder = new(algorithm.CreateScanner(Isa.Best));
        SliceSizer sizer = new(finder.Scanner.Lanes);
        List<Share> shares = [];

        long least = long.MaxValue; // the runtime may allocate while it compiles a method again: not in every run
        for (int run = 0; run < 20 && least > 0; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 50; i++)
            {
                Assert.True(job.Space.TryTake((uint)finder.Scanner.Lanes, job.SecondsOld, out Slice slice));
                finder.Find(job, in slice, shares);
                sizer.Took(slice.Count, Stopwatch.Frequency);
            }
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
        Assert.Empty(shares);
    }

    [Theory]
    [InlineData(1), InlineData(12), InlineData(20), InlineData(32)]
    public void A_slice_is_full_batches_however_long_the_last_one_took(int lanes)
    {
        SliceSizer sizer = new(lanes);
        Random random = new(lanes);
        for (int i = 0; i < 1000; i++)
        {
            Assert.True(sizer.Count >= lanes);
            Assert.Equal(0u, sizer.Count % (uint)lanes);
            sizer.Took(sizer.Count, (long)(Stopwatch.Frequency * Math.Pow(10, random.NextDouble() * 8 - 6)));
        }
    }

    [Theory]
    [InlineData(12u), InlineData(20u), InlineData(32u)]
    public void Only_the_last_slice_before_the_nonces_end_is_cut_and_the_next_begins_at_zero(uint lanes)
    {
        SearchSpace space = new(extranonce2Size: 4);
        uint count = (1u << 28) / lanes * lanes;
        for (ulong walked = 0; walked < 1UL << 32;)
        {
            Assert.True(space.TryTake(count, 0, out Slice slice));
            walked += slice.Count;
            if (walked < 1UL << 32) Assert.Equal(count, slice.Count);
        }
        Assert.True(space.TryTake(count, 0, out Slice next));
        Assert.Equal(new Slice(1, 0, 0, count), next);
    }
}
