using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NightMiner.Protocol.Text;

namespace NightMiner.Protocol.Transport;

/// <summary>Decides whether a pool's certificate is good; if not, it says why and what the user can do.</summary>
internal sealed class CertificateCheck(string host, DialOptions options)
{
    private const string Trusting = "if you trust it";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1"; // RFC 5280 §4.2.1.12, id-kp-serverAuth

    /// <summary>What is wrong with the certificate; null if nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Judges it; TLS calls this with what the system found.</summary>
    public bool Accepts(X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        Problem = shown is X509Certificate2 certificate
            ? Judge(certificate, chain, errors)
            : $"TLS with {host} failed: it shows no certificate";
        return Problem is null;
    }

    private string? Judge(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        string fingerprint = Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));
        if (options.TlsFingerprint is { } wanted)
            return fingerprint.Equals(wanted, StringComparison.OrdinalIgnoreCase) ? null
                : $"{host} shows another certificate than the pinned one, with the fingerprint {fingerprint}: "
                    + "ask the pool whether it is the new one, and pin that with --tls-fingerprint";
        if (options.IsInsecure) return null;
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            X509ChainStatus[] statuses = chain?.ChainStatus ?? [];
            using X509Chain own = new();
            if (options.TrustedCertificates.Count > 0)
                statuses = BuildOwn(own, certificate, chain) ? [] : own.ChainStatus;
            if (statuses.Length > 0 || options.TrustedCertificates.Count == 0)
                return Explain(certificate, statuses, fingerprint);
        }
        return errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            ? $"the certificate of {host} is for {Names(certificate)}: use that name in the URL, "
                + $"or, {Trusting}, --tls-fingerprint {fingerprint}"
            : null;
    }

    // The system built its chain up to authorities of its own; this chain must end at one that the user gave.
    private bool BuildOwn(X509Chain own, X509Certificate2 certificate, X509Chain? chain)
    {
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        // As the system's chain does: a certificate that names its uses must name this one.
        own.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        foreach (X509Certificate2 trusted in options.TrustedCertificates) own.ChainPolicy.CustomTrustStore.Add(trusted);
        foreach (X509ChainElement element in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            own.ChainPolicy.ExtraStore.Add(element.Certificate);
        return own.Build(certificate);
    }

    private string Explain(X509Certificate2 certificate, X509ChainStatus[] statuses, string fingerprint)
    {
        X509ChainStatusFlags all = statuses.Aggregate(
            X509ChainStatusFlags.NoError, (flags, status) => flags | status.Status);
        if (DateTime.Now > certificate.NotAfter) return
            $"the certificate of {host} expired on {Day(certificate.NotAfter)}: check the clock of this machine; "
            + $"the pool must renew it; {Trusting} all the same, use --tls-fingerprint {fingerprint}";
        if (DateTime.Now < certificate.NotBefore) return
            $"the certificate of {host} is not valid before {Day(certificate.NotBefore)}: "
            + "check the clock of this machine";
        if (all.HasFlag(X509ChainStatusFlags.NotValidForUsage)) return
            $"the certificate of {host} is not meant for servers: its extended key usage lacks serverAuth, so it may "
            + "be a client's; the pool must show another one";
        if (certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData)) return
            $"the certificate of {host} is self-signed: no authority vouches for it; {Trusting}, give it with "
            + $"--cert FILE, or use --tls-fingerprint {fingerprint}";
        if ((all & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0) return
            $"the certificate of {host} was issued by '{Name(certificate.Issuer)}', which this machine does not know: "
            + $"{Trusting}, give the issuer's certificate with --cert FILE, or use --tls-fingerprint {fingerprint}";
        string why = statuses.Length > 0 ? statuses[0].StatusInformation : all.ToString();
        return $"the certificate of {host} is not valid ({PrintableText.From(why.Trim(), 120)}): ask the pool; "
            + $"{Trusting} all the same, use --tls-fingerprint {fingerprint}";
    }

    private static string Names(X509Certificate2 certificate)
    {
        string[] names = [.. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(
            extension => extension.EnumerateDnsNames()
                .Concat(extension.EnumerateIPAddresses().Select(address => address.ToString())))];
        return Name(names.Length > 0 ? string.Join(", ", names) : certificate.Subject);
    }

    private static string Name(string text) => PrintableText.From(text, 100);

    private static string Day(DateTime time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
