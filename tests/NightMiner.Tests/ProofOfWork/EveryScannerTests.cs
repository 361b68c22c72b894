
using NightMiner.Hashing;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Tests.ProofOfWork;

/// <summary>Whatever this CPU can mine with finds what the slow and right way finds.</summary>
public class EveryScannerTests
{
    private static readonly Target OneInEight = new(UInt256.Parse("1f" + new string('f', 62)));

    public static TheoryData<string, string> EveryImplementation
    {
        get
        {
            TheoryData<string, string> rows = [];
            foreach (PowAlgorithm algorithm in new PowAlgorithm[] { new Scrypt(), new Sha256d() })
            {
                foreach (PowImplementation implementation in algorithm.Implementations)
                    rows.Add(algorithm.Name, implementation.Name);
            }
            return rows;
        }
    }

    [Theory, MemberData(nameof(EveryImplementation))]
    public void Scanner_finds_exactly_what_the_reference_finds(string algorithm, string implementation)
    {
        using NonceScanner scanner = Create(algorithm, implementation);
        var random = new Random(20140101);
        uint lanes = (uint)scanner.Lanes;
        foreach (uint count in new uint[] { 1, 3, lanes, lanes + 1, (2 * lanes) + 3 })
        {
            byte[] header = new byte[BlockHeader.Size];
            random.NextBytes(header);
            AssertSame(algorithm, scanner, new Search(header, [], (uint)random.NextInt64(1L << 32), count, OneInEight));
        }
    }

    [Theory, MemberData(nameof(EveryImplementation))]
    public void Scanner_walks_over_the_last_nonce_to_the_first(string algorithm, string implementation)
    {
        using NonceScanner scanner = Create(algorithm, implementation);
        byte[] header = Header(seed: 2);
        foreach (uint first in new uint[] { 0xffffffff, 0xfffffff0 - 5, 0u - (uint)scanner.Lanes })
        {
            AssertSame(algorithm, scanner, new Search(header, [], first, (uint)scanner.Lanes + 9, OneInEight));
        }
    }

    [Theory, MemberData(nameof(EveryImplementation))]
    public void Scanner_rolls_through_versions(string algorithm, string implementation)
    {
        using NonceScanner scanner = Create(algorithm, implementation);
        // More of them than share a schedule where hashes are cheap, and a version of all ones and of all zeros.
        int count = algorithm == "sha256d" ? 131 : 5;
        IEnumerable<uint> rolled = Enumerable.Range(2, count - 2).Select(i => 0x20000000 + ((uint)i << 13));
        uint[] versions = [0, uint.MaxValue, .. rolled];
        AssertSame(algorithm, scanner, new Search(Header(seed: 3), versions, 0xfffffffa, 21, OneInEight));
    }

    [Theory, MemberData(nameof(EveryImplementation))]
    public void Every_nonce_meets_the_easiest_target_and_comes_once(string algorithm, string implementation)
    {
        using NonceScanner scanner = Create(algorithm, implementation);
        uint count = (uint)scanner.Lanes + 7;
        List<Candidate> found = Scan(scanner, new Search(Header(seed: 4), [5, 6], 100, count, Target.Easiest));
        IEnumerable<Candidate> all = from version in new uint[] { 5, 6 }
                                     from offset in Enumerable.Range(0, (int)count)
                                     select new Candidate(version, 100 + (uint)offset);
        Assert.Equal(all, found.OrderBy(c => c.Version).ThenBy(c => c.Nonce));
    }

    [Theory, MemberData(nameof(EveryImplementation))]
    public void A_target_is_met_by_its_own_hash_but_not_by_one_more(string algorithm, string implementation)
    {
        using NonceScanner scanner = Create(algorithm, implementation);
        PowAlgorithm pow = Algorithms.Get(algorithm);
        foreach (KnownHeader known in pow.KnownHeaders)
        {
            BlockHeader header = BlockHeader.Parse(Convert.FromHexString(known.Header));
            UInt256 hash = pow.HashOf(header.ToArray()).Number;
            var search = new Search(header.ToArray(), [], header.Nonce - 5, 12, new Target(hash));
            Assert.Equal([new Candidate(header.Version, header.Nonce)], Scan(scanner, search));
            var below = new Target(UInt256.FromBigInteger(hash.ToBigInteger() - 1));
            Assert.Empty(Scan(scanner, search with { Target = below }));
        }
    }

