using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NightMiner.Cli.CommandLine;
using NightMiner.Protocol.Text;
using NightMiner.Protocol.Transport;

namespace NightMiner.Cli.Mine;

/// <summary>How pools are reached: the proxy and the certificates that were asked for.</summary>
internal static class DialSettings
{
    private static readonly string[] ProxyVariables = ["all_proxy", "ALL_PROXY"];
    private static readonly string[] NoProxyVariables = ["no_proxy", "NO_PROXY"];

    private const int CertificateLimit = 1 << 20; // bytes; all the authorities that a system trusts are fewer

    /// <summary>The variables that this reads, besides those of the options.</summary>
    public static IEnumerable<string> Variables => [.. ProxyVariables, .. NoProxyVariables];

    /// <summary>Reads the options, and the variables that all programs know.</summary>
    /// <exception cref="UsageException">A value is wrong; the message names it.</exception>
    public static DialOptions From(Arguments arguments)
    {
        bool isInsecure = arguments.IsOn(Syntax.Insecure);
        string? fingerprint = arguments.Read(Syntax.TlsFingerprint, ParseFingerprint);
        if (isInsecure && fingerprint is not null)
            throw new UsageException(
                "either --insecure or --tls-fingerprint: with the former no certificate is checked");
        if (arguments.Find(Syntax.Cert) is not null && (isInsecure || fingerprint is not null))
            throw new UsageException(isInsecure
                ? "either --cert or --insecure: with the latter no certificate is checked"
                : "either --cert or --tls-fingerprint: with the latter only one certificate is trusted");
        DialOptions options = DialOptions.Default with
        {
            Proxy = FindProxy(arguments),
            TrustedCertificates = arguments.Read(Syntax.Cert, path => LoadCertificates(path, arguments.Files))
                ?? DialOptions.Default.TrustedCertificates,
            TlsFingerprint = fingerprint,
            IsInsecure = isInsecure,
        };
        return options.Proxy is not null && FirstOf(arguments, NoProxyVariables) is { } noProxy
            ? options with { NoProxy = noProxy.Text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries) }
            : options;
    }

    // An empty -x switches off what the environment says.
    private static ProxyUrl? FindProxy(Arguments arguments) =>
        (arguments.Find(Syntax.Proxy) ?? FirstOf(arguments, ProxyVariables)) is { Text.Length: > 0 } value
            ? Arguments.Read(value, ProxyUrl.Parse)
            : null;

    private static Arguments.Value? FirstOf(Arguments arguments, string[] names) =>
        names.Select(arguments.FindVariable).FirstOrDefault(value => value is not null) is { } found
            ? found with { Text = found.Text.Trim() }
            : null;

    private static string ParseFingerprint(string text)
    {
        // OpenSSL prints "sha256 Fingerprint=51:25:…".
        string digits = text[(text.IndexOf('=', StringComparison.Ordinal) + 1)..]
            .Replace(":", "", StringComparison.Ordinal).Trim();
        return digits.Length == 2 * SHA256.HashSizeInBytes && digits.All(char.IsAsciiHexDigit)
            ? digits.ToLowerInvariant()
            : throw new FormatException("expected a SHA-256 of 64 hex digits, with or without colons, as "
                + "'openssl x509 -noout -fingerprint -sha256 -in FILE' prints it");
    }

    private static IReadOnlyList<X509Certificate2> LoadCertificates(string path, InputFiles files)
    {
        try
        {
            byte[] bytes = files.Read(path, CertificateLimit);
            X509Certificate2Collection all = [];
            string text = TextFile.Decode(bytes);
            if (text.Contains("-----BEGIN CERTIFICATE", StringComparison.Ordinal)) all.ImportFromPem(text);
            else all.Add(X509CertificateLoader.LoadCertificate(bytes));
            return [.. all];
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException { ParamName: "path" })
        {
            throw new FormatException($"the file can't be read: {e.Message}");
        }
        catch (CryptographicException)
        {
            throw new FormatException($"'{path}' holds no certificate: expected PEM (-----BEGIN CERTIFICATE-----) or "
                + "DER");
        }
    }
}
