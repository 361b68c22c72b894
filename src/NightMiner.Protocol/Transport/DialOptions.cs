using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace NightMiner.Protocol.Transport;

/// <summary>
/// How a pool or a node is reached: through which proxy, and which certificate it may show.
/// </summary>
public sealed record DialOptions
{
    /// <summary>Directly, with the certificates that this machine trusts.</summary>
    public static DialOptions Default { get; } = new();

    /// <summary>The proxy; null: none.</summary>
    public ProxyUrl? Proxy { get; init; }

    /// <summary>
    /// What is reached without the proxy: host names, which include the names below them; addresses; networks such as
    /// 10.0.0.0/8; "*" for everything.
    /// </summary>
    public IReadOnlyList<string> NoProxy { get; init; } = [];

    /// <summary>
    /// Certificates trusted besides those of this machine: authorities, or a self-signed certificate itself. What an
    /// authority among them issued must be meant for servers, as with those of this machine.
    /// </summary>
    public IReadOnlyList<X509Certificate2> TrustedCertificates { get; init; } = [];

    /// <summary>
    /// Trust only the certificate with this SHA-256 fingerprint: 64 hex digits, of the certificate in DER. Nothing else
    /// is checked then, neither its name nor its dates. Null: any certificate that is trusted.
    /// </summary>
    public string? TlsFingerprint { get; init; }

    /// <summary>
    /// Whether any certificate is accepted. Anybody on the way can then pretend to be the pool.
    /// </summary>
    public bool IsInsecure { get; init; }

    /// <summary>Whether all members are the same; lists are compared item by item.</summary>
    public bool Equals(DialOptions? other) => other is not null && Proxy == other.Proxy
        && NoProxy.SequenceEqual(other.NoProxy) && TrustedCertificates.SequenceEqual(other.TrustedCertificates)
        && TlsFingerprint == other.TlsFingerprint && IsInsecure == other.IsInsecure;

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Proxy, NoProxy.Count, TrustedCertificates.Count, TlsFingerprint, IsInsecure);

    /// <summary>Checks that the options make sense; whoever dials calls it before the first connection.</summary>
    /// <exception cref="ArgumentException">The fingerprint is not 64 hex digits.</exception>
    public void Check()
    {
        if (TlsFingerprint is not null && !(TlsFingerprint.Length == 64 && TlsFingerprint.All(char.IsAsciiHexDigit)))
            throw new ArgumentException($"{nameof(TlsFingerprint)}: expected a SHA-256, 64 hex digits");
    }

    /// <summary>The proxy for a host; null where it is to be reached without.</summary>
    internal ProxyUrl? ProxyFor(string host) => NoProxy.Any(entry => IsWithin(host, entry)) ? null : Proxy;

    private static bool IsWithin(string host, string entry)
    {
        if (entry == "*") return true;
        if (IPAddress.TryParse(host, out IPAddress? address))
            return IPAddress.TryParse(entry.Trim('[', ']'), out IPAddress? same) ? address.Equals(same)
                : IPNetwork.TryParse(entry, out IPNetwork network) && network.Contains(address);
        string domain = entry.TrimStart('.');
        return domain.Length > 0 && (host.Equals(domain, StringComparison.OrdinalIgnoreCase)
            || host.EndsWith('.' + domain, StringComparison.OrdinalIgnoreCase));
    }
}
