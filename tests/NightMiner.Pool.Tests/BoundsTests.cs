using System.Text;
using NightMiner.Pool.Chain;
using NightMiner.Pool.Judging;
using NightMiner.Pool.Sessions;
using NightMiner.Protocol.Blocks;
using NightMiner.TestSupport;

namespace NightMiner.Pool.Tests;

/// <summary>Nothing that a client can do makes the pool remember without limit.</summary>
public class BoundsTests
{
    [Fact]
    public void A_job_remembers_so_many_shares_and_takes_no_more()
    {
        PoolChain chain = new(TestPool.Quiet, Difficulty.One);
        SentJob job = new(chain.Current, Difficulty.One);
        for (int i = 0; i < SentJob.ShareLimit; i++)
        {
            Assert.Null(job.Gone);
            job.Add(DoubleSha256.Hash(BitConverter.GetBytes(i)));
            Assert.Equal(i + 1 == SentJob.ShareLimit / 2, job.IsHalfUsed);
        }

        Assert.Equal("used up by 4096 shares", job.Gone);
        Assert.False(job.Has(DoubleSha256.Hash(BitConverter.GetBytes(0)))); // nothing is judged by it any more
    }

    [Fact]
    public void A_job_that_is_half_used_is_followed_by_a_fresh_one()
    {
        PoolState pool = new(TestPool.Quiet with { Difficulty = Difficulty.Parse("1e-30") }, () => { });
        Recorder client = new();
        ClientSession session = new(pool, client, [0, 0, 0, 1]);
        session.Receive("""{"id":1,"method":"mining.subscribe","params":[]}"""u8.ToArray());
        session.Receive("""{"id":2,"method":"mining.authorize","params":["me"]}"""u8.ToArray());
        string time = ScriptedClient.Hex(pool.PoolChain.Current.Template.Time);
        void Submit(int nonce) => session.Receive(Encoding.ASCII.GetBytes(
            $$"""{"id":3,"method":"mining.submit","params":["me","1","00000000","{{time}}","{{nonce:x8}}"]}"""));

        for (int nonce = 0; nonce < SentJob.ShareLimit / 2; nonce++) Submit(nonce);
        Assert.Equal(2, client.Count("mining.notify"));
        for (int nonce = SentJob.ShareLimit / 2; nonce < SentJob.ShareLimit; nonce++) Submit(nonce);
        Assert.Equal(2, client.Count("mining.notify"));
        Submit(0);

        Assert.Contains("job not found (stale: used up by 4096 shares)", client.Lines[^1], StringComparison.Ordinal);
        Assert.Equal(ShareLog.Limit, pool.Shares.ToList().Count);
        Assert.Equal(SentJob.ShareLimit, pool.Counters[Count.Accepted]);
    }

    [Fact]
    public void A_connection_has_so_many_jobs_and_so_many_workers()
    {
        PoolState pool = new(TestPool.Quiet, () => { });
        Recorder client = new();
        ClientSession session = new(pool, client, [0, 0, 0, 1]);
        for (int i = 0; i < 65; i++) session.Receive(Encoding.ASCII.GetBytes(
            $$"""{"id":2,"method":"mining.authorize","params":["worker{{i}}"]}"""));

        Assert.EndsWith("""
            "result":false,"error":[24,"there are 64 workers on this connection",null]}
            """, client.Lines[^1], StringComparison.Ordinal);

        JobBook jobs = new();
        for (int i = 0; i < 1000; i++) jobs.Add(new SentJob(pool.PoolChain.NewJob(), Difficulty.One));
        Assert.Equal(JobBook.Limit, Enumerable.Range(0, 1100).Count(i => jobs.Find(i.ToString("x", null)) is not null));
        Assert.Equal(JobBook.LivingLimit,
            Enumerable.Range(0, 1100).Count(i => jobs.Find(i.ToString("x", null)) is { Gone: null }));
    }

    [Fact]
    public void Events_that_nobody_reads_are_forgotten()
    {
        PoolEvents events = new(TimeProvider.System);
        for (int i = 0; i < 10_000; i++) events.Publish(new ClientLeft(i, ""));

        int waiting = 0;
        while (events.Reader.TryRead(out PoolEvent? happened))
            Assert.Equal(10_000 - 4096 + waiting++, ((ClientLeft)happened).Connection);
        Assert.Equal(4096, waiting);
    }

    private sealed class Recorder : ISessionClient
    {
        public List<string> Lines { get; } = [];

        public long Number => 1;

        public int Count(string method) => Lines.Count(line => line.Contains(method, StringComparison.Ordinal)
            && !line.Contains("result", StringComparison.Ordinal));

        public void Send(byte[] line, RefusalKind refused) => Lines.Add(Encoding.UTF8.GetString(line).TrimEnd('\n'));

        public void Drop(string reason, RefusalKind cause) => Assert.Fail(reason);
    }
}
