using System.Net.Sockets;

namespace NightMiner.Workbench.Faults;

/// <summary>One miner's connection and the one to the pool that goes with it; they end together.</summary>
internal sealed class FaultRelay(FaultProxy proxy, long number, Stream miner, Stream pool) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private int _isEnded;

    public long Number => number;

    public FaultOptions Options => proxy.Options;

    public bool IsCalm => proxy.IsCalm;

    public void Note(InjectedFault fault) => proxy.Note(fault);

    /// <summary>Relays until either side, or the weather, ends it.</summary>
    public async Task RunAsync()
    {
        using FaultPump up = new(this, FaultDirection.ToPool, miner, pool);
        using FaultPump down = new(this, FaultDirection.ToMiner, pool, miner);
        await Task.WhenAll(RunAsync(up), RunAsync(down)).ConfigureAwait(false);
    }

    /// <summary>Ends both connections.</summary>
    /// <param name="withReset">Without a good-bye: the miner's end reports a reset.</param>
    public void End(bool withReset = false)
    {
        if (Interlocked.Exchange(ref _isEnded, 1) != 0) return;
        if (withReset && miner is NetworkStream { Socket: var socket }) socket.LingerState = new LingerOption(true, 0);
        _stop.Cancel();
        miner.Dispose();
        pool.Dispose();
    }

    // Not _stop: another thread's End may cancel it yet, and without a timer it holds nothing.
    public void Dispose() => End();

    private async Task RunAsync(FaultPump pump)
    {
        try
        {
            await pump.RunAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException
            or OperationCanceledException or ObjectDisposedException)
        {
            // The connection broke: then the other one ends too.
        }
        End();
    }
}
