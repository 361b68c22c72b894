using System.Numerics;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Protocol.Addresses;

/// <summary>
/// Base58 with a checksum: the older addresses. The last 4 bytes are the first of sha256d of the rest.
/// </summary>
internal static class Base58
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const int ChecksumSize = 4;
    private const int LengthLimit = 64; // an address has at most 35 characters

    /// <summary>Reads the bytes before the checksum: a version byte and what it is the version of.</summary>
    /// <exception cref="FormatException">A character is none of the 58, or the checksum does not hold.</exception>
    public static byte[] Decode(string text)
    {
        if (text.Length is 0 or > LengthLimit) throw new FormatException("an address has 26 to 90 characters");
        BigInteger number = 0;
        foreach (char letter in text)
        {
            int digit = Alphabet.IndexOf(letter, StringComparison.Ordinal);
            if (digit < 0) throw new FormatException($"'{letter}' is in no address of this kind");
            number = number * Alphabet.Length + digit;
        }
        int zeros = text.TakeWhile(letter => letter == Alphabet[0]).Count(); // each stands for a byte 0
        byte[] tail = number.IsZero ? [] : number.ToByteArray(isUnsigned: true, isBigEndian: true);
        byte[] bytes = [.. new byte[zeros], .. tail];
        if (bytes.Length <= ChecksumSize) throw new FormatException("it is too short for an address");
        ReadOnlySpan<byte> payload = bytes.AsSpan()[..^ChecksumSize];
        byte[] checksum = DoubleSha256.Hash(payload).ToArray()[..ChecksumSize];
        return bytes.AsSpan()[^ChecksumSize..].SequenceEqual(checksum)
            ? payload.ToArray()
            : throw new FormatException("its checksum does not match: a character is mistyped or missing");
    }
}
