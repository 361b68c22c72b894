using System.Buffers.Binary;
using NightMiner.Protocol.Nodes;

namespace NightMiner.Pool.Chain;

/// <summary>
/// The coinbase transaction of a made-up block, in the two parts that a notify carries: before extranonce1 and after
/// extranonce2. Its input script holds the height (BIP 34), a tag, the job's number and the extranonce. So no two jobs
/// ask for the same header, and a client that starts extranonce2 at zero with each job never repeats itself.
/// </summary>
internal static class PoolCoinbase
{
    /// <summary>The place of the script's length in the first part.</summary>
    public const int ScriptLengthAt = 4 + 1 + 36;

    private const byte KeyHashSize = 20;
    private const long Reward = 50_0000_0000; // in 1e-8 coins

    /// <summary>The version, and one input with its null outpoint and its script up to the extranonce.</summary>
    /// <param name="height">The block's height.</param>
    /// <param name="job">The job's number.</param>
    /// <param name="extranonceSize">The size of both extranonces together, in bytes.</param>
    public static byte[] Before(long height, uint job, int extranonceSize)
    {
        byte[] script =
        [
            .. BlockWriter.PushHeight(height),
            (byte)Tag.Length, .. Tag,
            (byte)(sizeof(uint) + extranonceSize), .. BigEndian(job), // the extranonce follows in the same push
        ];
        return
        [
            1, 0, 0, 0,
            1, .. new byte[32], 0xff, 0xff, 0xff, 0xff,
            (byte)(script.Length + extranonceSize), .. script,
        ];
    }

    /// <summary>The input's sequence, one output and the lock time.</summary>
    public static byte[] After { get; } =
    [
        0xff, 0xff, 0xff, 0xff,
        1, .. BlockWriter.LittleEndian(Reward, sizeof(ulong)),
        // OP_DUP OP_HASH160 <20 bytes> OP_EQUALVERIFY OP_CHECKSIG: an address that belongs to nobody
        25, 0x76, 0xa9, KeyHashSize, .. Enumerable.Repeat((byte)0x4e, KeyHashSize), 0x88, 0xac,
        0, 0, 0, 0,
    ];

    private static ReadOnlySpan<byte> Tag => "/NightMiner/"u8;

    private static byte[] BigEndian(uint number)
    {
        byte[] bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }
}
