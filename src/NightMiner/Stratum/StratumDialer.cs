using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace NightMiner.Stratum;

/// <summary>Makes the TCP connection, and TLS on top where the URL asks for it.</summary>
internal static class StratumDialer
{
    /// <summary>Resolves the host anew and tries each of its addresses, IPv6 and IPv4, in the system's order.</summary>
    /// <exception cref="StratumException">Nobody was reached, or TLS failed; the message says what to
    /// check.</exception>
    public static async Task<Stream> DialAsync(PoolUrl url, TimeSpan timeout, CancellationToken stop)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(timeout);
        try
        {
            Socket socket = await ConnectAsync(url, limit.Token).ConfigureAwait(false);
            NetworkStream stream = new(socket, ownsSocket: true);
            return url.IsTls ? await SecureAsync(stream, url, limit.Token).ConfigureAwait(false) : stream;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new StratumException(ConnectionProblem.Unreachable,
                $"{url} did not answer within {timeout.TotalSeconds:0} s: check the address and the network");
        }
    }

    private static async Task<Socket> ConnectAsync(PoolUrl url, CancellationToken stop)
    {
        SocketException? last = null;
        foreach (IPAddress address in await ResolveAsync(url, stop).ConfigureAwait(false))
        {
            Socket? socket = null;
            try
            {
                // Even this can fail, for an IPv6 address where the machine has none.
                socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                KeepAlive(socket);
                await socket.ConnectAsync(new IPEndPoint(address, url.Port), stop).ConfigureAwait(false);
                return socket;
            }
            catch (Exception e)
            {
                socket?.Dispose();
                if (e is not SocketException failure) throw;
                last = failure;
            }
        }
        throw new StratumException(ConnectionProblem.Unreachable, last!.SocketErrorCode == SocketError.ConnectionRefused
            ? $"nobody listens at {url} (connection refused): check the host and the port, and that the pool is running"
            : $"{url} can't be reached ({last.Message}): check the address and your network", last);
    }

    private static async Task<IPAddress[]> ResolveAsync(PoolUrl url, CancellationToken stop)
    {
        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(url.Host, stop).ConfigureAwait(false);
            if (addresses.Length > 0) return addresses;
        }
        catch (SocketException) { }
        throw new StratumException(ConnectionProblem.UnknownHost,
            $"no address is known for '{url.Host}': check its spelling, and that name resolution (DNS) works");
    }

    // A pool may be silent for minutes between two jobs; the kernel finds out whether the other side still exists.
    private static void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
    }

    private static async Task<Stream> SecureAsync(NetworkStream plain, PoolUrl url, CancellationToken stop)
    {
        SslStream secure = new(plain);
        try
        {
            await secure.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = url.Host }, stop).ConfigureAwait(false);
            return secure;
        }
        catch (Exception e)
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            if (e is not (AuthenticationException or IOException)) throw;
            throw new StratumException(ConnectionProblem.Tls,
                $"no TLS with {url} ({PrintableText.From(e.Message)}): "
                + "check that this port speaks TLS and whose certificate it shows", e);
        }
    }
}
