using System.Numerics;
using System.Text;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Protocol.Addresses;

/// <summary>
/// Base58 with a checksum, the form of the older addresses: a big-endian number in 58 digits. Its last 4 bytes are the
/// first of sha256d of the rest; each leading zero byte is written as a digit 1.
/// </summary>
public static class Base58
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const int ChecksumSize = 4;
    private const int LengthLimit = 64; // an address has at most 35 characters

    /// <summary>Writes bytes and their checksum.</summary>
    /// <param name="payload">A version byte and what it is the version of.</param>
    public static string Encode(ReadOnlySpan<byte> payload)
    {
        byte[] bytes = [.. payload, .. Checksum(payload)];
        StringBuilder digits = new();
        BigInteger number = new(bytes, isUnsigned: true, isBigEndian: true);
        for (; !number.IsZero; number /= Alphabet.Length) digits.Insert(0, Alphabet[(int)(number % Alphabet.Length)]);
        int zeros = bytes.TakeWhile(one => one == 0).Count();
        return new string(Alphabet[0], zeros) + digits;
    }

    /// <summary>Reads the bytes before the checksum: a version byte and what it is the version of.</summary>
    /// <param name="text">Up to 64 characters.</param>
    /// <exception cref="FormatException">A character is not one of the 58, or the checksum does not match.</exception>
    public static byte[] Decode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length is 0 or > LengthLimit) throw new FormatException("an address has 26 to 90 characters");
        BigInteger number = 0;
        foreach (char letter in text)
        {
            int digit = Alphabet.IndexOf(letter, StringComparison.Ordinal);
            if (digit < 0) throw new FormatException($"'{letter}' does not occur in addresses of this kind");
            number = number * Alphabet.Length + digit;
        }
        int zeros = text.TakeWhile(letter => letter == Alphabet[0]).Count(); // each stands for a byte 0
        byte[] tail = number.IsZero ? [] : number.ToByteArray(isUnsigned: true, isBigEndian: true);
        byte[] bytes = [.. new byte[zeros], .. tail];
        if (bytes.Length <= ChecksumSize) throw new FormatException("it is too short for an address");
        ReadOnlySpan<byte> payload = bytes.AsSpan()[..^ChecksumSize];
        return bytes.AsSpan()[^ChecksumSize..].SequenceEqual(Checksum(payload))
            ? payload.ToArray()
            : throw new FormatException("its checksum does not match: a character is mistyped or missing");
    }

    private static ReadOnlySpan<byte> Checksum(ReadOnlySpan<byte> payload) =>
        DoubleSha256.Hash(payload).ToArray().AsSpan(0, ChecksumSize);
}
