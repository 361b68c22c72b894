using System.Buffers.Binary;
using NightMiner.Protocol.Nodes;

namespace NightMiner.Pool;

/// <summary>
/// A pool's coinbase transaction in the two parts that a notify carries, before extranonce1 and after extranonce2.
/// In the input's script stand the height (BIP 34), a tag, the job's number, and the extranonce; so no two jobs ask for
/// the same header, and a client that counts extranonce2 from zero with each job never repeats itself.
/// </summary>
internal static class PoolCoinbase
{
    /// <summary>Where in the first part the script's length stands.</summary>
    public const int ScriptLengthAt = 4 + 1 + 36;

    private const byte KeyHashSize = 20;
    private const long Reward = 50_0000_0000; // in 1e-8 coins

    /// <summary>Version, one input, its null outpoint, and its script up to the extranonce.</summary>
    /// <param name="height">The block's height.</param>
    /// <param name="job">The job's number.</param>
    /// <param name="extranonceSize">Of both parts together, in bytes.</param>
    public static byte[] Before(long height, uint job, int extranonceSize)
    {
        byte[] script =
        [
            .. BlockWriter.PushHeight(height),
            (byte)Tag.Length, .. Tag,
            (byte)(sizeof(uint) + extranonceSize), .. BigEndian(job), // and the extranonce
        ];
        return
        [
            1, 0, 0, 0,
            1, .. new byte[32], 0xff, 0xff, 0xff, 0xff,
            (byte)(script.Length + extranonceSize), .. script,
        ];
    }

    /// <summary>The input's sequence, one output, the lock time.</summary>
    public static byte[] After { get; } =
    [
        0xff, 0xff, 0xff, 0xff,
        1, .. BlockWriter.LittleEndian(Reward, sizeof(ulong)),
        // OP_DUP OP_HASH160 <20 bytes> OP_EQUALVERIFY OP_CHECKSIG: nobody's address
        25, 0x76, 0xa9, KeyHashSize, .. Enumerable.Repeat((byte)0x4e, KeyHashSize), 0x88, 0xac,
        0, 0, 0, 0,
    ];

    private static ReadOnlySpan<byte> Tag => "/NightMiner Lab/"u8;

    private static byte[] BigEndian(uint number)
    {
        byte[] bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }
}
