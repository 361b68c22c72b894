using System.Text;
using System.Text.Json;

namespace NightMiner.Protocol.Text;

/// <summary>
/// Takes passwords out of lines before they are shown or written down. Everything else stays as it was, byte for byte.
/// </summary>
public static class Secrets
{
    /// <summary>What stands in the place of a secret.</summary>
    public const string Stars = "***";

    // A shorter password, such as the usual "x", stands in other texts by chance.
    private const int ShortestSecret = 4;

    /// <summary>
    /// Masks the password of a login, and if wished the user's name in logins and shares. A login that is not
    /// well-formed has a password too, but nobody can say where; it is replaced as a whole by a remark in brackets.
    /// </summary>
    /// <param name="line">A line from a miner, without its end.</param>
    /// <param name="masksUser">Whether the user's name is a secret too.</param>
    public static byte[] Mask(ReadOnlySpan<byte> line, bool masksUser = false)
    {
        if (LineSpans.Find(line) is not { } spans) return Unreadable(line);
        byte[] masked = line.ToArray();
        foreach ((int place, Range span) in spans.Parameters.Reverse()) // from the end: the places before stay right
            if (spans.Methods.Any(method => IsSecret(method, place, masksUser)))
                masked = LineSpans.Replace(masked, span, "\"***\""u8);
        return masked;
    }

    /// <summary>
    /// Masks a password that is known: as a text of its own in lines that log in, whatever else is wrong with them, and
    /// everywhere if it has 4 characters or more, because some pools send it back.
    /// </summary>
    /// <param name="line">A line of either direction.</param>
    /// <param name="secret">The password; empty masks nothing.</param>
    public static string Mask(string line, string secret)
    {
        ArgumentNullException.ThrowIfNull(line);
        ArgumentNullException.ThrowIfNull(secret);
        if (secret.Length == 0) return line;
        bool isLogin = LooksLikeLogin(line);
        foreach (string spelling in (string[])[JsonEncodedText.Encode(secret).Value, secret]) // escaped, and as it is
        {
            if (isLogin) line = line.Replace($"\"{spelling}\"", $"\"{Stars}\"", StringComparison.Ordinal);
            if (secret.Length >= ShortestSecret) line = line.Replace(spelling, Stars, StringComparison.Ordinal);
        }
        return line;
    }

    // ckpool takes everything that begins with mining.auth for a login; mining.add_user is bstratum's.
    private static bool IsSecret(string method, int place, bool masksUser)
    {
        if (method.Equals("mining.submit", StringComparison.OrdinalIgnoreCase)) return masksUser && place == 0;
        if (method.Equals("mining.authorize_admin", StringComparison.OrdinalIgnoreCase)) return true;
        bool isLogin = method.StartsWith("mining.auth", StringComparison.OrdinalIgnoreCase)
            || method.Equals("mining.add_user", StringComparison.OrdinalIgnoreCase);
        return isLogin && (place > 0 || masksUser);
    }

    private static byte[] Unreadable(ReadOnlySpan<byte> line) => LooksLikeLogin(Encoding.Latin1.GetString(line))
        ? Encoding.ASCII.GetBytes($"(a malformed login of {line.Length} bytes)")
        : line.ToArray();

    private static bool LooksLikeLogin(string line) => line.Contains("auth", StringComparison.OrdinalIgnoreCase)
        || line.Contains("add_user", StringComparison.OrdinalIgnoreCase);
}
