using System.Globalization;
using System.Text.Json;
using NightMiner.Protocol.Text;

namespace NightMiner.Protocol.Stratum;

/// <summary>
/// What kind of objection a pool has. The numbers are fixed and the list may grow: code that switches over it needs a
/// default branch.
/// </summary>
public enum RejectReason
{
    /// <summary>None of the others, or not understood.</summary>
    Other = 0,

    /// <summary>21: the job is unknown or no longer wanted.</summary>
    Stale = 1,

    /// <summary>22: the share was sent before.</summary>
    Duplicate = 2,

    /// <summary>23: the hash does not meet the target that the pool set.</summary>
    LowDifficulty = 3,

    /// <summary>24: the worker is not logged in.</summary>
    Unauthorized = 4,

    /// <summary>25: the connection is not subscribed.</summary>
    NotSubscribed = 5,

    /// <summary>The share's ntime is out of range.</summary>
    Time = 6,
}

/// <summary>
/// A pool's objection. Pools write it as an array [code, text, …], an object, a string, true, or in a member of
/// its own ("reject-reason"); all of them become this.
/// </summary>
/// <param name="Code">The number, where there was one: 20 to 25 are in wide use.</param>
/// <param name="Text">The pool's words, made printable.</param>
public sealed record StratumError(int? Code, string Text)
{
    /// <summary>The kind: from the code if it says something, else from the words.</summary>
    public RejectReason Reason => Code switch
    {
        21 => RejectReason.Stale,
        22 => RejectReason.Duplicate,
        23 => RejectReason.LowDifficulty,
        24 => RejectReason.Unauthorized,
        25 => RejectReason.NotSubscribed,
        _ => FromWords(),
    };

    /// <summary>Reads the error of a reply; null where the pool does not object.</summary>
    public static StratumError? From(JsonElement reply)
    {
        if (reply.TryGetProperty("reject-reason", out JsonElement reason) && reason.ValueKind == JsonValueKind.String)
            return new StratumError(null, PrintableText.From(reason.GetString()));
        if (!reply.TryGetProperty("error", out JsonElement error)) return null;
        return error.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.False or JsonValueKind.Undefined => null,
            JsonValueKind.Array when error.GetArrayLength() == 0 => null,
            JsonValueKind.String when error.ValueEquals(""u8) => null,
            JsonValueKind.Number when CodeOf(error) == 0 => null,
            JsonValueKind.Array => new StratumError(CodeOf(error[0]), WordsOf(error)),
            JsonValueKind.Object => new StratumError(
                error.TryGetProperty("code", out JsonElement code) ? CodeOf(code) : null,
                error.TryGetProperty("message", out JsonElement words) ? TextOf(words) : TextOf(error)),
            JsonValueKind.True => new StratumError(null, "no reason given"),
            _ => new StratumError(null, TextOf(error)),
        };
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Code is { } code ? string.Create(CultureInfo.InvariantCulture, $"{Text} (code {code})") : Text;

    private static int? CodeOf(JsonElement token) =>
        (int?)WholeNumber.From(token, int.MinValue, int.MaxValue);

    // Of [code, text, detail] the text; where a pool leaves the code out, the first text there is.
    private static string WordsOf(JsonElement array)
    {
        foreach (JsonElement item in array.EnumerateArray())
            if (item.ValueKind == JsonValueKind.String)
                return TextOf(item);
        return TextOf(array);
    }

    private static string TextOf(JsonElement token) => PrintableText.From(
        token.ValueKind == JsonValueKind.String ? token.GetString() : token.GetRawText());

    private RejectReason FromWords()
    {
        bool Has(params ReadOnlySpan<string> words)
        {
            foreach (string word in words)
                if (Text.Contains(word, StringComparison.OrdinalIgnoreCase))
                    return true;
            return false;
        }

        return this switch
        {
            _ when Has("stale", "job not found", "jobid", "unknown-work") => RejectReason.Stale,
            _ when Has("dup") => RejectReason.Duplicate,
            _ when Has("above target", "high-hash", "low diff", "difficulty") => RejectReason.LowDifficulty,
            _ when Has("unauthor") => RejectReason.Unauthorized,
            _ when Has("not subscribed") => RejectReason.NotSubscribed,
            _ when Has("ntime", "time too", "time-too", "time-invalid", "time out of range") => RejectReason.Time,
            _ => RejectReason.Other,
        };
    }
}
