using System.Diagnostics;
using NightMiner.Jobs;
using NightMiner.ProofOfWork;

namespace NightMiner.Workers;

/// <summary>One mining thread: takes slices of the newest job, hashes them, hands over the shares.</summary>
internal sealed class Worker
{
    private static readonly TimeSpan IdlePause = TimeSpan.FromMilliseconds(100);

    private readonly int _number;
    private readonly WorkerPool _pool;
    private readonly Thread _thread;

    public Worker(int number, WorkerPool pool)
    {
        (_number, _pool) = (number, pool);
        // Below normal: the pool's answers, the shares to send and the user's own work go first.
        _thread = new Thread(Run)
        {
            Name = $"worker {number}", IsBackground = true, Priority = ThreadPriority.BelowNormal,
        };
    }

    public void Start() => _thread.Start();

    public void Join() => _thread.Join();

    private void Run()
    {
        try
        {
            using NonceScanner scanner = _pool.CreateScanner();
            Mine(scanner);
        }
        catch (Exception e)
        {
            _pool.Fail(e);
        }
    }

    private void Mine(NonceScanner scanner)
    {
        using ShareFinder finder = new(scanner);
        SliceSizer slices = new(scanner.Lanes);
        List<Share> shares = [];
        while (!_pool.IsStopping)
        {
            Job? job = _pool.Jobs.Newest;
            if (job is null || job.IsStopped || !job.Space.TryTake(slices.Count, job.SecondsOld, out Slice slice))
            {
                _pool.Jobs.WaitForOther(job, IdlePause);
                continue;
            }
            long startedAt = Stopwatch.GetTimestamp();
            try
            {
                finder.Find(job, in slice, shares);
                _pool.Hashes.Add(_number, slice.Count);
            }
            finally // what was found before a kernel failed counts too
            {
                foreach (Share share in shares) _pool.HandOver(share);
                shares.Clear();
            }
            slices.Took(slice.Count, Stopwatch.GetTimestamp() - startedAt);
        }
    }
}
