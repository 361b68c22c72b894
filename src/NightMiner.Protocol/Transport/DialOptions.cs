using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace NightMiner.Protocol.Transport;

/// <summary>How a pool is reached: through which proxy, and which certificate it may show.</summary>
public sealed record DialOptions
{
    /// <summary>Straight, with the certificates that this machine trusts.</summary>
    public static DialOptions Default { get; } = new();

    /// <summary>The proxy; null: none.</summary>
    public ProxyUrl? Proxy { get; init; }

    /// <summary>
    /// What is reached without the proxy: host names, each with all below it; addresses; networks like 10.0.0.0/8; "*"
    /// for everything.
    /// </summary>
    public IReadOnlyList<string> NoProxy { get; init; } = [];

    /// <summary>Certificates trusted besides those of this machine: authorities, or a self-signed one itself.</summary>
    public IReadOnlyList<X509Certificate2> TrustedCertificates { get; init; } = [];

    /// <summary>
    /// The SHA-256 of the one certificate (in DER) that the pool may show, 64 hex digits; nothing else is then asked of
    /// it. Null: any that is trusted.
    /// </summary>
    public string? TlsFingerprint { get; init; }

    /// <summary>Whether any certificate will do: anybody on the way may then pretend to be the pool.</summary>
    public bool IsInsecure { get; init; }

    /// <exception cref="ArgumentException">The fingerprint is none.</exception>
    internal void Check()
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
