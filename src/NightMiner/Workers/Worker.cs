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
        _thread = new Thread(Run) { Name = $"worker {number}", IsBackground = true };
    }

    public void Start() => _thread.Start();

    public void Join() => _thread.Join();

    private void Run()
    {
        try
        {
            ThreadTuning.Apply(_pool.Use, _number, _pool.Refuse); // first: the scanner's memory comes from that CPU
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
        Pacing pacing = new(_pool.Use.Throttle);
        List<Share> shares = [];
        while (!_pool.IsStopping)
        {
            Job? job = _pool.Jobs.Newest;
            if (job is null || job.IsStopped || !TryTake(job, slices, out Slice slice))
            {
                _pool.Jobs.WaitForOther(job, IdlePause);
                continue;
            }
            long hashes = (long)slice.Count * job.VersionCount;
            long startedAt = Stopwatch.GetTimestamp();
            try
            {
                finder.Find(job, in slice, shares);
                _pool.Hashes.Add(_number, hashes);
            }
            finally // what was found before a kernel failed counts too
            {
                foreach (Share share in shares) _pool.HandOver(share);
                shares.Clear();
            }
            long endedAt = Stopwatch.GetTimestamp();
            slices.Took(hashes, endedAt - startedAt);
            TimeSpan rest = pacing.RestAfter(endedAt - startedAt);
            if (rest == TimeSpan.Zero) continue;
            _pool.Jobs.WaitForOther(job, rest); // a new job is begun at once: the rest of the rest comes after
            pacing.Rested(Stopwatch.GetTimestamp() - endedAt);
        }
    }

    private static bool TryTake(Job job, in SliceSizer slices, out Slice slice) =>
        job.Space.TryTake(slices.NoncesFor(job.VersionCount), job.SecondsOld, out slice);
}
