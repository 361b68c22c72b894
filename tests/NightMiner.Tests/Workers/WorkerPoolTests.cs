
using NightMiner.Jobs;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Stratum;
using NightMiner.TestSupport;
using NightMiner.Workers;

namespace NightMiner.Tests.Workers;

public sealed class WorkerPoolTests
{
    private static readonly TinyAlgorithm Algorithm = new();

    [Fact]
    public async Task Shares_of_all_threads_come_out_once_each_and_none_is_lost_when_it_stops()
    {
        WorkerPool pool = new(new JobSlot(), threads: 3, NewScanner);
        pool.Jobs.Publish(Create("a"));
        List<Share> shares = [];
        Task reading = Task.Run(async () =>
        {
            await foreach (Share share in pool.Shares.ReadAllAsync())
            {
                shares.Add(share);
                if (shares.Count == 300) _ = Task.Run(pool.Stop); // the rest waits in the queue or in a worker's hands
            }
        });
        await reading.WaitAsync(ScriptedPool.Patience);
        Assert.True(shares.Count >= 300);
        Assert.Equal(shares.Count, shares.Select(share => share.Nonce).Distinct().Count());

        // Every nonce up to the last one was hashed by somebody: all its shares are there.
        long hashes = pool.Hashes.Total();
        Assert.InRange(hashes, shares.Max(share => share.Nonce) + 1L, 1L << 32);
        Job job = shares[0].Job;
        int expected = job.Mine().TakeWhile(share => share.Nonce < hashes && share.Extranonce2.Span[0] == 0).Count();
        Assert.Equal(expected, shares.Count);
        pool.Dispose();
    }

    [Fact]
    public async Task A_full_queue_makes_workers_wait_and_drops_nothing()
    {
        using WorkerPool pool = new(new JobSlot(), threads: 2, NewScanner);
        pool.Jobs.Publish(Create("a", difficulty: "0.001"));
        Assert.True(await pool.Shares.WaitToReadAsync().AsTask().WaitAsync(ScriptedPool.Patience));
        await Task.Yield(); // away from the worker
        await Until(() => pool.Shares.Count == 256);
        Task stopping = Task.Run(pool.Stop); // waits for workers that wait for room
        int shares = 0;
        await foreach (Share _ in pool.Shares.ReadAllAsync()) shares++;
        await stopping.WaitAsync(ScriptedPool.Patience);
        Assert.True(shares >= 256);
    }

    [Fact]
    public async Task When_nobody_reads_the_shares_any_more_the_workers_end_all_the_same()
    {
        using WorkerPool pool = new(new JobSlot(), threads: 2, NewScanner);
        pool.Jobs.Publish(Create("a", difficulty: "0.001"));
        await Until(() => pool.Shares.Count == 256);
        pool.Abandon(new InvalidOperationException("the reader broke"));
        await Task.Run(pool.Stop).WaitAsync(ScriptedPool.Patience);
        Assert.Equal("the reader broke", (await pool.Failure).Message);
    }

    [Fact]
    public async Task A_stopped_job_is_left_alone_until_another_comes()
    {
        using WorkerPool pool = new(new JobSlot(), threads: 2, NewScanner);
        Job first = Create("a", difficulty: "1000000"), second = Create("b", difficulty: "0.1");
        first.Stop();
        pool.Jobs.Publish(first);
        pool.Jobs.Publish(null);
        Assert.Equal(0, pool.Hashes.Total());
        pool.Jobs.Publish(second);
        Share share = await Task.Run(() => pool.Shares.ReadAsync().AsTask()).WaitAsync(ScriptedPool.Patience);
        await Task.Yield(); // away from the worker: its thread brought the share here, and can't wait for its own end
        Assert.Same(second, share.Job);
        pool.Jobs.Publish(null);
        _ = Task.Run(async () => await pool.Shares.ReadAllAsync().CountAsync());
    }

    [Fact]
    public async Task A_worker_that_cannot_start_is_a_failure()
    {
        using WorkerPool pool = new(new JobSlot(), threads: 2, () => throw new NotSupportedException("no such kernel"));
        Exception failure = await pool.Failure.WaitAsync(ScriptedPool.Patience);
        Assert.Equal("no such kernel", failure.Message);
    }

    [Fact]
    public void Hashes_are_counted_per_worker_and_summed()
    {
        HashCounter counter = new(workers: 4);
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(worker => new Thread(() =>
        {
            for (int i = 0; i < 10_000; i++) counter.Add(worker, worker + 1);
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.Equal(10_000 * (1 + 2 + 3 + 4), counter.Total());
    }

    [Fact]
    public async Task A_worker_asleep_wakes_for_another_job()
    {
        JobSlot slot = new();
        Job job = Create("a");
        Task waiting = Task.Run(() => slot.WaitForOther(null, TimeSpan.FromHours(1)));
        slot.Publish(job);
        await waiting.WaitAsync(ScriptedPool.Patience);
        Assert.Same(job, slot.Newest);
        slot.WaitForOther(null, TimeSpan.FromHours(1)); // it is another one already
    }

    private static async Task Until(Func<bool> condition)
    {
        using CancellationTokenSource limit = new(ScriptedPool.Patience);
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static Job Create(string id, string difficulty = "1")
    {
        Subscription subscription = new(Algorithm);
        subscription.SetSubscription(null, new byte[] { 1 }, 4);
        subscription.SetDifficulty(NightMiner.Protocol.Blocks.Difficulty.Parse(difficulty));
        return subscription.CreateJob(Lines.Read<Notify>(Lines.SmallNotify(id)));
    }

    private static NonceScanner NewScanner() => Algorithm.CreateScanner(NightMiner.Hashing.Isa.Reference);
}
