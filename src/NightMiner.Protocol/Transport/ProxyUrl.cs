using System.Globalization;
using System.Text.Json.Serialization;

namespace NightMiner.Protocol.Transport;

/// <summary>
/// A proxy: socks5://host:port (or socks5h://; the proxy resolves names in both cases), or http://host:port for
/// CONNECT, which is also the kind without a scheme. A login may stand before the host, as user:password@. The port is
/// 1080 where the URL names none, as with curl.
/// </summary>
public sealed record ProxyUrl
{
    private const int DefaultPort = 1080;
    private const int TextLimit = 255; // SOCKS5 counts each text's length in one byte

    private ProxyUrl(bool isSocks, string host, int port) => (IsSocks, Host, Port) = (isSocks, host, port);

    /// <summary>Whether it speaks SOCKS5; it speaks HTTP otherwise.</summary>
    public bool IsSocks { get; }

    /// <summary>A host name or an address; IPv6 without brackets.</summary>
    public string Host { get; }

    /// <summary>The TCP port.</summary>
    public int Port { get; }

    /// <summary>The user who logs in at the proxy; null where it needs no login.</summary>
    public string? User { get; private init; }

    /// <summary>The user's password. Never printed, never serialised.</summary>
    [JsonIgnore]
    public string? Password { get; private init; }

    /// <summary>Reads a URL as people type it.</summary>
    /// <exception cref="FormatException">The text is not a proxy's URL. The message quotes no password.</exception>
    public static ProxyUrl Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        string scheme = schemeEnd < 0 ? "http" : text[..schemeEnd].ToLowerInvariant();
        if (scheme is not ("http" or "socks5" or "socks5h")) throw new FormatException(
            $"a proxy of the kind '{scheme}' is not known: use socks5://host:port or http://host:port");
        string rest = schemeEnd < 0 ? text : text[(schemeEnd + 3)..];
        int at = rest.LastIndexOf('@');
        string[] login = at < 0 ? [] : rest[..at].Split(':', 2);
        if (!Uri.TryCreate("http://" + rest[(at + 1)..], UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0
            || uri.AbsolutePath != "/") throw new FormatException(
            "the proxy's URL names no host, or no port from 1 to 65535: expected something like "
            + "socks5://127.0.0.1:1080; / : @ in a password are written as %2F %3A %40");
        bool hasPort = !uri.IsDefaultPort || rest.EndsWith(":80", StringComparison.Ordinal)
            || rest.EndsWith(":80/", StringComparison.Ordinal);
        return new ProxyUrl(scheme != "http", uri.Host.Trim('[', ']'), hasPort ? uri.Port : DefaultPort)
        {
            User = login.Length > 0 ? Part(login[0]) : null,
            Password = login.Length > 1 ? Part(login[1]) : null,
        };
    }

    /// <summary>The URL without user and password.</summary>
    public override string ToString()
    {
        string host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        return string.Create(CultureInfo.InvariantCulture, $"{(IsSocks ? "socks5" : "http")}://{host}:{Port}");
    }

    private static string Part(string text) => Uri.UnescapeDataString(text) is { Length: <= TextLimit } part
        ? part
        : throw new FormatException($"the proxy's user and password may have {TextLimit} letters each");
}
