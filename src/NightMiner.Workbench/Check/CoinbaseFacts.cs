using System.Buffers.Binary;

namespace NightMiner.Workbench.Check;

/// <summary>A coinbase transaction without witness, taken apart as a node would.</summary>
internal sealed record CoinbaseFacts(int ScriptSize, long? Height, int Outputs, int Left)
{
    private const int OutpointSize = 36;
    private const int SmallScript = 2;
    private const int LargeScript = 100; // consensus

    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">It is no such transaction; the message says what is wrong.</exception>
    public static CoinbaseFacts Read(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> rest = bytes;
        Take(ref rest, 4, "version");
        if (Number(ref rest, "number of inputs") != 1) throw new FormatException("a coinbase has one input");
        ReadOnlySpan<byte> outpoint = Take(ref rest, OutpointSize, "outpoint");
        if (outpoint[..32].ContainsAnyExcept((byte)0) || outpoint[32..].ContainsAnyExcept((byte)0xff))
            throw new FormatException("a coinbase's input spends nothing: 32 bytes 00 and 4 bytes ff");
        ReadOnlySpan<byte> script = Take(ref rest, Number(ref rest, "length of the script"), "script");
        if (script.Length is < SmallScript or > LargeScript)
            throw new FormatException(
                FormattableString.Invariant($"its script has {script.Length} bytes, not 2 to 100"));
        Take(ref rest, 4, "sequence");
        long outputs = Number(ref rest, "number of outputs");
        if (outputs == 0) throw new FormatException("it has no outputs");
        for (long i = 0; i < outputs; i++)
        {
            Take(ref rest, 8, "value of an output");
            Take(ref rest, Number(ref rest, "length of an output's script"), "script of an output");
        }
        Take(ref rest, 4, "lock time");
        return new CoinbaseFacts(script.Length, HeightOf(script), (int)outputs, rest.Length);
    }

    // BIP 34: the script begins with a push of the height; the first 16 have an opcode each.
    private static long? HeightOf(ReadOnlySpan<byte> script)
    {
        if (script[0] is >= 0x51 and <= 0x60) return script[0] - 0x50;
        int size = script[0];
        if (size is 0 or > 5 || script.Length <= size) return null;
        long height = 0;
        for (int i = size; i > 0; i--) height = height << 8 | script[i];
        return height;
    }

    private static long Number(ref ReadOnlySpan<byte> rest, string what)
    {
        byte first = Take(ref rest, 1, what)[0];
        return first switch
        {
            0xfd => BinaryPrimitives.ReadUInt16LittleEndian(Take(ref rest, 2, what)),
            0xfe => BinaryPrimitives.ReadUInt32LittleEndian(Take(ref rest, 4, what)),
            0xff => throw new FormatException($"the {what} is absurd"),
            _ => first,
        };
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, long size, string what)
    {
        if (rest.Length < size) throw new FormatException($"it ends in the middle of the {what}");
        ReadOnlySpan<byte> taken = rest[..(int)size];
        rest = rest[(int)size..];
        return taken;
    }
}
