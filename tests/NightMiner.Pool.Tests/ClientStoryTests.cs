using System.Text;
using System.Text.Json;
using NightMiner.Pool.Chain;
using NightMiner.Pool.Sessions;
using NightMiner.ProofOfWork;
using NightMiner.Protocol.Blocks;
using NightMiner.TestSupport;

namespace NightMiner.Pool.Tests;

/// <summary>What the log and the counters tell of clients, and what clients are told about jobs.</summary>
public sealed class ClientStoryTests
{
    [Fact]
    public async Task Clients_are_told_of_in_the_order_of_their_numbers()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        ScriptedClient[] clients = await Task.WhenAll(
            Enumerable.Range(0, 300).Select(_ => ScriptedClient.ConnectAsync(pool)));
        await TestPool.Until(() => pool.Snapshot().ConnectionsEver == clients.Length);
        foreach (ScriptedClient client in clients) client.Dispose();
        await pool.StopAsync();

        List<long> connected = [];
        HashSet<long> left = [];
        await foreach (PoolEvent happened in pool.Events.ReadAllAsync())
        {
            if (happened is ClientConnected come) connected.Add(come.Connection);
            if (happened is not ClientLeft gone) continue;
            Assert.Contains(gone.Connection, connected); // nobody leaves before coming
            left.Add(gone.Connection);
        }
        Assert.Equal(Enumerable.Range(1, clients.Length).Select(number => (long)number), connected);
        Assert.Equal(clients.Length, left.Count);
    }

    [Theory]
    [InlineData("bfgminer/5.5.0", "scrypt", null, true)]
    [InlineData("bfgminer/5.5.0", "scrypt", "15.9", true)]
    [InlineData("bfgminer/5.5.0", "scrypt", "16", false)]
    [InlineData("bfgminer/5.5.0", "sha256d", null, false)]
    [InlineData("cpuminer/2.5.1", "scrypt", null, false)]
    public async Task An_agent_that_reads_difficulties_in_other_units_is_told_of(
        string agent, string algorithm, string? difficulty, bool isTold)
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet with
        {
            Algorithm = Algorithms.Get(algorithm),
            Difficulty = difficulty is null ? null : Difficulty.Parse(difficulty),
        });
        using ScriptedClient client = await ScriptedClient.ConnectAsync(pool);
        await client.AskAsync("mining.subscribe", $"[\"{agent}\"]");
        await client.AskAsync("mining.subscribe", $"[\"{agent}\"]"); // told once
        await pool.StopAsync();

        List<ClientMisfit> misfits = [];
        await foreach (PoolEvent happened in pool.Events.ReadAllAsync())
            if (happened is ClientMisfit misfit) misfits.Add(misfit);
        Assert.Equal(isTold ? 1 : 0, misfits.Count);
        Assert.All(misfits, misfit => Assert.Equal(
            (1, agent, "bfgminer takes scrypt difficulties below 16 for Bitcoin's, which are 65,536 times harder, and "
                + "then finds no shares: fix the pool's difficulty at 16 or more"),
            (misfit.Connection, misfit.Agent, misfit.Advice)));
    }

    [Fact]
    public async Task The_transactions_of_a_job_are_those_of_its_branch()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        using ScriptedClient client = await ScriptedClient.LoginAsync(pool);
        pool.RefreshJob();
        await client.NextJobAsync();

        foreach (int job in new[] { 0, 1 })
        {
            string reply = await client.AskAsync("mining.get_transactions", $"[\"{client.Jobs[job].JobId}\"]");
            using JsonDocument result = JsonDocument.Parse(reply[..^" null".Length]);
            byte[][] transactions = [.. result.RootElement.EnumerateArray()
                .Select(transaction => Convert.FromHexString(transaction.GetString()!))];
            Assert.NotEmpty(transactions);
            Assert.All(transactions, transaction => Assert.Equal(1u, BitConverter.ToUInt32(transaction)));
            Assert.Equal(client.Jobs[job].MerkleBranch,
                BranchOf([default, .. transactions.Select(bytes => DoubleSha256.Hash(bytes))]));
        }
        Assert.Equal("""null [21,"job not found (unknown)",null]""",
            await client.AskAsync("mining.get_transactions", "[\"none\"]"));
        Assert.Equal("""null [21,"job not found (unknown)",null]""",
            await client.AskAsync("mining.get_transactions", "[]"));
    }

    [Fact]
    public void The_transactions_of_given_work_are_refused_with_a_reason()
    {
        PoolState pool = new(TestPool.Quiet, () => { }, new GivenWork());
        Recorder client = new();
        ClientSession session = new(pool, client, [0, 0, 0, 1]);
        session.Receive("""{"id":1,"method":"mining.subscribe","params":[]}"""u8.ToArray());

        session.Receive("""{"id":2,"method":"mining.get_transactions","params":["1"]}"""u8.ToArray());

        Assert.Equal("""{"id":2,"result":null,"error":[20,"this pool does not hand out the transactions of its node"""
            + """\u0027s blocks",null]}""" + "\n", client.Last);
    }

    [Fact]
    public async Task A_share_of_a_cancelled_job_is_stale_and_one_of_no_job_is_unknown()
    {
        await using StratumPool pool = StratumPool.Start(TestPool.Quiet);
        using ScriptedClient client = await ScriptedClient.LoginAsync(pool);
        TestShare share = client.Find(client.Job, TestPool.Easy);
        pool.AnnounceBlock();
        await client.NextJobAsync();

        await client.SubmitAsync(share);
        await client.SubmitAsync(share with { Nonce = "00000000" });
        await client.SubmitAsync(share with { JobId = "none" });

        PoolSnapshot end = await pool.StopAsync();
        Assert.Equal(
            [(RefusalKind.UnknownJob, 1L), (RefusalKind.StaleJob, 2L)],
            end.RejectedByKind.OrderBy(entry => entry.Key).Select(entry => (entry.Key, entry.Value)));
        Assert.Equal((2L, 3L, 3L), (end.Stale, end.Rejected, end.RejectedByCode[Verdict.JobNotFound]));
        Assert.Equal([RefusalKind.StaleJob, RefusalKind.StaleJob, RefusalKind.UnknownJob],
            pool.Shares.Select(judged => judged.Verdict.Kind));
    }

    private sealed class GivenWork : IWorkSource, IGivenWork
    {
        public IGivenWork First => this;

        public void AskNow() { }

        public void HandIn(IWorkTaker pool, FoundBlock block) { }

        public (byte[] Before, byte[] After) Coinbase(uint job, int extranonceSize) => ([1], [2]);

        public PoolTemplate ToTemplate(long sequence) => new(sequence, Height: 7, PreviousBlock: default)
        {
            MerkleBranch = [], Bits = new CompactBits(0x1b0404cb), Time = 1_700_000_000, Given = this,
        };
    }

    private sealed class Recorder : ISessionClient
    {
        public long Number => 1;

        public string Last { get; private set; } = "";

        public void Send(byte[] line, RefusalKind refused) => Last = Encoding.UTF8.GetString(line);

        public void Drop(string reason, RefusalKind cause) => Assert.Fail(reason);
    }

    // What a miner needs of the tree's leaves, beside the first, to come to its root.
    private static List<Hash256> BranchOf(Hash256[] level)
    {
        List<Hash256> branch = [];
        while (level.Length > 1)
        {
            branch.Add(level[1]);
            if (level.Length % 2 == 1) level = [.. level, level[^1]];
            level = [.. level.Chunk(2).Select(pair => DoubleSha256.Hash([.. pair[0].ToArray(), .. pair[1].ToArray()]))];
        }
        return branch;
    }
}
