using System.Buffers.Binary;
using NightMiner.Jobs;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.TestSupport;

namespace NightMiner.Tests.Jobs;

public sealed class JobMineTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Strides_of_n_threads_cover_every_nonce_once_up_to_the_very_last(int threads)
    {
        const uint first = uint.MaxValue - 100;
        List<(uint, byte)> seen = [];
        for (uint k = 0; k < threads; k++)
        {
            Job job = Create(new EveryHeader(), size: 1);
            // Starting high up: each thread walks to 2^32, then on with the next extranonce2 from its start.
            IEnumerable<Share> shares = job.Mine(first + k, (uint)threads);
            foreach (Share share in shares.TakeWhile(share => share.Extranonce2.Span[0] < 2))
                seen.Add((share.Nonce, share.Extranonce2.Span[0]));
        }
        var expected = from extranonce2 in new byte[] { 0, 1 }
                       from offset in Enumerable.Range(0, 101)
                       select (first + (uint)offset, extranonce2);
        Assert.Equal(expected.Order(), seen.Order());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Mining_ends_when_every_extranonce2_is_used(int size)
    {
        Job job = Create(new EveryHeader(), size);
        Assert.Equal(size == 0 ? 2 : 512, job.Mine(uint.MaxValue - 1).Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(32)]
    public void A_share_carries_an_extranonce2_of_the_size_that_the_pool_wants(int size)
    {
        Job job = Create(new TinyAlgorithm(), size);
        Share share = job.Mine().First();
        Assert.Equal(size, share.Extranonce2.Length);
        Assert.Equal(job.Header(share.Extranonce2.Span, share.Nonce), share.Header);
        Assert.Equal(job.Algorithm.HashOf(share.Header.ToArray()), share.Hash);
        Assert.True(job.Target.IsMetBy(share.Hash));
        Assert.True(share.Difficulty >= 1);
        Submit submit = share.ToSubmit("w");
        Assert.Equal((share.Nonce, share.Time, size), (submit.Nonce, submit.Time, submit.Extranonce2.Length));
    }

    [Fact]
    public async Task Stop_ends_the_mining_from_another_thread()
    {
        Job job = Create(new NoHeader(), size: 4);
        Task<List<Share>> mining = Task.Run(() => job.Mine().ToList());
        while (job.Hashrate == 0) await Task.Yield();
        job.Stop();
        Assert.Empty(await mining.WaitAsync(ScriptedPool.Patience));
        Assert.True(job.IsStopped);
        Assert.Empty(job.Mine());
    }

    [Fact]
    public void A_kernel_that_reports_what_its_own_hash_denies_is_found_out()
    {
        Job job = Create(new LyingKernel(), size: 4);
        Assert.StartsWith("the liar kernel of lying is broken: it reported nonce 00000000, whose hash ",
            Assert.Throws<InvalidOperationException>(() => job.Mine().First()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1), InlineData(2)] // strides: the fastest scanner, and the reference
    public void A_hash_that_is_not_deterministic_is_told_as_that_and_no_kernel_or_machine_is_blamed(uint stride)
    {
        Job job = Create(new UnsteadyHash(goodFor: 1000), size: 4);
        string message = Assert.Throws<InvalidOperationException>(() => job.Mine(0, stride).Last()).Message;
        Assert.StartsWith("the Hash of unsteady is not deterministic: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain("machine", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hash_that_throws_is_named_with_what_it_threw()
    {
        Job job = Create(new ThrowingHash(), size: 4);
        Assert.Equal("the Hash of throwing failed: DivideByZeroException: Attempted to divide by zero.",
            Assert.Throws<InvalidOperationException>(() => job.Mine().First()).Message);
    }

    [Fact]
    public void Any_header_can_be_searched_and_each_that_is_found_comes_with_its_hash()
    {
        PowAlgorithm algorithm = new TinyAlgorithm();
        byte[] header = Create(algorithm, size: 4).Header(new byte[4], nonce: 0).ToArray();
        Target target = new(UInt256.Parse("1f" + new string('f', 62)));
        using ShareFinder finder = new(algorithm.CreateScanner(NightMiner.Hashing.Isa.Best));
        List<FoundHeader> found = [];
        finder.Find(algorithm,
            new NonceRange { Header = header, Versions = [1, 2], First = 5, Count = 100, Target = target }, found);

        Assert.Equal([1u, 2u], found.Select(one => one.Header.Version).Distinct().Order());
        foreach (FoundHeader one in found)
        {
            Assert.InRange(one.Header.Nonce, 5u, 104u);
            Assert.Equal(algorithm.HashOf(one.Header.ToArray()), one.Hash);
            Assert.True(target.IsMetBy(one.Hash));
        }
    }

    private static Job Create(PowAlgorithm algorithm, int size)
    {
        Subscription subscription = new(algorithm);
        subscription.SetSubscription(null, new byte[] { 1 }, size);
        return subscription.CreateJob(Lines.Read<Notify>(Lines.SmallNotify("a")));
    }

    private sealed class EveryHeader : PowAlgorithm
    {
        public override string Name => "every";

        public override Target DifficultyOne => Target.Easiest;

        public override void Hash(ReadOnlySpan<byte> header, Span<byte> digest) => digest.Clear();
    }

    private sealed class NoHeader : PowAlgorithm
    {
        public override string Name => "none";

        public override void Hash(ReadOnlySpan<byte> header, Span<byte> digest) => digest.Fill(0xff);
    }

    // Every hash meets the target, until so many have been computed: from then on every other one does.
    private sealed class UnsteadyHash(int goodFor) : PowAlgorithm
    {
        private int _count;

        public override string Name => "unsteady";

        public override void Hash(ReadOnlySpan<byte> header, Span<byte> digest) =>
            digest.Fill(++_count > goodFor && _count % 2 == 0 ? (byte)0xff : (byte)0);
    }

    private sealed class ThrowingHash : PowAlgorithm
    {
        public override string Name => "throwing";

        public override void Hash(ReadOnlySpan<byte> header, Span<byte> digest) => throw new DivideByZeroException();
    }

    private sealed class LyingKernel : PowAlgorithm
    {
        public override string Name => "lying";

        public override void Hash(ReadOnlySpan<byte> header, Span<byte> digest) => digest.Fill(0xff);

        public override NonceScanner CreateScanner(NightMiner.Hashing.Isa isa) => new Scanner();

        private sealed class Scanner : NonceScanner
        {
            public override string Name => "liar";

            public override void Scan(in NonceRange range, List<Candidate> found) =>
                found.Add(new Candidate(BinaryPrimitives.ReadUInt32LittleEndian(range.Header), range.First));
        }
    }
}
