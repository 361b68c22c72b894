using System.Text;
using static NightMiner.Workbench.Check.Judging;

namespace NightMiner.Workbench.Check.Cases;

/// <summary>Load and abuse, for pools of one's own: they run with --rough only.</summary>
internal static class RoughCases
{
    private const string Source = "any server; node-stratum-pool cuts at 10,240 bytes, miningcore at 32,768";
    private const int Clients = 200;
    private const int Requests = 1000;

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        Rough("line-64k", "a line of 64 KiB is taken or ends the connection, and others are served",
            pool => Flood(pool, 1 << 16)),
        Rough("line-1m", "a line of 1 MiB is taken or ends the connection, and others are served",
            pool => Flood(pool, 1 << 20)),
        Rough("endless-line", "a line that does not end within 4 MiB ends the connection", EndlessLine),
        Rough("garbage", "256 KiB of random bytes end the connection, and others are served", Garbage),
        Rough("many-clients", "200 clients at once are all answered", ManyClients),
        Rough("many-requests", "1,000 requests sent at once are all answered, or end the connection", ManyRequests)
            with { Needs = NeedsAnswers },
        Rough("reads-nothing", "a client that asks and reads nothing does not keep others waiting", ReadsNothing),
        Rough("comes-and-goes", "100 connections that close at once do no harm", ComesAndGoes),
    ];

    private static ConformanceCase Rough(string name, string requirement, Func<PoolUnderTest, Task<Finding>> run) =>
        new("rough." + name, requirement, Source, run) { Needs = NeedsLogin, IsAlone = true, IsRough = true };

    private static async Task<Finding> Flood(PoolUnderTest pool, int size)
    {
        PoolClient client = await pool.ConnectAsync();
        client.Expect("null");
        await client.SendAsync(new string('x', size));
        string id = await client.BeginAsync("mining.subscribe", Wire.Texts(PoolUnderTest.Agent), "900");
        Answer answer = await client.AnswerToAsync(id);
        if (!await pool.ServesOthersAsync()) return Finding.Fail("nobody is let in any more");
        return answer.IsMissing ? Finding.Fail("the connection stands, but the pool is deaf on it")
            : Finding.Pass(answer.IsEnd ? "the pool closed the connection" : "the connection goes on");
    }

    private static async Task<Finding> EndlessLine(PoolUnderTest pool)
    {
        PoolClient client = await pool.ConnectAsync();
        byte[] part = new byte[1 << 18];
        part.AsSpan().Fill((byte)'x');
        for (int i = 0; i < 16 && !client.IsAtEnd; i++)
        {
            await client.SendAsync(part);
            await client.UntilAsync(() => client.IsAtEnd, TimeSpan.FromMilliseconds(1));
        }
        bool isEnded = await client.EndsAsync();
        if (!await pool.ServesOthersAsync()) return Finding.Fail("nobody is let in any more");
        return isEnded ? Finding.Pass("the pool closed the connection")
            : Finding.Warn("4 MiB were taken, and it waits for more: a way to use up its memory");
    }

    private static async Task<Finding> Garbage(PoolUnderTest pool)
    {
        PoolClient client = await pool.ConnectAsync();
        byte[] bytes = new byte[1 << 18];
        new Random(1).NextBytes(bytes);
        await client.SendAsync(bytes);
        await client.EndsAsync();
        return await pool.ServesOthersAsync()
            ? Finding.Pass("others are served")
            : Finding.Fail("nobody is let in any more");
    }

    private static async Task<Finding> ManyClients(PoolUnderTest pool)
    {
        List<(PoolClient Client, string Id)> clients = [];
        for (int i = 0; i < Clients; i++)
        {
            PoolClient client = await pool.ConnectAsync();
            clients.Add((client, await client.BeginAsync("mining.subscribe", Wire.Texts(PoolUnderTest.Agent))));
        }
        int answered = 0;
        foreach ((PoolClient client, string id) in clients)
        {
            if ((await client.AnswerToAsync(id)).Reply is null) break;
            answered++;
        }
        string text = FormattableString.Invariant($"{answered} of {Clients} answered");
        return answered == Clients ? Finding.Pass(text) : Finding.Fail(text);
    }

    private static async Task<Finding> ManyRequests(PoolUnderTest pool)
    {
        PoolClient client = await pool.LogInAsync();
        ShareText nonsense = new(pool.Options.User, "nosuchjob", "00000000", "00000000", "00000000");
        StringBuilder lines = new();
        string[] ids = [.. Enumerable.Range(1000, Requests).Select(id => FormattableString.Invariant($"{id}"))];
        foreach (string id in ids)
            lines.Append(Wire.Request(client.Expect(id), "mining.submit", nonsense.Parameters)).Append('\n');
        await client.SendAsync(Encoding.UTF8.GetBytes(lines.ToString()));
        int answered = 0;
        foreach (string id in ids)
        {
            Answer answer = await client.AnswerToAsync(id);
            if (answer.IsEnd) return Finding.Pass(FormattableString.Invariant($"closed after {answered} answers"));
            if (answer.IsMissing) return Finding.Fail(FormattableString.Invariant($"silent after {answered} answers"));
            answered++;
        }
        return Finding.Pass(FormattableString.Invariant($"{answered} answers"));
    }

    private static async Task<Finding> ReadsNothing(PoolUnderTest pool)
    {
        PoolClient client = await pool.LogInAsync();
        byte[] lines = Encoding.UTF8.GetBytes(string.Concat(
            Enumerable.Repeat(Wire.Request("5", "mining.get_transactions", "[\"1\"]") + "\n", Requests)));
        await client.SendAsync(lines);
        return await pool.ServesOthersAsync()
            ? Finding.Pass("others are served")
            : Finding.Fail("nobody else is served");
    }

    private static async Task<Finding> ComesAndGoes(PoolUnderTest pool)
    {
        for (int i = 0; i < 100; i++)
        {
            PoolClient client = await pool.ConnectAsync();
            client.Reset();
        }
        return await pool.ServesOthersAsync()
            ? Finding.Pass("others are served")
            : Finding.Fail("nobody is let in any more");
    }
}