    [Theory, MemberData(nameof(EveryImplementation))]
    public void Nothing_to_walk_finds_nothing(string algorithm, string implementation)
    {
        using NonceScanner scanner = Create(algorithm, implementation);
        Assert.Empty(Scan(scanner, new Search(Header(seed: 5), [], 7, 0, Target.Easiest)));
    }

    [Theory, MemberData(nameof(EveryImplementation))]
    public void A_scan_does_not_allocate(string algorithm, string implementation)
    {
        using NonceScanner scanner = Create(algorithm, implementation);
        byte[] header = Header(seed: 6);
        uint[] versions = [1, 2];
        List<Candidate> found = new(1024);
        long allocated = -1;
        for (int i = 0; i < 2; i++) // the first time may fill what is kept
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            var search = new NonceRange
            {
                Header = header, Versions = versions, First = 1, Count = (uint)scanner.Lanes + 1, Target = OneInEight,
            };
            scanner.Scan(in search, found);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Assert.Equal(0, allocated);
    }

    [Theory, MemberData(nameof(EveryImplementation))]
    public void A_scanner_has_the_name_of_its_implementation(string algorithm, string implementation)
    {
        using NonceScanner scanner = Create(algorithm, implementation);
        Assert.Equal(implementation, scanner.Name);
    }

    [Theory, MemberData(nameof(EveryImplementation))]
    public void A_disposed_scanner_with_memory_of_its_own_says_so(string algorithm, string implementation)
    {
        NonceScanner scanner = Create(algorithm, implementation);
        scanner.Dispose();
        scanner.Dispose();
        if (scanner.Lanes == 1) return;
        Assert.Throws<ObjectDisposedException>(
            () => Scan(scanner, new Search(Header(seed: 7), [], 0, 1, Target.Easiest)));
    }

    [Fact]
    public void Scrypt_of_every_implementation_is_that_of_OpenSsl()
    {
        Assert.SkipUnless(OpenSsl.IsAvailable, "libcrypto is not installed");
        var search = new Search(Header(seed: 8), [], 4711, 64, OneInEight);
        using NonceScanner openssl = Create("scrypt", "openssl");
        List<Candidate> expected = Scan(openssl, search);
        Assert.NotEmpty(expected);
        foreach (PowImplementation implementation in new Scrypt().Implementations)
        {
            using NonceScanner scanner = implementation.CreateScanner();
            Assert.Equal(expected, Scan(scanner, search));
        }
    }

    [Fact]
    public void A_scanner_of_every_instruction_set_at_hand_is_made()
    {
        foreach (Isa isa in Isa.Available)
        {
            using NonceScanner scanner = new Sha256d().CreateScanner(isa);
            Assert.Equal(isa.Name, scanner.Name);
        }
        Assert.All(Isa.All.Except(Isa.Available), isa =>
            Assert.Throws<NotSupportedException>(() => new Sha256d().CreateScanner(isa)));
    }

    private static NonceScanner Create(string algorithm, string implementation) =>
        Algorithms.Get(algorithm).Implementations.Single(i => i.Name == implementation).CreateScanner();

    private static byte[] Header(int seed)
    {
        byte[] header = new byte[BlockHeader.Size];
        new Random(seed).NextBytes(header);
        return header;
    }

    private static void AssertSame(string algorithm, NonceScanner scanner, Search search)
    {
        List<Candidate> expected = Scan(new ReferenceScanner(Algorithms.Get(algorithm)), search);
        // As lists, so that a nonce that comes twice is seen; the order is free.
        Assert.Equal(Sorted(expected), Sorted(Scan(scanner, search)));
    }

    private static IEnumerable<Candidate> Sorted(List<Candidate> found) =>
        found.OrderBy(candidate => candidate.Version).ThenBy(candidate => candidate.Nonce);

    private static List<Candidate> Scan(NonceScanner scanner, Search search)
    {
        List<Candidate> found = [];
        var range = new NonceRange
        {
            Header = search.Header,
            Versions = search.Versions,
            First = search.First,
            Count = search.Count,
            Target = search.Target,
        };
        scanner.Scan(in range, found);
        return found;
    }

    private sealed record Search(byte[] Header, uint[] Versions, uint First, uint Count, Target Target);
}
