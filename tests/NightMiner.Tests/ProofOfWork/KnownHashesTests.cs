using System.Text.Json;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.TestSupport;

namespace NightMiner.Tests.ProofOfWork;

/// <summary>The algorithms' own Hash against real blocks and shares.</summary>
public class KnownHashesTests
{
    [Fact]
    public void Headers_have_their_known_hashes()
    {
        foreach (JsonElement row in VectorFile.Read("headers.json"))
        {
            byte[] header = row.Hex("header");
            Assert.Equal(row.Text("sha256d"), new Sha256d().HashOf(header).ToString());
            Assert.Equal(row.Text("scrypt"), new Scrypt().HashOf(header).ToString());
        }
    }

    [Fact]
    public void Shares_have_their_known_hashes()
    {
        foreach (JsonElement row in VectorFile.Read("jobs.json"))
            Assert.Equal(row.Text("hash"), Algorithms.Get(row.Text("algorithm")).HashOf(row.Hex("header")).ToString());
    }

    [Fact]
    public void Sha256d_takes_messages_of_any_length()
    {
        foreach (JsonElement row in VectorFile.Read("sha256d.json"))
            Assert.Equal(Hash256.FromRaw(row.Text("hash")), new Sha256d().HashOf(row.Ascii("text")));
    }

    [Fact]
    public void What_the_algorithms_claim_to_know_is_in_the_vectors()
    {
        HashSet<string> headers = [.. VectorFile.Read("headers.json").Concat(VectorFile.Read("jobs.json"))
            .Select(row => row.Text("header"))];
        Assert.All(Algorithms.Get("scrypt").KnownHeaders, known => Assert.Contains(known.Header, headers));
        Assert.All(Algorithms.Get("sha256d").KnownHeaders, known => Assert.Contains(known.Header, headers));
    }

    [Fact]
    public void Many_threads_hash_at_once()
    {
        foreach (PowAlgorithm algorithm in new PowAlgorithm[] { new Scrypt(), new Sha256d() })
        {
            KnownHeader known = algorithm.KnownHeaders[0];
            byte[] header = Convert.FromHexString(known.Header);
            Parallel.For(0, 32, _ => Assert.Equal(known.Hash, algorithm.HashOf(header).ToString()));
        }
    }

    [Fact]
    public void Hash_does_not_allocate()
    {
        Span<byte> digest = stackalloc byte[32];
        foreach (PowAlgorithm algorithm in new PowAlgorithm[] { new Scrypt(), new Sha256d() })
        {
            byte[] header = new byte[BlockHeader.Size];
            algorithm.Hash(header, digest);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 10; i++) algorithm.Hash(header, digest);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }
}
