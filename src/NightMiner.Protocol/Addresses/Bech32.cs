namespace NightMiner.Protocol.Addresses;

/// <summary>
/// Segwit addresses: bech32 for version 0 (BIP 173), bech32m for the later ones (BIP 350). A prefix, a 1, then digits
/// of 5 bits: one for the version, those of the program, six for the checksum.
/// </summary>
public static class Bech32
{
    private const string Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const int ChecksumSize = 6;
    private const int LengthLimit = 90;
    private const int HighestVersion = 16;
    private const uint Classic = 1;
    private const uint Modified = 0x2bc830a3;

    /// <summary>
    /// Whether a witness program may have this length: 20 or 32 bytes in version 0, 2 to 40 bytes in versions 1 to 16.
    /// </summary>
    public static bool IsProgram(int version, int length) => version switch
    {
        0 => length is 20 or 32,
        >= 1 and <= HighestVersion => length is >= 2 and <= 40,
        _ => false,
    };

    /// <summary>Writes an address.</summary>
    /// <param name="prefix">Its part before the 1, in lower case.</param>
    /// <param name="version">0 to 16.</param>
    /// <param name="program">The witness program.</param>
    /// <exception cref="ArgumentException">There is no such version, or the program has another length; see
    /// <see cref="IsProgram"/>.</exception>
    public static string Encode(string prefix, int version, ReadOnlySpan<byte> program)
    {
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        if (!IsProgram(version, program.Length)) throw new ArgumentException(
            $"a program of version {version} can't have {program.Length} bytes", nameof(program));
        byte[] digits = [(byte)version, .. ToDigits(program)];
        uint checksum = Checksum(prefix, [.. digits, .. new byte[ChecksumSize]]) ^ (version == 0 ? Classic : Modified);
        IEnumerable<byte> last =
            Enumerable.Range(1, ChecksumSize).Select(i => (byte)(checksum >> (5 * (ChecksumSize - i)) & 31));
        return prefix + "1" + string.Concat(digits.Concat(last).Select(digit => Alphabet[digit]));
    }

    /// <summary>Reads an address.</summary>
    /// <param name="text">The address, in lower or in upper case.</param>
    /// <param name="prefix">Its part before the 1, in lower case.</param>
    /// <returns>The version, 0 to 16, and the witness program of 2 to 40 bytes.</returns>
    /// <exception cref="FormatException">It is mistyped; the message says in which way.</exception>
    public static (int Version, byte[] Program) Decode(string text, string prefix)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        if (text.Any(char.IsAsciiLetterUpper) && text.Any(char.IsAsciiLetterLower))
            throw new FormatException("it mixes upper and lower case: one letter or more is mistyped");
        if (text.Length > LengthLimit || text.Length < prefix.Length + 1 + 1 + ChecksumSize)
            throw new FormatException("no address has this length: a part is missing or too much");
        byte[] digits = [.. text.ToLowerInvariant()[(prefix.Length + 1)..].Select(DigitOf)];
        uint checksum = Checksum(prefix, digits);
        if (checksum is not (Classic or Modified))
            throw new FormatException("its checksum does not match: a character is mistyped or missing");
        int version = digits[0];
        if (version > HighestVersion) throw new FormatException($"segwit has no version {version}");
        if (checksum == Classic != (version == 0)) throw new FormatException(
            $"its checksum is of the wrong kind for version {version}: "
            + "bech32 is for version 0, bech32m is for the others");
        byte[] program = ToBytes(digits.AsSpan()[1..^ChecksumSize]);
        return IsProgram(version, program.Length)
            ? (version, program)
            : throw new FormatException($"a program of version {version} can't have {program.Length} bytes");
    }

    private static byte DigitOf(char letter)
    {
        int digit = Alphabet.IndexOf(letter, StringComparison.Ordinal);
        return digit >= 0
            ? (byte)digit
            : throw new FormatException($"'{letter}' does not occur in addresses of this kind");
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

    private static List<byte> ToDigits(ReadOnlySpan<byte> bytes)
    {
        List<byte> digits = [];
        int pending = 0, bits = 0;
        foreach (byte next in bytes)
        {
            pending = (pending << 8 | next) & 0xfff;
            bits += 8;
            for (; bits >= 5; bits -= 5) digits.Add((byte)(pending >> (bits - 5) & 31));
        }
        if (bits > 0) digits.Add((byte)(pending << (5 - bits) & 31));
        return digits;
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
