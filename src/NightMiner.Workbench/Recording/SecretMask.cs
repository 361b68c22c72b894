using System.Text;

namespace NightMiner.Workbench.Recording;

/// <summary>
/// Takes the secrets out of a miner's line before it is written down: the password of a login, and where wished the
/// user's name of logins and shares. Everything else stays as it is, byte for byte.
/// </summary>
internal static class SecretMask
{
    private static ReadOnlySpan<byte> Stars => "\"***\""u8;

    /// <summary>The line to write down.</summary>
    public static byte[] Mask(ReadOnlySpan<byte> line, bool masksUser)
    {
        if (LineSpans.Find(line) is not { } spans) return Unreadable(line);
        byte[] masked = line.ToArray();
        foreach ((int place, Range span) in Enumerable.Reverse(spans.Parameters)) // the others stay in place
            if (spans.Methods.Any(method => IsSecret(method, place, masksUser)))
                masked = LineSpans.Replace(masked, span, Stars);
        return masked;
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

    // A login that is not well-formed has a password too, but nobody can say where.
    private static byte[] Unreadable(ReadOnlySpan<byte> line)
    {
        string text = Encoding.Latin1.GetString(line);
        bool isLogin = text.Contains("auth", StringComparison.OrdinalIgnoreCase)
            || text.Contains("add_user", StringComparison.OrdinalIgnoreCase);
        return isLogin ? Encoding.ASCII.GetBytes($"(a malformed login of {line.Length} bytes)") : line.ToArray();
    }
}
