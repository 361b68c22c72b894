using System.Threading.Channels;
using NightMiner.Jobs;
using NightMiner.ProofOfWork;

namespace NightMiner.Workers;

/// <summary>The mining threads. Jobs go in through a slot, shares come out through a bounded channel.</summary>
internal sealed class WorkerPool : IDisposable
{
    private const int ShareQueue = 256; // with a target so easy that it fills up, workers wait for the network

    // The worker that finds a share runs the submitter, as far as it goes without waiting: the bytes are out before
    // another thread would even have been woken, which takes milliseconds where all CPUs are busy.
    private readonly Channel<Share> _shares = Channel.CreateBounded<Share>(
        new BoundedChannelOptions(ShareQueue) { SingleReader = true, AllowSynchronousContinuations = true });
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<Exception> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<string>? _refused;
    private readonly Worker[] _workers;
    private int _refusals;

    /// <summary>Starts the threads; they sleep until a job is published.</summary>
    /// <param name="jobs">Where the newest job is.</param>
    /// <param name="threads">How many.</param>
    /// <param name="createScanner">Makes each its engine.</param>
    /// <param name="use">How much of the CPUs they may take.</param>
    /// <param name="refused">Is told, once, what the system refused of that.</param>
    public WorkerPool(
        JobSlot jobs, int threads, Func<NonceScanner> createScanner, CpuUse? use = null, Action<string>? refused = null)
    {
        Jobs = jobs;
        CreateScanner = createScanner;
        Use = use ?? new CpuUse();
        _refused = refused;
        Hashes = new HashCounter(threads);
        _workers = [.. Enumerable.Range(0, threads).Select(number => new Worker(number, this))];
        foreach (Worker worker in _workers) worker.Start();
    }

    public Func<NonceScanner> CreateScanner { get; }

    public CpuUse Use { get; }

    /// <summary>Is told of each share at once, by the thread that found it; set it before the first job.</summary>
    public Action<Share>? Found { get; init; }

    public JobSlot Jobs { get; }

    public HashCounter Hashes { get; }

    public ChannelReader<Share> Shares => _shares.Reader;

    public bool IsStopping => _stopping.IsCancellationRequested;

    /// <summary>Ends with what a worker died of, if one does; never otherwise.</summary>
    public Task<Exception> Failure => _failure.Task;

    /// <summary>
    /// Passes on a share, waiting for room; every one that a worker found gets through, even while stopping.
    /// </summary>
    public void HandOver(Share share)
    {
        Found?.Invoke(share);
        if (_shares.Writer.TryWrite(share)) return;
        _shares.Writer.WriteAsync(share).AsTask().Wait(CancellationToken.None);
    }

    /// <summary>Tells that the system refused a thread something: once, since all ask for the same.</summary>
    public void Refuse(string reason)
    {
        if (Interlocked.Increment(ref _refusals) == 1) _refused?.Invoke(reason);
    }

    public void Fail(Exception cause) => _failure.TrySetResult(cause);

    /// <summary>
    /// To be called when nobody reads the shares any more: workers that wait for room, and those that find more, end.
    /// </summary>
    public void Abandon(Exception cause)
    {
        Fail(cause);
        _shares.Writer.TryComplete(cause);
    }

    /// <summary>Ends the threads after their current slice and closes the channel behind the last share.</summary>
    public void Stop()
    {
        if (IsStopping) return;
        _stopping.Cancel();
        Jobs.Publish(null);
        foreach (Worker worker in _workers) worker.Join();
        _shares.Writer.TryComplete();
    }

    public void Dispose()
    {
        Stop();
        _stopping.Dispose();
    }
}
