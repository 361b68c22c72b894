using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace NightMiner.Protocol.Text;

/// <summary>
/// A line as text and back, losing nothing. A line should be UTF-8; each byte that is not becomes a half surrogate,
/// U+DC80 to U+DCFF, which no UTF-8 can produce.
/// </summary>
public static class WireText
{
    private const int Escape = 0xdc00;

    /// <summary>The text of a line.</summary>
    public static string From(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes)) return Encoding.UTF8.GetString(bytes);
        StringBuilder text = new(bytes.Length);
        while (!bytes.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(bytes, out Rune rune, out int used);
            if (status == OperationStatus.Done) text.Append(rune.ToString());
            else
                foreach (byte stray in bytes[..used])
                    text.Append((char)(Escape + stray));
            bytes = bytes[used..];
        }
        return text.ToString();
    }

    /// <summary>The bytes that <see cref="From"/> made this text of.</summary>
    public static byte[] ToBytes(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArrayBufferWriter<byte> bytes = new(Math.Max(text.Length, 1));
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is >= (char)(Escape + 0x80) and <= (char)(Escape + 0xff))
            {
                bytes.Write([(byte)(text[i] - Escape)]);
                continue;
            }
            int letters = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
            Encoding.UTF8.GetBytes(text.AsSpan(i, letters), bytes);
            i += letters - 1;
        }
        return bytes.WrittenSpan.ToArray();
    }
}
