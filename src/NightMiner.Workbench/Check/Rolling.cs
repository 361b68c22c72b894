using System.Globalization;
using System.Text.Json;
using NightMiner.Protocol.Blocks;

namespace NightMiner.Workbench.Check;

/// <summary>The client's side of mining.configure (BIP 310).</summary>
internal static class Rolling
{
    /// <summary>The bits that BIP 320 leaves to miners.</summary>
    public const uint Mask = RolledVersions.Bits;

    /// <summary>The parameters that ask for version rolling.</summary>
    public static string Ask(uint mask = Mask, int fewest = 2)
    {
        string bits = $"\"version-rolling.mask\":\"{mask:x8}\"";
        string count = string.Create(CultureInfo.InvariantCulture, $"\"version-rolling.min-bit-count\":{fewest}");
        return $"[[\"version-rolling\"],{{{bits},{count}}}]";
    }

    /// <summary>The mask that was granted; null where rolling was not.</summary>
    public static uint? ReadMask(Answer answer) =>
        IsTrue(answer, "version-rolling") && MaskText(answer) is { } text
        && uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint mask) && mask != 0
            ? mask
            : null;

    /// <summary>The mask as it came; null where it is no text.</summary>
    public static string? MaskText(Answer answer) =>
        Member(answer, "version-rolling.mask") is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static bool IsTrue(Answer answer, string extension) =>
        Member(answer, extension).ValueKind == JsonValueKind.True;

    /// <summary>A member of the result; undefined where it is not there.</summary>
    public static JsonElement Member(Answer answer, string name) =>
        answer.Reply is { Error: null, Result.ValueKind: JsonValueKind.Object } reply
        && reply.Result.TryGetProperty(name, out JsonElement member)
            ? member
            : default;
}
