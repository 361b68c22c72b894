using System.Globalization;
using System.Net;
using System.Text.Json.Serialization;

namespace NightMiner.Protocol.Transport;

/// <summary>
/// Where work comes from. A pool is written stratum+tcp://host:port, or host:port without a scheme; stratum+tcps://,
/// stratum+ssl:// and stratum+tls:// start TLS. A node is written http://host:port, or https:// for TLS. A login may
/// stand before the host, as user:pass@. The port of a pool is 9333 where the URL names none; that of a node depends on
/// the coin (<see cref="WithNodePort"/>).
/// </summary>
public sealed record Endpoint
{
    /// <summary>The port that the first NightMiner used where the URL names none.</summary>
    public const int DefaultPort = 9333;

    private const int HostLimit = 255; // of the domain name system

    private static readonly string[] PlainSchemes = ["stratum+tcp", "stratum", "tcp"];
    private static readonly string[] TlsSchemes = ["stratum+tcps", "stratum+ssl", "stratum+tls", "ssl", "tls"];
    private static readonly string[] NodeSchemes = ["http", "https"];

    private Endpoint(string host, int port, bool isTls) => (Host, Port, IsTls) = (host, port, isTls);

    /// <summary>A host name or an address; IPv6 without brackets.</summary>
    public string Host { get; }

    /// <summary>The TCP port; 0 for a node whose URL names none, see <see cref="WithNodePort"/>.</summary>
    public int Port { get; private init; }

    /// <summary>Whether TLS starts right after the connection is made.</summary>
    public bool IsTls { get; }

    /// <summary>What is spoken there; the scheme of the URL says so.</summary>
    public EndpointKind Kind { get; private init; }

    /// <summary>Whether <see cref="Kind"/> is <see cref="EndpointKind.Node"/>.</summary>
    public bool IsNode => Kind == EndpointKind.Node;

    /// <summary>The user from the URL, if any.</summary>
    public string? User { get; private init; }

    /// <summary>The password from the URL, if any. Never printed, never serialised.</summary>
    [JsonIgnore]
    public string? Password { get; private init; }

    /// <summary>Reads a URL as people type it.</summary>
    /// <exception cref="FormatException">The text is not such a URL; the message says what was expected.</exception>
    public static Endpoint Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        string scheme = schemeEnd < 0 ? "stratum+tcp" : text[..schemeEnd].ToLowerInvariant();
        string rest = schemeEnd < 0 ? text : text[(schemeEnd + 3)..];
        bool isNode = NodeSchemes.Contains(scheme);
        bool isTls = TlsSchemes.Contains(scheme) || scheme == "https";
        if (!isTls && !isNode && !PlainSchemes.Contains(scheme)) throw new FormatException(
            $"'{scheme}://' is not a pool's scheme: use stratum+tcp://host:port, or stratum+tcps:// for TLS; "
            + "http:// or https:// for a node");

        int at = rest.LastIndexOf('@'); // before the path is cut off: a password may hold a slash
        string[] login = at < 0 ? [] : rest[..at].Split(':', 2);
        string[] place = rest[(at + 1)..].Split(['/', '#', '?'], 2);
        if (isNode && place is [_, { Length: > 0 } path]) throw new FormatException(
            $"the node's URL goes on after the port ('{path}'): write only host and port");
        (string host, string? port) = SplitPort(place[0]);
        if (host.Length is 0 or > HostLimit
            || host.Any(letter => letter <= ' ' || letter == '[')
            || (isNode && Uri.CheckHostName(host) == UriHostNameType.Unknown)) throw new FormatException(
            "the pool's URL names no host: expected something like stratum+tcp://pool.example:3333");
        if (host.Contains(':', StringComparison.Ordinal) && !IPAddress.TryParse(host, out _)) throw new FormatException(
            $"'{host}' is neither a host nor an IPv6 address: for several pools repeat -o");
        return new Endpoint(host, ParsePort(port) ?? (isNode ? 0 : DefaultPort), isTls)
        {
            Kind = isNode ? EndpointKind.Node : EndpointKind.Stratum,
            User = login.Length > 0 ? Uri.UnescapeDataString(login[0]) : null,
            Password = login.Length > 1 ? Uri.UnescapeDataString(login[1]) : null,
        };
    }

    /// <summary>
    /// The same place with a port: where the URL of a node names none it is the RPC port of the best-known coin that is
    /// mined with the algorithm, 8332 (Bitcoin) for sha256d and 9332 (Litecoin) for all others. Dogecoin's is 22555 and
    /// has to be named. Everything else stays as it is.
    /// </summary>
    /// <param name="algorithm">The name of the algorithm to mine with.</param>
    public Endpoint WithNodePort(string algorithm) =>
        Port != 0 ? this : this with { Port = algorithm == "sha256d" ? 8332 : 9332 };

    /// <summary>The URL without user and password.</summary>
    public override string ToString()
    {
        string host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        string scheme = Kind switch
        {
            EndpointKind.Node => IsTls ? "https" : "http",
            _ => IsTls ? "stratum+tcps" : "stratum+tcp",
        };
        return Port == 0
            ? $"{scheme}://{host}"
            : string.Create(CultureInfo.InvariantCulture, $"{scheme}://{host}:{Port}");
    }

    private static (string Host, string? Port) SplitPort(string authority)
    {
        if (authority.StartsWith('[') && authority.IndexOf(']', StringComparison.Ordinal) is > 0 and var end)
        {
            string tail = authority[(end + 1)..];
            return (authority[1..end], tail.Length == 0 ? null : tail[0] == ':' ? tail[1..] : authority[end..]);
        }
        int colon = authority.IndexOf(':', StringComparison.Ordinal);
        bool isBareIPv6 = colon != authority.LastIndexOf(':');
        return colon < 0 || isBareIPv6 ? (authority, null) : (authority[..colon], authority[(colon + 1)..]);
    }

    private static int? ParsePort(string? port)
    {
        if (port is null) return null;
        return port.All(char.IsAsciiDigit)
            && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number is > 0 and < 65536
                ? number
                : throw new FormatException($"'{port}' is not a port: expected a number from 1 to 65535");
    }
}
