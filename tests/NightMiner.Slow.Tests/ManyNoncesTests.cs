using System.Diagnostics;
using System.Numerics;
using NightMiner.Hashing;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.TestSupport;

namespace NightMiner.Slow.Tests;

/// <summary>
/// Instruction sets agree on as many hashes as a pool sees in seconds: a lane that goes wrong once in a million shows
/// here. Each test's argument is the number of hashes that are compared.
/// </summary>
public class ManyNoncesTests(ITestOutputHelper output)
{
    private static readonly uint[] RolledVersions = // all masks that pools grant lie within 1fffe000
        [.. Enumerable.Range(0, 100).Select(i => 0x20000000 | (unchecked((uint)i * 0x9e3779b1) & 0x1fffe000))];

    public static TheoryData<long> Sha256dHashes => [Isa.Best == Isa.Vector512 ? 100_000_000 : 4_000_000];

    public static TheoryData<long> ScryptHashes => [Isa.Best == Isa.Vector512 ? 100_000 : 10_000];

    [Theory, MemberData(nameof(Sha256dHashes))]
    public void Sha256d_is_the_same_on_every_instruction_set(long hashes)
    {
        Assert.SkipUnless(Vectors.Length > 0, "this CPU has only the reference");
        Search[] searches = Searches(hashes, RolledVersions, OneIn(4096));
        AssertAgree(new Sha256d(), OverEverything, searches);
        AssertAgree(new Sha256d(), Vectors, Parts(searches, 20));
        AssertAgree(new Sha256d(), ["reference", Isa.Best.Name], Parts(searches, 200));
    }

    [Theory, MemberData(nameof(ScryptHashes))]
    public void Scrypt_is_the_same_on_every_instruction_set(long hashes)
    {
        Assert.SkipUnless(Vectors.Length > 0, "this CPU has only the reference");
        Search[] searches = Searches(hashes, RolledVersions[..5], OneIn(2)); // each hash tells one bit
        AssertAgree(new Scrypt(), OverEverything, searches);
        AssertAgree(new Scrypt(), Vectors, Parts(searches, 20));
        if (OpenSsl.IsAvailable) AssertAgree(new Scrypt(), ["openssl", Isa.Best.Name], Parts(searches, 40));
    }

    /// <summary>Four headers share the hashes: two with their own version, two with many.</summary>
    private static Search[] Searches(long hashes, uint[] versions, Target target)
    {
        Search[] searches = [.. Enumerable.Range(0, 4).Select(i => new Search
        {
            Header = HeaderOf(i),
            Versions = i < 2 ? [] : versions,
            First = unchecked(0u - 777), // over the last nonce to the first
            Count = (uint)(hashes / 4 / (i < 2 ? 1 : versions.Length)),
            Target = target,
        })];
        Assert.Equal(hashes, searches.Sum(search => search.Hashes));
        return searches;
    }

    private static Search[] Parts(Search[] searches, uint divisor) =>
        [.. searches.Select(search => search with { Count = search.Count / divisor })];

    /// <summary>All in CI; elsewhere the widest two, as the others would take longer than these.</summary>
    private static string[] OverEverything => Repo.IsCi ? Vectors : [.. Vectors.TakeLast(2)];

    /// <summary>The vector implementations of this CPU by name, slowest first.</summary>
    private static string[] Vectors => [.. Isa.Available.Where(isa => isa.Bits > 0).Select(isa => isa.Name)];

    private void AssertAgree(PowAlgorithm algorithm, string[] implementations, Search[] searches)
    {
        List<Candidate>[]? expected = null;
        foreach (string name in implementations)
        {
            long start = Stopwatch.GetTimestamp();
            using NonceScanner scanner = algorithm.Implementations.Single(each => each.Name == name).CreateScanner();
            List<Candidate>[] found = [.. searches.Select(search => search.Scan(scanner))];
            TimeSpan took = Stopwatch.GetElapsedTime(start);
            output.WriteLine($"{algorithm} {name}: {searches.Sum(search => search.Hashes):N0} hashes, "
                + $"{found.Sum(each => each.Count):N0} candidates, {took.TotalSeconds:F1} s");
            expected ??= found;
            for (int i = 0; i < searches.Length; i++) Assert.Equal(expected[i], found[i]);
        }
        // As many as chance gives: within six standard deviations.
        double mean = searches.Sum(search => search.Hashes * search.Share);
        Assert.InRange(expected!.Sum(each => each.Count), mean - (6 * Math.Sqrt(mean)), mean + (6 * Math.Sqrt(mean)));
    }

    private static byte[] HeaderOf(int seed)
    {
        byte[] header = new byte[BlockHeader.Size];
        new Random(20140101 + seed).NextBytes(header);
        return header;
    }

    /// <summary>The target that one of so many hashes meets; the count is a power of two.</summary>
    private static Target OneIn(uint hashes) => new(UInt256.FromBigInteger((BigInteger.One << 256) / hashes));

    private sealed record Search
    {
        public required byte[] Header { get; init; }

        public required uint[] Versions { get; init; }

        public required uint First { get; init; }

        public required uint Count { get; init; }

        public required Target Target { get; init; }

        public uint PerNonce => (uint)Math.Max(1, Versions.Length);

        public long Hashes => (long)Count * PerNonce;

        /// <summary>The share of hashes that meet the target.</summary>
        public double Share => 1 / new Sha256d().ExpectedHashes(Target);

        /// <summary>What a scanner finds, in order.</summary>
        public List<Candidate> Scan(NonceScanner scanner)
        {
            List<Candidate> found = [];
            scanner.Scan(new NonceRange
            {
                Header = Header, Versions = Versions, First = First, Count = Count, Target = Target,
            }, found);
            // A nonce that comes twice stays twice.
            return [.. found.OrderBy(candidate => candidate.Version).ThenBy(candidate => candidate.Nonce)];
        }
    }
}
