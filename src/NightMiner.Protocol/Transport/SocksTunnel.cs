using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NightMiner.Protocol.Transport;

/// <summary>
/// SOCKS5 (RFC 1928, login RFC 1929): asks the proxy for a connection to the pool. Names are resolved there.
/// </summary>
internal static class SocksTunnel
{
    private const byte Version = 5;
    private const byte LoginVersion = 1;
    private const byte NoLogin = 0;
    private const byte UserAndPassword = 2;
    private const byte Connect = 1;
    private const byte IPv4 = 1, DomainName = 3, IPv6 = 4;

    /// <summary>Opens the tunnel. After that, all bytes of the stream go to the pool and come from it.</summary>
    /// <exception cref="ConnectionException">The proxy refuses; the message says why and what to check.</exception>
    public static async Task OpenAsync(Stream stream, ProxyUrl proxy, Endpoint pool, CancellationToken stop)
    {
        await LogInAsync(stream, proxy, stop).ConfigureAwait(false);
        await stream.WriteAsync(ConnectRequest(pool), stop).ConfigureAwait(false);
        byte[] head = await ReadAsync(stream, 4, proxy, stop).ConfigureAwait(false); // version, reply, 0, kind
        if (head[0] != Version) throw Foreign(proxy, head);
        if (head[1] != 0) throw Problem($"the proxy {proxy} can't connect to {pool}: {Explain(head[1])}");
        int length = head[3] switch
        {
            IPv4 => 4,
            IPv6 => 16,
            DomainName => (await ReadAsync(stream, 1, proxy, stop).ConfigureAwait(false))[0],
            _ => throw Foreign(proxy, head),
        };
        // The proxy's own address and port, which nobody needs.
        await ReadAsync(stream, length + 2, proxy, stop).ConfigureAwait(false);
    }

    private static async Task LogInAsync(Stream stream, ProxyUrl proxy, CancellationToken stop)
    {
        byte[] greeting = proxy.User is null ? [Version, 1, NoLogin] : [Version, 2, NoLogin, UserAndPassword];
        await stream.WriteAsync(greeting, stop).ConfigureAwait(false);
        byte[] choice = await ReadAsync(stream, 2, proxy, stop).ConfigureAwait(false);
        if (choice[0] != Version) throw Foreign(proxy, choice);
        if (choice[1] == NoLogin) return;
        if (choice[1] != UserAndPassword || proxy.User is null) throw Problem(proxy.User is null
            ? $"the proxy {proxy} wants a login: write it as socks5://user:password@host:port"
            : $"the proxy {proxy} accepts no login by user and password");

        await stream.WriteAsync(
            (byte[])[LoginVersion, .. Counted(proxy.User), .. Counted(proxy.Password ?? "")], stop)
            .ConfigureAwait(false);
        byte[] answer = await ReadAsync(stream, 2, proxy, stop).ConfigureAwait(false); // version, 0 for yes
        if (answer[1] != 0) throw Problem($"the proxy {proxy} refuses user or password: check both");
    }

    private static byte[] ConnectRequest(Endpoint pool)
    {
        byte[] host = IPAddress.TryParse(pool.Host, out IPAddress? address)
            ? [address.AddressFamily == AddressFamily.InterNetwork ? IPv4 : IPv6, .. address.GetAddressBytes()]
            : [DomainName, .. Counted(pool.Host)];
        byte[] port = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(port, (ushort)pool.Port);
        return [Version, Connect, 0, .. host, .. port];
    }

    private static byte[] Counted(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length <= byte.MaxValue
            ? [(byte)bytes.Length, .. bytes]
            : throw Problem(
                $"with SOCKS5, host, user and password have at most {byte.MaxValue} bytes each: one is longer");
    }

    private static string Explain(byte reply) => reply switch
    {
        1 => "general failure",
        2 => "its rules forbid it",
        3 => "the network is unreachable",
        4 => "the host is unreachable, or its name has no address",
        5 => "nobody listens there (connection refused)",
        6 => "no answer in time",
        7 => "it does not do CONNECT",
        8 => "it does not know this kind of address",
        _ => $"reply {reply}",
    };

    private static async Task<byte[]> ReadAsync(Stream stream, int length, ProxyUrl proxy, CancellationToken stop)
    {
        byte[] bytes = new byte[length];
        int count = await stream.ReadAtLeastAsync(bytes, length, throwOnEndOfStream: false, stop).ConfigureAwait(false);
        return count == length ? bytes
            : throw Problem($"the proxy {proxy} closed the connection: check that it speaks SOCKS5, and its log");
    }

    private static ConnectionException Foreign(ProxyUrl proxy, byte[] answer) => Problem(
        answer.AsSpan().StartsWith("HT"u8)
            ? $"{proxy} is a web server or an HTTP proxy: use http:// for it"
            : $"{proxy} does not speak SOCKS5: check the kind of proxy and its port");

    private static ConnectionException Problem(string message) => new(ConnectionProblem.Proxy, message);
}
