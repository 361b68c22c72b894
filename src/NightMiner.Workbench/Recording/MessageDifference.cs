using System.Globalization;
using System.Text.Json;
using NightMiner.Protocol.Text;

namespace NightMiner.Workbench.Recording;

/// <summary>Finds what differs in two messages.</summary>
/// <param name="method">The method of both, or of the request that they answer.</param>
/// <param name="varies">Told what differs and may.</param>
internal sealed class MessageDifference(string? method, Action<string> varies)
{
    private const int ShownLimit = 80;

    /// <summary>The first difference in words; null where they mean the same.</summary>
    public string? Find(JsonElement a, JsonElement b)
    {
        try
        {
            return FindInMembers(a, b, "", ignored: "id");
        }
        catch (InvalidOperationException) // half a surrogate pair in a name
        {
            return a.GetRawText() == b.GetRawText() ? null : "it has another text in A than in B";
        }
    }

    /// <summary>A line, cut to a sane length.</summary>
    public static string Show(Message message) => PrintableText.From(message.Line.Text, ShownLimit);

    private string? Find(JsonElement a, JsonElement b, string path)
    {
        if (IsAbsent(a) && IsAbsent(b)) return null; // pools leave out a null error
        if (a.ValueKind == JsonValueKind.Object && b.ValueKind == JsonValueKind.Object)
            return FindInMembers(a, b, path + ".");
        if (a.ValueKind == JsonValueKind.Array && b.ValueKind == JsonValueKind.Array) return FindInItems(a, b, path);
        if (IsSame(a, b)) return null;
        string difference = $"{path} is {Show(a)} in A, {Show(b)} in B";
        if (!MayVary(a, b, path)) return difference;
        varies(difference);
        return null;
    }

    private string? FindInMembers(JsonElement a, JsonElement b, string path, string? ignored = null)
    {
        foreach (string name in Names(a).Union(Names(b)).Where(name => name != ignored))
        {
            a.TryGetProperty(name, out JsonElement one);
            b.TryGetProperty(name, out JsonElement other);
            if (Find(one, other, path + name) is { } difference) return difference;
        }
        return null;
    }

    private string? FindInItems(JsonElement a, JsonElement b, string path)
    {
        (int one, int other) = (a.GetArrayLength(), b.GetArrayLength());
        for (int i = 0; i < Math.Min(one, other); i++)
            if (Find(a[i], b[i], $"{path}[{i}]") is { } difference)
                return difference;
        return one == other ? null : $"{path} has {one} elements in A, {other} in B";
    }

    private static IEnumerable<string> Names(JsonElement json) => json.EnumerateObject().Select(member => member.Name);

    private static bool IsAbsent(JsonElement json) => json.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    private static bool IsSame(JsonElement a, JsonElement b)
    {
        if (a.ValueKind != b.ValueKind) return false;
        if (a.ValueKind == JsonValueKind.Number)
            return a.GetRawText() == b.GetRawText()
                || (double.TryParse(a.GetRawText(), CultureInfo.InvariantCulture, out double one)
                    && double.TryParse(b.GetRawText(), CultureInfo.InvariantCulture, out double other) && one == other);
        return a.GetRawText() == b.GetRawText()
            || (a.ValueKind == JsonValueKind.String && TextOf(a) is { } text && text == TextOf(b));
    }

    // Only another value of the same length may stand there: a field of another size is wrong in one of the two.
    private bool MayVary(JsonElement a, JsonElement b, string path)
    {
        if (TextOf(a) is not { } one || TextOf(b) is not { } other || one.Length != other.Length) return false;
        return (method, path) switch
        {
            ("mining.submit", "params[2]" or "params[4]" or "params[5]") => true,
            ("mining.set_extranonce", "params[0]") => true,
            ("mining.subscribe", "result[1]") => true,
            ("mining.subscribe", _) => path.StartsWith("result[0]", StringComparison.Ordinal)
                && !one.StartsWith("mining.", StringComparison.Ordinal),
            _ => false,
        };
    }

    private static string? TextOf(JsonElement json)
    {
        try
        {
            return json.ValueKind == JsonValueKind.String ? json.GetString() : null;
        }
        catch (InvalidOperationException) // half a surrogate pair
        {
            return null;
        }
    }

    private static string Show(JsonElement json) =>
        json.ValueKind == JsonValueKind.Undefined ? "missing" : PrintableText.From(json.GetRawText(), ShownLimit);
}
