using System.Security.Cryptography;

namespace NightMiner.Protocol.Blocks;

/// <summary>
/// SHA-256 of SHA-256: the hash of transactions, merkle trees and block ids, whatever the proof of work is.
/// </summary>
public static class DoubleSha256
{
    /// <summary>Hashes any number of bytes.</summary>
    public static Hash256 Hash(ReadOnlySpan<byte> data)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(data, digest);
        SHA256.HashData(digest, digest);
        return new Hash256(digest);
    }
}
