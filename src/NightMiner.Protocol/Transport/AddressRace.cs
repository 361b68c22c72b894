using System.Net;
using System.Net.Sockets;

namespace NightMiner.Protocol.Transport;

/// <summary>
/// Connects to a host by all its addresses, IPv6 and IPv4 in turn, in the spirit of RFC 8305: the next attempt starts
/// when the one before has failed, or has not answered for a while. The first connection that is made wins.
/// </summary>
internal static class AddressRace
{
    /// <summary>How long one address is tried before the next joins in: the delay that RFC 8305 recommends.</summary>
    public static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(250);

    private const int AddressLimit = 16; // a name may have hundreds; each is a socket

    /// <summary>Resolves the host anew and connects.</summary>
    /// <exception cref="ConnectionException">Nobody was reached; the message says what to check.</exception>
    public static async Task<Socket> ConnectAsync(string host, int port, string shownAs, CancellationToken stop)
    {
        IPAddress[] addresses = await ResolveAsync(host, stop).ConfigureAwait(false);
        try
        {
            return await RunAsync(Mixed(addresses), ConnectOneAsync, TimeProvider.System, stop).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw new ConnectionException(
                ConnectionProblem.Unreachable, e.SocketErrorCode == SocketError.ConnectionRefused
                ? $"nobody listens at {shownAs} (connection refused): "
                    + "check the host and the port, and that the pool is running"
                : $"{shownAs} can't be reached ({e.Message}): check the address and your network", e);
        }

        async Task<Socket> ConnectOneAsync(IPAddress address, CancellationToken losing)
        {
            // Even this can fail, for an IPv6 address where the machine has none.
            Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                KeepAlive(socket);
                await socket.ConnectAsync(new IPEndPoint(address, port), losing).ConfigureAwait(false);
                return socket;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    /// <summary>
    /// The system's order, but IPv6 and IPv4 take turns: where one of them is broken, it costs one head start only.
    /// </summary>
    internal static IReadOnlyList<IPAddress> Mixed(IReadOnlyList<IPAddress> addresses)
    {
        IPAddress[] first = [.. addresses.Where(a => a.AddressFamily == addresses[0].AddressFamily)];
        IPAddress[] second = [.. addresses.Except(first)];
        IEnumerable<IPAddress> mixed = Enumerable.Range(0, Math.Max(first.Length, second.Length))
            .SelectMany(i => first.Skip(i).Take(1).Concat(second.Skip(i).Take(1)));
        return [.. mixed.Take(AddressLimit)];
    }

    /// <summary>Runs the race. Connections that are made after the first are disposed.</summary>
    /// <exception cref="SocketException">All failed; it is the last failure.</exception>
    internal static async Task<T> RunAsync<T>(IReadOnlyList<IPAddress> addresses,
        Func<IPAddress, CancellationToken, Task<T>> connect, TimeProvider clock, CancellationToken stop)
        where T : IDisposable
    {
        using CancellationTokenSource losing = CancellationTokenSource.CreateLinkedTokenSource(stop);
        List<Task<T>> running = [];
        int next = 0;
        try
        {
            while (true)
            {
                if (next < addresses.Count) running.Add(connect(addresses[next++], losing.Token));
                Task patience = next < addresses.Count
                    ? Task.Delay(HeadStart, clock, losing.Token)
                    : Task.Delay(Timeout.Infinite, losing.Token);
                if (await Task.WhenAny([.. running, patience]).ConfigureAwait(false) is not Task<T> ended)
                {
                    stop.ThrowIfCancellationRequested();
                    continue;
                }
                running.Remove(ended);
                if (ended.IsCompletedSuccessfully) return await ended.ConfigureAwait(false);
                bool isLast = next == addresses.Count && running.Count == 0;
                if (isLast || ended.Exception?.InnerException is not SocketException)
                    return await ended.ConfigureAwait(false); // throws
            }
        }
        finally
        {
            await losing.CancelAsync().ConfigureAwait(false);
            foreach (Task<T> loser in running) _ = DisposeAsync(loser);
        }
    }

    private static async Task DisposeAsync<T>(Task<T> loser) where T : IDisposable
    {
        await ((Task)loser).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (loser.IsCompletedSuccessfully) (await loser.ConfigureAwait(false)).Dispose();
    }

    private static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken stop)
    {
        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(host, stop).ConfigureAwait(false);
            if (addresses.Length > 0) return addresses;
        }
        catch (SocketException) { }
        throw new ConnectionException(ConnectionProblem.UnknownHost,
            $"no address is known for '{host}': check its spelling, and that name resolution (DNS) works");
    }

    // A pool may be silent for minutes between two jobs; the kernel finds out whether the other side still exists.
    private static void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
    }
}
