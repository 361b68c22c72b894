namespace NightMiner.Protocol.Addresses;

/// <summary>
/// Segwit addresses: bech32 for version 0 (BIP 173), bech32m for the later ones (BIP 350). A prefix, a 1, then digits
/// of 5 bits: the version, the program, six of checksum.
/// </summary>
internal static class Bech32
{
    private const string Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const int ChecksumSize = 6;
    private const int LengthLimit = 90;
    private const uint Classic = 1;
    private const uint Modified = 0x2bc830a3;

    /// <summary>Reads the version, 0 to 16, and the witness program of 2 to 40 bytes.</summary>
    /// <param name="text">The address.</param>
    /// <param name="prefix">Its part before the 1, in lower case.</param>
    /// <exception cref="FormatException">It is mistyped; the message says in which way.</exception>
    public static (int Version, byte[] Program) Decode(string text, string prefix)
    {
        if (text.Any(char.IsAsciiLetterUpper) && text.Any(char.IsAsciiLetterLower))
            throw new FormatException("it mixes upper and lower case: one letter or more is mistyped");
        if (text.Length > LengthLimit || text.Length < prefix.Length + 1 + 1 + ChecksumSize)
            throw new FormatException("its length is no address's: a part is missing or too much");
        byte[] digits = [.. text.ToLowerInvariant()[(prefix.Length + 1)..].Select(DigitOf)];
        uint checksum = Checksum(prefix, digits);
        if (checksum is not (Classic or Modified))
            throw new FormatException("its checksum does not match: a character is mistyped or missing");
        int version = digits[0];
        if (version > 16) throw new FormatException($"{version} is no version of segwit");
        if (checksum == Classic != (version == 0)) throw new FormatException(
            $"its checksum is of the wrong kind for version {version}: "
            + "bech32 is for version 0, bech32m is for the others");
        byte[] program = ToBytes(digits.AsSpan()[1..^ChecksumSize]);
        bool fits = version == 0 ? program.Length is 20 or 32 : program.Length is >= 2 and <= 40;
        return fits
            ? (version, program)
            : throw new FormatException($"{program.Length} bytes are no program of version {version}");
    }

    private static byte DigitOf(char letter)
    {
        int digit = Alphabet.IndexOf(letter, StringComparison.Ordinal);
        return digit >= 0 ? (byte)digit : throw new FormatException($"'{letter}' is in no address of this kind");
    }

    // The remainder of a division of polynomials over GF(32), as BIP 173 defines it.
    private static uint Checksum(string prefix, byte[] digits)
    {
        ReadOnlySpan<uint> generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
        uint remainder = 1;
        foreach (int value in (int[])[.. prefix.Select(c => c >> 5), 0, .. prefix.Select(c => c & 31), .. digits])
        {
            uint top = remainder >> 25;
            remainder = ((remainder & 0x1ffffff) << 5) ^ (uint)value;
            for (int i = 0; i < generator.Length; i++)
                if ((top >> i & 1) != 0)
                    remainder ^= generator[i];
        }
        return remainder;
    }

    private static byte[] ToBytes(ReadOnlySpan<byte> digits)
    {
        List<byte> bytes = [];
        int pending = 0, bits = 0;
        foreach (byte digit in digits)
        {
            pending = (pending << 5 | digit) & 0xfff;
            bits += 5;
            if (bits < 8) continue;
            bits -= 8;
            bytes.Add((byte)(pending >> bits));
        }
        return bits < 5 && (pending & ((1 << bits) - 1)) == 0
            ? [.. bytes]
            : throw new FormatException("its last digits are not padded with zeros");
    }
}
