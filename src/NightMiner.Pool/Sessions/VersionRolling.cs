using System.Globalization;
using System.Numerics;
using System.Text.Json;
using NightMiner.Pool.Messages;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Text;

namespace NightMiner.Pool.Sessions;

/// <summary>mining.configure (BIP 310): what a miner asks for, and what this pool grants.</summary>
internal static class VersionRolling
{
    private const int ExtensionLimit = 32;

    /// <summary>The extensions that were asked for, each once.</summary>
    public static IReadOnlyList<string> ReadExtensions(JsonElement list) => list.ValueKind != JsonValueKind.Array
        ? []
        : [.. list.EnumerateArray()
            .Select(JsonText.Read)
            .OfType<string>()
            .Distinct()
            .Take(ExtensionLimit)];

    /// <summary>The bits of both sides; null where none is left to roll, or fewer than the miner needs.</summary>
    /// <exception cref="FormatException">A parameter is malformed; the message names it.</exception>
    public static uint? ReadMask(JsonElement options)
    {
        uint mask = RolledVersions.Bits;
        long fewest = 0;
        if (options.ValueKind == JsonValueKind.Object)
        {
            if (options.TryGetProperty("version-rolling.mask", out JsonElement asked)) mask &= ReadWord(asked);
            if (options.TryGetProperty("version-rolling.min-bit-count", out JsonElement count))
                fewest = WholeNumber.From(count)
                    ?? throw new FormatException("version-rolling.min-bit-count is not a whole number");
        }
        return mask != 0 && BitOperations.PopCount(mask) >= fewest ? mask : null;
    }

    /// <summary>Writes the result: for each extension true or false, and the mask.</summary>
    public static void WriteResult(Utf8JsonWriter json, IReadOnlyList<string> extensions, uint? mask)
    {
        json.WriteStartObject();
        foreach (string extension in extensions)
        {
            bool isRolling = extension == "version-rolling";
            json.WriteBoolean(extension, isRolling ? mask is not null : extension is "subscribe-extranonce" or "info");
            if (isRolling && mask is { } bits)
                json.WriteString("version-rolling.mask", bits.ToString("x8", CultureInfo.InvariantCulture));
        }
        json.WriteEndObject();
    }

    private static uint ReadWord(JsonElement token) =>
        JsonText.Read(token) is { Length: > 0 and <= 8 } text
        && uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint word)
            ? word
            : throw new FormatException("version-rolling.mask is not a word of hex digits");
}
