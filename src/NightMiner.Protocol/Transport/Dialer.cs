using System.Net.Sockets;

namespace NightMiner.Protocol.Transport;

/// <summary>
/// Makes the connection to a pool: TCP, through a proxy where there is one, TLS on top where the URL says so.
/// </summary>
internal static class Dialer
{
    /// <summary>Connects.</summary>
    /// <exception cref="ConnectionException">Nobody was reached, or TLS failed; the message says what to
    /// check.</exception>
    public static async Task<Stream> DialAsync(
        Endpoint url, DialOptions options, TimeSpan timeout, CancellationToken stop)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(timeout);
        Stream? stream = null;
        try
        {
            stream = await ConnectAsync(url, options, limit.Token).ConfigureAwait(false);
            return url.IsTls
                ? await PoolTls.SecureAsync(stream, url, options, limit.Token).ConfigureAwait(false)
                : stream;
        }
        catch (Exception e)
        {
            if (stream is not null) await stream.DisposeAsync().ConfigureAwait(false);
            if (e is not OperationCanceledException || stop.IsCancellationRequested) throw;
            if (stream is null && options.ProxyFor(url.Host) is { } proxy) throw new ConnectionException(
                ConnectionProblem.Proxy, $"the proxy {proxy} did not answer within {timeout.TotalSeconds:0} s: "
                    + $"check its address, and that it is {(proxy.IsSocks ? "a SOCKS5" : "an HTTP")} proxy");
            throw new ConnectionException(ConnectionProblem.Unreachable,
                $"{url} did not answer within {timeout.TotalSeconds:0} s: check the address and the network");
        }
    }

    private static async Task<Stream> ConnectAsync(Endpoint url, DialOptions options, CancellationToken stop)
    {
        if (options.ProxyFor(url.Host) is not { } proxy)
            return Open(await AddressRace.ConnectAsync(url.Host, url.Port, $"{url}", stop).ConfigureAwait(false));
        Stream? stream = null;
        try
        {
            stream = Open(await AddressRace.ConnectAsync(proxy.Host, proxy.Port, $"{proxy}", stop)
                .ConfigureAwait(false));
            await (proxy.IsSocks
                ? SocksTunnel.OpenAsync(stream, proxy, url, stop)
                : HttpTunnel.OpenAsync(stream, proxy, url, stop)).ConfigureAwait(false);
            return stream;
        }
        catch (Exception e)
        {
            if (stream is not null) await stream.DisposeAsync().ConfigureAwait(false);
            if (e is not IOException || e is ConnectionException { Problem: ConnectionProblem.Proxy }) throw;
            throw new ConnectionException(ConnectionProblem.Proxy, e is ConnectionException or EndOfStreamException
                ? $"the proxy: {e.Message}"
                : $"the connection to the proxy {proxy} broke: {e.Message}", e);
        }
    }

    private static NetworkStream Open(Socket socket) => new(socket, ownsSocket: true);
}
