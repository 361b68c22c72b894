using System.Net.Sockets;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Transport;

namespace NightMiner.Workbench.Recording;

/// <summary>One miner's connection through a relay.</summary>
internal sealed class RelayConnection(int number, Endpoint pool, RecordingWriter writer)
{
    private static readonly TimeSpan DialLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(2); // for the last words of who stays

    private int _isEnded;

    /// <summary>Passes lines on until either side ends the connection.</summary>
    /// <returns>How it ended.</returns>
    /// <exception cref="ConnectionException">The pool can't be reached, or a line was endless.</exception>
    public async Task<string> RunAsync(Socket socket, CancellationToken stop)
    {
        socket.NoDelay = true;
        using NetworkStream miner = new(socket, ownsSocket: false);
        Stream poolStream = await DialAsync(stop).ConfigureAwait(false);
        await using (poolStream.ConfigureAwait(false))
        {
            using CancellationTokenSource closing = CancellationTokenSource.CreateLinkedTokenSource(stop);
            Task fromMiner = PassAsync(miner, poolStream, Side.Miner, closing.Token);
            Task fromPool = PassAsync(poolStream, miner, Side.Pool, closing.Token);
            Task first = await Task.WhenAny(fromMiner, fromPool).ConfigureAwait(false);
            Side by = first == fromMiner ? Side.Miner : Side.Pool;
            if (Interlocked.Exchange(ref _isEnded, 1) == 0) writer.End(number, by);
            if (by == Side.Pool && first.IsCompletedSuccessfully) HalfClose(socket);
            closing.CancelAfter(FlushPatience);
            Task other = first == fromMiner ? fromPool : fromMiner;
            if (by == Side.Pool) await other.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            else await closing.CancelAsync().ConfigureAwait(false);
            await other.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await first.ConfigureAwait(false);
            return by == Side.Miner ? "the miner closed the connection" : "the pool closed the connection";
        }
    }

    // A miner whose pool is down leaves a trace: a connection of no line that the pool ended.
    private async Task<Stream> DialAsync(CancellationToken stop)
    {
        try
        {
            return await Dialer.ConnectAsync(pool, DialLimit, stop).ConfigureAwait(false);
        }
        catch (ConnectionException)
        {
            writer.End(number, Side.Pool);
            throw;
        }
    }

    private async Task PassAsync(Stream from, Stream to, Side side, CancellationToken stop)
    {
        LineReader lines = new(new ForwardingStream(from, to));
        while (await lines.ReadLineAsync(stop).ConfigureAwait(false) is { } line)
            if (Volatile.Read(ref _isEnded) == 0)
                writer.Write(number, side, line.Span);
    }

    private static void HalfClose(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException) { } // it is closed already
    }
}
