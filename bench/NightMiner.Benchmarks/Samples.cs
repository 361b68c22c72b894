using System.Text;
using NightMiner.Jobs;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;

namespace NightMiner.Benchmarks;

/// <summary>Work of the size that pools send: a full block, so twelve hashes up the merkle tree.</summary>
internal static class Samples
{
    private const int Branches = 12;

    /// <summary>80 bytes, none of them special.</summary>
    public static byte[] Header() => Bytes(BlockHeader.Size);

    /// <summary>A connection that jobs can be made on.</summary>
    public static Subscription Subscription()
    {
        Subscription subscription = new(Algorithms.Get("sha256d"));
        subscription.SetSubscription("1", Bytes(4), 4);
        return subscription;
    }

    /// <summary>A job as the pool means it.</summary>
    public static Notify Notify() => (Notify)MessageReader.Read(NotifyLine());

    /// <summary>A job as it comes.</summary>
    public static byte[] NotifyLine()
    {
        string branches = string.Join(',', Enumerable.Repeat($"\"{Hex(Hash256.Size)}\"", Branches));
        return Encoding.UTF8.GetBytes(
            $$"""
            {"id":null,"method":"mining.notify","params":["1db7","{{Hex(Hash256.Size)}}","{{Hex(58)}}","{{Hex(120)}}",
            [{{branches}}],"20000000","1b47c7ea","536b1a2f",true]}
            """);
    }

    private static byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)((i * 37) + 11))];

    private static string Hex(int count) => Convert.ToHexStringLower(Bytes(count));
}
