using System.Globalization;
using System.Text;
using NightMiner.Protocol.Text;

namespace NightMiner.Protocol.Transport;

/// <summary>
/// HTTP CONNECT (RFC 9110 §9.3.6): asks a web proxy for a tunnel to the pool. Names are resolved there.
/// </summary>
internal static class HttpTunnel
{
    private const int HeadLimit = 16 * 1024; // about what web servers allow for a whole head

    /// <summary>Opens the tunnel. After that, all bytes of the stream go to the pool and come from it.</summary>
    /// <exception cref="ConnectionException">The proxy refuses; the message says why and what to check.</exception>
    public static async Task OpenAsync(Stream stream, ProxyUrl proxy, Endpoint pool, CancellationToken stop)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(Request(proxy, pool)), stop).ConfigureAwait(false);
        string head = await ReadHeadAsync(stream, proxy, stop).ConfigureAwait(false);
        string line = head.Split('\n')[0].TrimEnd('\r');
        string[] parts = line.Split(' ', 3);
        if (!line.StartsWith("HTTP/1.", StringComparison.Ordinal) || parts.Length < 2
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int status))
            throw Problem($"{proxy} does not speak HTTP: check the kind of proxy (socks5:// or http://) and its port");
        if (status is >= 200 and < 300) return;
        string said = PrintableText.From(line, 80);
        throw Problem(status switch
        {
            407 when proxy.User is null =>
                $"the proxy {proxy} wants a login ({said}): write it as http://user:password@host:port",
            407 => $"the proxy {proxy} refuses user or password ({said}): check both",
            403 or 405 => $"the proxy {proxy} forbids connections to {pool} ({said}): many allow port 443 only",
            502 or 503 or 504 => $"the proxy {proxy} can't reach {pool} ({said}): check the pool's host and port",
            _ => $"the proxy {proxy} can't connect to {pool} ({said})",
        });
    }

    private static string Request(ProxyUrl proxy, Endpoint pool)
    {
        string host = pool.Host.Contains(':', StringComparison.Ordinal) ? $"[{pool.Host}]" : pool.Host;
        string target = string.Create(CultureInfo.InvariantCulture, $"{host}:{pool.Port}");
        string login = proxy.User is null ? ""
            : "Proxy-Authorization: Basic "
                + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{proxy.User}:{proxy.Password}")) + "\r\n";
        return $"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{login}\r\n";
    }

    // Byte by byte: what follows the head belongs to the pool.
    private static async Task<string> ReadHeadAsync(Stream stream, ProxyUrl proxy, CancellationToken stop)
    {
        byte[] head = new byte[HeadLimit];
        for (int length = 0; length < head.Length;)
        {
            if (await stream.ReadAsync(head.AsMemory(length, 1), stop).ConfigureAwait(false) == 0)
                throw Problem($"the proxy {proxy} closed the connection: check that it is an HTTP proxy, and its log");
            length++;
            if (head.AsSpan(0, length).EndsWith("\r\n\r\n"u8) || head.AsSpan(0, length).EndsWith("\n\n"u8))
                return Encoding.UTF8.GetString(head, 0, length);
        }
        throw Problem($"the proxy {proxy} answered with more than {HeadLimit} bytes: it is not an HTTP proxy");
    }

    private static ConnectionException Problem(string message) => new(ConnectionProblem.Proxy, message);
}
