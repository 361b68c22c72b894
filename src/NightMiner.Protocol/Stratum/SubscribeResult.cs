using System.Globalization;
using System.Text.Json;
using NightMiner.Protocol.Text;

namespace NightMiner.Protocol.Stratum;

/// <summary>
/// What a pool answers to mining.subscribe: [subscriptions, extranonce1, extranonce2 size, …]. Pools disagree on the
/// shape of the first element, which mining does not need; only the session id is looked for in it.
/// </summary>
/// <param name="SessionId">The id named beside "mining.notify"; null where there is none.</param>
/// <param name="Extranonce1">This connection's part of the coinbase, 0 to 32 bytes.</param>
/// <param name="Extranonce2Size">How many bytes of the coinbase we vary, 0 to 32.</param>
public sealed record SubscribeResult(string? SessionId, ReadOnlyMemory<byte> Extranonce1, int Extranonce2Size)
{
    /// <summary>Whether session, extranonce1 (byte for byte) and size are the same.</summary>
    public bool Equals(SubscribeResult? other) => other is not null && SessionId == other.SessionId
        && Extranonce2Size == other.Extranonce2Size && Contents.AreSame(Extranonce1, other.Extranonce1);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(SessionId, Extranonce2Size, Contents.HashOf(Extranonce1));

    /// <summary>The largest extranonce in the field, each part, in bytes.</summary>
    public const int ExtranonceLimit = 32;

    private const int SessionIdLimit = 128;

    /// <summary>Reads the result of a reply.</summary>
    /// <exception cref="FormatException">The result is not usable; the message says why.</exception>
    public static SubscribeResult Parse(JsonElement result)
    {
        try
        {
            return Read(result);
        }
        catch (InvalidOperationException e) // a text with half a surrogate pair, or bytes that are no UTF-8
        {
            throw new FormatException($"the answer holds text that is not valid: {e.Message}", e);
        }
    }

    private static SubscribeResult Read(JsonElement result)
    {
        if (result.ValueKind == JsonValueKind.String) // ckpool says no this way
            throw new FormatException($"the pool answered: {PrintableText.From(result.GetString())}");
        if (result.ValueKind != JsonValueKind.Array || result.GetArrayLength() < 3)
            throw new FormatException("the answer is not [subscriptions, extranonce1, extranonce2 size]");
        return new SubscribeResult(FindSessionId(result[0]), ReadExtranonce1(result[1]), ReadSize(result[2]));
    }

    internal static byte[] ReadExtranonce1(JsonElement token)
    {
        byte[] extranonce1 = Hex.Bytes(token, "extranonce1");
        return extranonce1.Length <= ExtranonceLimit
            ? extranonce1
            : throw new FormatException($"extranonce1 is longer than {ExtranonceLimit} bytes");
    }

    internal static int ReadSize(JsonElement token) =>
        (int?)WholeNumber.FromNumberOrText(token, 0, ExtranonceLimit)
        ?? throw new FormatException($"the extranonce2 size is not a whole number from 0 to {ExtranonceLimit}");

    // ["mining.notify", id] stands flat, one level down, or deeper, beside other pairs.
    private static string? FindSessionId(JsonElement token)
    {
        if (token.ValueKind != JsonValueKind.Array) return null;
        bool named = false;
        foreach (JsonElement item in token.EnumerateArray())
        {
            if (FindSessionId(item) is { } id) return id;
            if (item.ValueKind != JsonValueKind.String) continue;
            if (named) return item.GetString() is { Length: <= SessionIdLimit } session ? session : null;
            named = item.ValueEquals("mining.notify"u8);
        }
        return null;
    }
}
