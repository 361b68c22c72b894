using System.Net.Security;
using System.Security.Authentication;
using NightMiner.Protocol.Text;

namespace NightMiner.Protocol.Transport;

/// <summary>Starts TLS 1.2 or newer on a connection and checks the certificate of the other side.</summary>
internal static class PoolTls
{
    /// <summary>Starts TLS.</summary>
    /// <returns>The stream to speak over; disposing it closes the connection.</returns>
    /// <exception cref="ConnectionException">It failed; the message says why and what to do.</exception>
    public static async Task<Stream> SecureAsync(
        Stream plain, Endpoint url, DialOptions options, CancellationToken stop)
    {
        FirstBytesStream watched = new(plain);
        CertificateCheck check = new(url.Host, options);
        SslStream secure = new(watched);
        try
        {
            await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = url.Host,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                    check.Accepts(certificate, chain, errors),
            }, stop).ConfigureAwait(false);
            return secure;
        }
        catch (Exception e)
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            if (e is not (AuthenticationException or IOException)) throw;
            throw new ConnectionException(
                ConnectionProblem.Tls, check.Problem ?? Explain(url, watched.First, e), e);
        }
    }

    // A TLS record begins with its kind, 20 to 23, and the major version 3.
    private static string Explain(Endpoint url, ReadOnlySpan<byte> first, Exception failure)
    {
        string detail = PrintableText.From(failure.InnerException?.Message ?? failure.Message, 120);
        if (url.IsNode && (first.IsEmpty || first[0] is < 20 or > 23)) return
            $"TLS with {url} failed: this port does not speak it; a node's RPC port is plain, use http:// in the URL";
        if (first.IsEmpty) return
            $"TLS with {url} failed: it closed the connection at once; "
            + "if this port speaks plain Stratum, use stratum+tcp:// in the URL";
        if (first.StartsWith("HTTP/"u8)) return
            $"TLS with {url} failed: this is a web server (HTTP), not a Stratum pool: check the port";
        if (first[0] is < 20 or > 23 || (first.Length > 1 && first[1] != 3)) return
            $"TLS with {url} failed: this port answers in plain text, use stratum+tcp:// in the URL";
        return $"TLS with {url} failed ({detail}): it must offer TLS 1.2 or 1.3";
    }
}
