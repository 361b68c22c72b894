using System.Globalization;
using System.Text.Json;
using NightMiner.Protocol.Text;

namespace NightMiner.Protocol.Stratum;

/// <summary>
/// mining.configure (BIP 310): asks for extensions before anything else, [[extension, …], {extension.parameter: …}].
/// Pools that do not know it refuse it, ignore it, or end the connection.
/// </summary>
/// <param name="VersionMask">The bits of the block version that the miner can roll.</param>
/// <param name="SubscribesExtranonce">Whether mining.set_extranonce is welcome too.</param>
public sealed record Configure(uint VersionMask, bool SubscribesExtranonce) : ClientRequest
{
    /// <summary>The extension that lets miners change bits of the block version.</summary>
    public const string VersionRolling = "version-rolling";
    /// <summary>The member, in requests and answers, with the bits that may be changed: a word of hex.</summary>
    public const string VersionRollingMask = "version-rolling.mask";
    /// <summary>The extension with which a miner says that mining.set_extranonce is welcome.</summary>
    public const string SubscribeExtranonce = "subscribe-extranonce";

    private const int FewestBits = 2; // as in the example of BIP 310; with two versions rolling pays already

    /// <inheritdoc/>
    public override string Method => "mining.configure";

    /// <inheritdoc/>
    public override void WriteParameters(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        json.WriteStartArray();
        json.WriteStringValue(VersionRolling);
        if (SubscribesExtranonce) json.WriteStringValue(SubscribeExtranonce);
        json.WriteEndArray();
        json.WriteStartObject();
        json.WriteString(VersionRollingMask, VersionMask.ToString("x8", CultureInfo.InvariantCulture));
        json.WriteNumber("version-rolling.min-bit-count", FewestBits);
        json.WriteEndObject();
        json.WriteEndArray();
    }
}

/// <summary>What a pool answers to mining.configure: {extension: true | false | why not, extension.value: …}.</summary>
/// <param name="VersionMask">The bits of the block version that the pool lets miners roll; 0: none.</param>
/// <param name="SubscribesExtranonce">Whether the pool took note that mining.set_extranonce is welcome.</param>
public sealed record ConfigureResult(uint VersionMask, bool SubscribesExtranonce)
{
    /// <summary>Reads the result of a reply. What it does not name was not granted.</summary>
    /// <exception cref="FormatException">The result is not an object, or the mask is not a word of hex; the message
    /// says which.</exception>
    public static ConfigureResult Parse(JsonElement result)
    {
        if (result.ValueKind != JsonValueKind.Object)
            throw new FormatException("the answer to mining.configure is not a map of extensions");
        try
        {
            return new ConfigureResult(ReadMask(result), IsGranted(result, Configure.SubscribeExtranonce));
        }
        catch (InvalidOperationException e) // a text with half a surrogate pair
        {
            throw new FormatException($"the answer holds text that is not valid: {e.Message}", e);
        }
    }

    private static uint ReadMask(JsonElement result) =>
        IsGranted(result, Configure.VersionRolling)
        && result.TryGetProperty(Configure.VersionRollingMask, out JsonElement mask)
            ? Hex.Word(mask, Configure.VersionRollingMask)
            : 0;

    private static bool IsGranted(JsonElement result, string extension) =>
        result.TryGetProperty(extension, out JsonElement granted) && granted.ValueKind == JsonValueKind.True;
}
