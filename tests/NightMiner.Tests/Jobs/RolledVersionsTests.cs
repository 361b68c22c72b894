using System.Numerics;
using NightMiner.Hashing;
using NightMiner.Jobs;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.TestSupport;

namespace NightMiner.Tests.Jobs;

public sealed class RolledVersionsTests
{
    private const uint Rollable = 0x1fffe000;

    [Theory]
    [InlineData(0x20000000, Rollable, 64, 64)]
    [InlineData(0x20000000, Rollable, 8, 8)]
    [InlineData(0x20000000, 0x18000000, 64, 4)]
    [InlineData(0x20000000, 0x00003000, 64, 2)] // bit 12 is not left to miners
    [InlineData(0x20000000, 0xffffffff, 64, 64)]
    [InlineData(0x20000000, 0x00000000, 64, 0)]
    [InlineData(0x20000000, 0xe0001fff, 64, 0)] // nothing of it is
    [InlineData(0x20000000, Rollable, 1, 0)]
    [InlineData(0x20802000, Rollable, 64, 64)] // bits of the mask are set already
    [InlineData(0x3fffe000, Rollable, 64, 0)]  // all of them
    [InlineData(0x3fffc000, Rollable, 64, 2)]
    [InlineData(0x20000004, 0x00ffff00, 64, 64)]
    public void Only_bits_that_are_free_are_rolled(uint version, uint mask, int most, int count)
    {
        uint[] versions = RolledVersions.For(version, mask, most);
        Assert.Equal(count, versions.Length);
        Assert.Equal(count, versions.Distinct().Count());
        if (count > 0) Assert.Equal(version, versions[0]);
        Assert.All(versions, rolled =>
        {
            Assert.Equal(0u, (rolled ^ version) & ~(mask & Rollable));
            Assert.Equal(version, rolled & version); // what is set stays set: then XOR and BIP 310 are the same
            Assert.Equal(rolled, (version & ~mask) | (rolled & mask));
        });
    }

    [Fact]
    public void The_versions_count_up_in_the_bits_of_the_mask() => Assert.Equal(
        [0x20000000, 0x20002000, 0x28000000, 0x28002000], RolledVersions.For(0x20000000, 0x08002000, 64));

    [Fact]
    public void A_job_rolls_under_the_mask_of_its_time()
    {
        Subscription subscription = Subscribe(new TinyAlgorithm { Versions = 64 });
        Job before = Create(subscription, "a");
        subscription.SetVersionMask(0xffffffff);
        Job after = Create(subscription, "b");
        subscription.SetVersionMask(0x00006000);
        Job narrow = Create(subscription, "c"), fewer = after.WithVersionMask(subscription.VersionMask);
        Assert.Equal([(null, 1), (Rollable, 64), (0x6000u, 4), (0x6000u, 4)],
            new[] { before, after, narrow, fewer }.Select(job => (job.VersionMask, job.VersionCount)));
        Assert.Same(after.Space, fewer.Space);
        subscription.LoseConnection();
        Assert.Null(subscription.VersionMask);
    }

    [Fact]
    public void A_job_under_another_mask_forgets_nothing_and_ends_with_the_first()
    {
        JobFactory jobs = new(new TinyAlgorithm { Versions = 64 });
        Work work = Create(Subscribe(new TinyAlgorithm()), "a").Work with { Shares = ShareRule.OneOfASlice };
        Job first = jobs.Create(new JobId("a"), work, isClean: true);
        Job other = first.WithVersionMask(0x6000);
        Assert.Equal((first.Id, ShareRule.OneOfASlice, false), (other.Id, other.Work.Shares, other.IsStopped));
        first.Stop();
        Assert.True(other.IsStopped);
        Assert.True(first.WithVersionMask(null).IsStopped);
    }

    [Fact]
    public void An_algorithm_that_gains_nothing_rolls_nothing()
    {
        Subscription subscription = Subscribe(Algorithms.Get("scrypt"));
        subscription.SetVersionMask(Rollable);
        Assert.Equal(1, Create(subscription, "a").VersionCount);
    }

