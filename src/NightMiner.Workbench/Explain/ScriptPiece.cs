using System.Globalization;
using NightMiner.Protocol.Stratum;

namespace NightMiner.Workbench.Explain;

/// <summary>
/// A part of the coinbase's input script. After the height (BIP 34) a pool may put what it likes there; most put
/// pushes, as in other scripts, and a text.
/// </summary>
internal sealed record ScriptPiece(int Size, string Name, string Meaning, bool IsPush)
{
    private const int FirstVersionWithHeight = 2; // BIP 34
    private const int LongestPush = 75;
    private const uint TimeTolerance = 86400; // a clock and a block time differ by less than a day

    /// <summary>Cuts a script into pushes as far as it consists of them; the rest is one free piece.</summary>
    public static IReadOnlyList<ScriptPiece> Split(ReadOnlySpan<byte> script, Notify job)
    {
        List<ScriptPiece> pieces = [];
        int at = 0;
        if (job.Version >= FirstVersionWithHeight && Height(script) is { } height)
        {
            pieces.Add(height);
            at = height.Size;
        }
        while (at < script.Length && script[at] is >= 1 and <= LongestPush && at + 1 + script[at] <= script.Length)
        {
            ReadOnlySpan<byte> data = script.Slice(at + 1, script[at]);
            pieces.Add(new ScriptPiece(1 + data.Length, "push", Describe(data, job.Time), IsPush: true));
            at += 1 + data.Length;
        }
        if (at < script.Length)
            pieces.Add(new ScriptPiece(
                script.Length - at, "script", "free bytes" + Texts.Of(script[at..]), IsPush: false));
        return pieces;
    }

    private static ScriptPiece? Height(ReadOnlySpan<byte> script)
    {
        if (script is [>= 0x51 and <= 0x60, ..])
            return Of(1, script[0] - 0x50, $"OP_{script[0] - 0x50}");
        if (script is not [>= 1 and <= 5, ..] || script.Length <= script[0]) return null;
        long height = 0;
        for (int i = script[0]; i >= 1; i--) height = height << 8 | script[i];
        return Of(1 + script[0], height,
            script[0] == 1 ? "a push of 1 byte" : $"a push of {script[0]} bytes, little-endian");

        static ScriptPiece Of(int size, long height, string how) => new(size, "height",
            string.Create(CultureInfo.InvariantCulture, $"block {height:N0} (BIP 34): {how}"), IsPush: false);
    }

    private static string Describe(ReadOnlySpan<byte> data, uint jobTime)
    {
        string size = data.Length == 1 ? "1 byte" : $"{data.Length} bytes";
        if (data.Length == 4 && BitConverter.ToUInt32(data) is var time
            && Math.Max(time, jobTime) - Math.Min(time, jobTime) < TimeTolerance)
            return $"a push of {size}: a time, {Words.Time(time)}";
        return $"a push of {size}{Texts.Of(data)}";
    }
}
