using System.Net.Sockets;

namespace NightMiner.Protocol.Transport;

/// <summary>Accepts connections one after the other until it is told to stop: for pools, relays and proxies.</summary>
public static class AcceptLoop
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.1);

    /// <summary>
    /// Accepts until <paramref name="stop"/> is cancelled or the listener is closed, also one that was closed before
    /// this call. Both are a normal end, and the task completes. When no connection can be accepted for the moment, for
    /// instance because the process has no file handles left, it pauses for 0.1 s and goes on.
    /// </summary>
    /// <param name="listener">A socket that listens; it stays the caller's to dispose.</param>
    /// <param name="welcome">
    /// Takes over the socket of a connection; the next connection is accepted when its task is done. A connection that
    /// ends here already, with an <see cref="IOException"/>, a <see cref="SocketException"/> or an
    /// <see cref="ObjectDisposedException"/>, is closed, and the loop goes on.
    /// </param>
    /// <param name="stop">Ends the loop.</param>
    public static async Task RunAsync(Socket listener, Func<Socket, Task> welcome, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(listener);
        ArgumentNullException.ThrowIfNull(welcome);
        while (!stop.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptAsync(stop).ConfigureAwait(false);
            }
            // A listener that was disposed, or a TcpListener's new socket after it: "not listening".
            catch (Exception e) when (e is OperationCanceledException or InvalidOperationException)
            {
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }
            try
            {
                await welcome(socket).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException
                or OperationCanceledException)
            {
                socket.Dispose();
            }
        }
    }

    /// <summary>
    /// The same as <see cref="RunAsync(Socket, Func{Socket, Task}, CancellationToken)"/>, for a welcome that only
    /// starts something and returns.
    /// </summary>
    /// <param name="listener">A socket that listens; it stays the caller's to dispose.</param>
    /// <param name="welcome">Takes over the socket of a connection.</param>
    /// <param name="stop">Ends the loop.</param>
    public static Task RunAsync(Socket listener, Action<Socket> welcome, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(welcome);
        return RunAsync(listener, socket =>
        {
            welcome(socket);
            return Task.CompletedTask;
        }, stop);
    }
}