    [Fact]
    public void Jobs_that_differ_in_rolled_bits_alone_share_their_search_space()
    {
        Subscription subscription = Subscribe(new TinyAlgorithm { Versions = 64 });
        Notify notify = Lines.Read<Notify>(Lines.SmallNotify("a"));
        Job first = subscription.CreateJob(notify);
        Assert.Same(first.Space, subscription.CreateJob(notify with { Version = 0x20002000 }).Space);
        Assert.NotSame(first.Space, subscription.CreateJob(notify with { Version = 0x20000001 }).Space);
    }

    [Theory]
    [InlineData(0x20000000, 0x1fffe000)]
    [InlineData(0x2a802000, 0x1fffe000)]
    [InlineData(0x20000000, 0x00006000)]
    public void Every_version_of_every_nonce_is_hashed_and_submitted_as_BIP_310_says(uint version, uint mask)
    {
        PowAlgorithm algorithm = Algorithms.Get("sha256d");
        Subscription subscription = Subscribe(algorithm);
        subscription.SetDifficulty(Difficulty.Parse("0.0000001")); // about every 430th hash
        subscription.SetVersionMask(mask);
        Job job = subscription.CreateJob(Lines.Read<Notify>(Lines.SmallNotify("a")) with { Version = version });
        using ShareFinder finder = new(algorithm.CreateScanner(Isa.Best));
        List<Share> shares = [];
        Slice slice = new(Extranonce2: 5, TimeOffset: 0, FirstNonce: 1000, Count: 300);
        finder.Find(job, in slice, shares);

        byte[] extranonce2 = [5, 0, 0, 0];
        Assert.Equal(Expected(job, extranonce2, slice).Order(),
            shares.Select(share => (share.Header.Version, share.Nonce)).Order());
        Assert.True(shares.Count > 2);
        foreach (Share share in shares)
        {
            uint bits = Assert.NotNull(share.ToSubmit("w").VersionBits);
            Assert.Equal(0u, bits & ~mask);
            BlockHeader rebuilt = job.Header(extranonce2, share.Nonce) with { Version = (version & ~mask) | bits };
            Assert.Equal(share.Hash, algorithm.HashOf(rebuilt.ToArray()));
        }
    }

    [Theory]
    [InlineData(1, 1), InlineData(32, 1), InlineData(32, 64), InlineData(12, 3)]
    public void A_slice_holds_as_many_hashes_whatever_the_versions(int lanes, int versions)
    {
        SliceSizer sizer = new(lanes);
        Assert.Equal((uint)lanes, sizer.NoncesFor(versions)); // at first
        for (int i = 0; i < 40; i++) sizer.Took(2_000_000, System.Diagnostics.Stopwatch.Frequency / 50);
        Assert.Equal(0u, sizer.NoncesFor(versions) % (uint)lanes);
        Assert.InRange((double)sizer.NoncesFor(versions) * versions, 1_990_000, 2_000_000);
    }

    private static IEnumerable<(uint Version, uint Nonce)> Expected(Job job, byte[] extranonce2, Slice slice)
    {
        uint free = job.VersionMask!.Value & ~job.Version;
        int count = Math.Min(64, 1 << BitOperations.PopCount(free));
        IEnumerable<uint> versions = Enumerable.Range(0, 1 << 16).Select(i => job.Version | Scatter((uint)i, free))
            .Distinct().Take(count);
        foreach (uint version in versions)
            for (uint nonce = slice.FirstNonce; nonce < slice.FirstNonce + slice.Count; nonce++)
            {
                byte[] header = (job.Header(extranonce2, nonce) with { Version = version }).ToArray();
                if (job.Target.IsMetBy(job.Algorithm.HashOf(header))) yield return (version, nonce);
            }
    }

    private static uint Scatter(uint counter, uint bits)
    {
        uint scattered = 0;
        for (int bit = 0; bit < 32; bit++)
        {
            if ((bits >> bit & 1) == 0) continue;
            scattered |= (counter & 1) << bit;
            counter >>= 1;
        }
        return scattered;
    }

    private static Subscription Subscribe(PowAlgorithm algorithm)
    {
        Subscription subscription = new(algorithm);
        subscription.SetSubscription("s1", new byte[] { 1 }, 4);
        return subscription;
    }

    private static Job Create(Subscription subscription, string id) =>
        subscription.CreateJob(Lines.Read<Notify>(Lines.SmallNotify(id)));
}
