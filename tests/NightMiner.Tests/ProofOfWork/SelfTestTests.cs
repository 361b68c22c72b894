using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Tests.ProofOfWork;

public class SelfTestTests
{
    [Theory, MemberData(nameof(EveryScannerTests.EveryImplementation), MemberType = typeof(EveryScannerTests))]
    public void Every_implementation_passes(string algorithm, string implementation)
    {
        PowAlgorithm pow = Algorithms.Get(algorithm);
        SelfTestResult result = SelfTest.Run(pow, pow.Implementations.Single(i => i.Name == implementation));
        Assert.Null(result.Problem);
        Assert.True(result.Passed);
    }

    [Theory]
    [InlineData(Fault.FindsNothing, "was not found")]
    [InlineData(Fault.FindsEverything, "does not meet the target")]
    [InlineData(Fault.FindsTwice, "does not meet the target")]
    [InlineData(Fault.SkipsTheSeam, "was not found")]
    [InlineData(Fault.Throws, "InvalidOperationException: the kernel broke")]
    public void A_broken_scanner_is_caught(Fault fault, string problem)
    {
        var implementation = new PowImplementation("broken", () => new BrokenScanner(fault));
        SelfTestResult result = SelfTest.Run(new FirstByte(), implementation);
        Assert.False(result.Passed);
        Assert.Contains(problem, result.Problem, StringComparison.Ordinal);
        Assert.Equal("broken", result.Implementation);
        Assert.False(result.IsAlgorithmBroken);
    }

    [Theory]
    [InlineData(false, "was not found")]
    [InlineData(true, "does not meet the target")]
    public void A_scanner_that_is_broken_with_several_versions_alone_is_caught(bool findsMore, string problem)
    {
        PowImplementation implementation = new("broken", () => new BrokenWithVersions(findsMore));
        SelfTestResult result = SelfTest.Run(new FirstByte(), implementation);
        Assert.Contains("with 4 versions, ", result.Problem, StringComparison.Ordinal);
        Assert.Contains(problem, result.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scanner_that_can_not_be_made_is_a_result_and_no_exception()
    {
        var implementation = new PowImplementation("none", () => throw new NotSupportedException("no such vectors"));
        SelfTestResult result = SelfTest.Run(new Sha256d(), implementation);
        Assert.Equal("NotSupportedException: no such vectors", result.Problem);
    }

    [Fact]
    public void A_wrong_Hash_is_caught()
    {
        var algorithm = new WrongSha256d();
        SelfTestResult result = SelfTest.Run(algorithm, algorithm.Implementations[0]);
        Assert.StartsWith("Hash gives ", result.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_algorithm_that_knows_no_header_is_tested_against_its_Hash()
    {
        var algorithm = new FirstByte();
        SelfTestResult result = SelfTest.Run(algorithm, algorithm.Implementations[0]);
        Assert.Null(result.Problem);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)] // steady at the first look
    public void A_hash_that_is_not_deterministic_is_blamed_on_the_algorithm(int goodFor)
    {
        PowAlgorithm algorithm = new Unsteady(goodFor);
        SelfTestResult result = SelfTest.Run(algorithm, algorithm.Implementations[0]);
        Assert.StartsWith("the Hash of unsteady is not deterministic: ", result.Problem, StringComparison.Ordinal);
        Assert.True(result.IsAlgorithmBroken);
    }

    [Fact]
    public void A_hash_that_throws_is_blamed_on_the_algorithm()
    {
        PowAlgorithm algorithm = new Throwing();
        SelfTestResult result = SelfTest.Run(algorithm, algorithm.Implementations[0]);
        Assert.Equal("the Hash of throwing failed: NotSupportedException: not yet written", result.Problem);
        Assert.True(result.IsAlgorithmBroken);
    }

    /// <summary>What can be wrong with a kernel.</summary>
    public enum Fault
    {
        FindsNothing,
        FindsEverything,
        FindsTwice,
        SkipsTheSeam,
        Throws,
    }

    /// <summary>A proof of work for tests: one nonce in eight has a low hash.</summary>
    private sealed class FirstByte : PowAlgorithm
    {
        public override string Name => "first-byte";

        public override int VersionsAtOnce => 4;

        public override void Hash(ReadOnlySpan<byte> header, Span<byte> digest)
        {
            digest.Clear();
            digest[31] = (byte)(header[BlockHeader.NonceOffset] << 5);
        }
    }

    /// <summary>After so many hashes, every third one meets any target.</summary>
    private sealed class Unsteady(int goodFor) : PowAlgorithm
    {
        private int _count;

        public override string Name => "unsteady";

        public override void Hash(ReadOnlySpan<byte> header, Span<byte> digest) =>
            digest.Fill(++_count <= goodFor || _count % 3 != 0 ? (byte)0xff : (byte)0);
    }

    private sealed class Throwing : PowAlgorithm
    {
        public override string Name => "throwing";

        public override void Hash(ReadOnlySpan<byte> header, Span<byte> digest) =>
            throw new NotSupportedException("not yet written");
    }

    private sealed class WrongSha256d : PowAlgorithm
    {
        private readonly Sha256d _right = new();

        public override string Name => _right.Name;

        public override IReadOnlyList<KnownHeader> KnownHeaders => _right.KnownHeaders;

        public override void Hash(ReadOnlySpan<byte> header, Span<byte> digest)
        {
            _right.Hash(header, digest);
            digest[0] ^= 1;
        }
    }

    private sealed class BrokenWithVersions(bool findsMore) : NonceScanner
    {
        private readonly ReferenceScanner _right = new(new FirstByte());

        public override string Name => "broken";

        public override void Scan(in NonceRange range, List<Candidate> found)
        {
            _right.Scan(in range, found);
            if (range.Versions.Length == 0) return;
            if (findsMore) found.Add(new Candidate(range.Versions[1], range.First + range.Count));
            else found.RemoveAll(candidate => candidate.Version != found[0].Version);
        }
    }

    private sealed class BrokenScanner(Fault fault) : NonceScanner
    {
        private readonly ReferenceScanner _right = new(new FirstByte());

        public override string Name => "broken";

        public override int Lanes => 16;

        public override void Scan(in NonceRange range, List<Candidate> found)
        {
            if (fault == Fault.Throws) throw new InvalidOperationException("the kernel broke");
            if (fault == Fault.FindsNothing) return;
            _right.Scan(in range, found);
            if (fault == Fault.FindsTwice) found.Add(found[0]);
            if (fault == Fault.FindsEverything) found.Add(new Candidate(found[0].Version, found[0].Nonce + 1));
            uint first = range.First;
            if (fault == Fault.SkipsTheSeam) found.RemoveAll(candidate => candidate.Nonce - first >= Lanes);
        }
    }
}
