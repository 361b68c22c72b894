using System.Net.Sockets;

namespace NightMiner.Protocol.Transport;

/// <summary>Accepts connections, one after the other, until it is told to stop.</summary>
internal static class AcceptLoop
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.1);

    /// <summary>Runs until it is stopped or the listener is disposed. Never throws.</summary>
    /// <param name="listener">A socket that listens.</param>
    /// <param name="welcome">Takes a connection; the next one is accepted when it is done.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task RunAsync(Socket listener, Func<Socket, Task> welcome, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await welcome(await listener.AcceptAsync(stop).ConfigureAwait(false)).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException) // no more file handles, or a client that left at once
            {
                await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>The same, with a welcome that is done at once.</summary>
    public static Task RunAsync(Socket listener, Action<Socket> welcome, CancellationToken stop) =>
        RunAsync(listener, socket =>
        {
            welcome(socket);
            return Task.CompletedTask;
        }, stop);
}
