using System.Net.Sockets;

namespace NightMiner.Protocol.Transport;

/// <summary>
/// Connects to a pool or a node. It resolves the name, tries IPv6 and IPv4 addresses in turn (in the spirit of RFC
/// 8305), asks the proxy for a tunnel where there is one, and starts TLS where the URL says so.
/// </summary>
public static class Dialer
{
    /// <summary>Connects directly, with TLS certificates judged by the authorities that this machine trusts.</summary>
    /// <param name="endpoint">Where to connect.</param>
    /// <param name="timeout">How long all of it may take, TLS included.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>A stream of bytes in both directions; disposing it closes the connection.</returns>
    /// <exception cref="ConnectionException">Nobody was reached, or TLS failed; the message says what to
    /// check.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static Task<Stream> ConnectAsync(
        Endpoint endpoint, TimeSpan timeout, CancellationToken stop = default) =>
        ConnectAsync(endpoint, DialOptions.Default, timeout, stop);

    /// <summary>Connects through a proxy, or with TLS rules of one's own.</summary>
    /// <param name="endpoint">Where to connect.</param>
    /// <param name="options">The proxy, and which certificates are good.</param>
    /// <param name="timeout">How long all of it may take, proxy and TLS included.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>A stream of bytes in both directions; disposing it closes the connection.</returns>
    /// <exception cref="ConnectionException">Nobody was reached, the proxy refused, or TLS failed; the message says
    /// what to check.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static async Task<Stream> ConnectAsync(
        Endpoint endpoint, DialOptions options, TimeSpan timeout, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(options);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(timeout);
        Stream? stream = null;
        try
        {
            stream = await OpenAsync(endpoint, options, limit.Token).ConfigureAwait(false);
            return endpoint.IsTls
                ? await PoolTls.SecureAsync(stream, endpoint, options, limit.Token).ConfigureAwait(false)
                : stream;
        }
        catch (Exception e)
        {
            if (stream is not null) await stream.DisposeAsync().ConfigureAwait(false);
            if (e is not OperationCanceledException || stop.IsCancellationRequested) throw;
            if (stream is null && options.ProxyFor(endpoint.Host) is { } proxy) throw new ConnectionException(
                ConnectionProblem.Proxy, $"the proxy {proxy} did not answer within {timeout.TotalSeconds:0} s: "
                    + $"check its address, and that it is {(proxy.IsSocks ? "a SOCKS5" : "an HTTP")} proxy");
            throw new ConnectionException(ConnectionProblem.Unreachable,
                $"{endpoint} did not answer within {timeout.TotalSeconds:0} s: check the address and the network");
        }
    }

    private static async Task<Stream> OpenAsync(Endpoint endpoint, DialOptions options, CancellationToken stop)
    {
        if (options.ProxyFor(endpoint.Host) is not { } proxy)
            return Open(await AddressRace.ConnectAsync(endpoint.Host, endpoint.Port, $"{endpoint}", stop)
                .ConfigureAwait(false));
        Stream? stream = null;
        try
        {
            stream = Open(await AddressRace.ConnectAsync(proxy.Host, proxy.Port, $"{proxy}", stop)
                .ConfigureAwait(false));
            await (proxy.IsSocks
                ? SocksTunnel.OpenAsync(stream, proxy, endpoint, stop)
                : HttpTunnel.OpenAsync(stream, proxy, endpoint, stop)).ConfigureAwait(false);
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
