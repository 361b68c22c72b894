using System.Text;
using static NightMiner.Workbench.Check.Judging;

namespace NightMiner.Workbench.Check.Cases;

/// <summary>Clients that are slow, silent or half gone: nobody else must notice.</summary>
internal static class SlowCases
{
    private static readonly string Subscription =
        Wire.Request("70", "mining.subscribe", Wire.Texts(PoolUnderTest.Agent));

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("slow.silent", "a client that says nothing does not keep others waiting", "any server",
            pool => Meanwhile(pool, _ => Task.CompletedTask))
        { Needs = NeedsLogin },
        new("slow.half-line", "a client that stops in the middle of a line does not keep others waiting", "any server",
            pool => Meanwhile(pool, client => client.SendAsync(Encoding.UTF8.GetBytes(Subscription[..30]))))
        { Needs = NeedsLogin },
        new("slow.half-line-finished", "a line whose second half comes after others were served is still a line",
            "any server", HalfLineFinished)
        { Needs = NeedsSubscription },
        new("slow.subscribed-only", "a client that subscribes and never logs in does not keep others waiting",
            "any server", pool => Meanwhile(pool, client => client.SendAsync(Subscription)))
        { Needs = NeedsLogin },
        new("slow.half-open", "a client that is gone without a word does not keep others waiting", "TCP",
            pool => Meanwhile(pool, client =>
            {
                client.TryHalfClose();
                return Task.CompletedTask;
            }))
        { Needs = NeedsLogin },
        new("slow.gone-with-requests", "a client that asks and leaves before the answers does no harm", "TCP",
            pool => Meanwhile(pool, async client =>
            {
                await client.SendAsync(string.Join('\n', Enumerable.Repeat(Subscription, 10)));
                client.Reset();
            }))
        { Needs = NeedsLogin },
    ];

    private static async Task<Finding> Meanwhile(PoolUnderTest pool, Func<PoolClient, Task> odd)
    {
        PoolClient client = await pool.ConnectAsync();
        await odd(client);
        PoolClient other = await pool.SubscribeAsync();
        Answer answer = await pool.AuthorizeAsync(other);
        return answer.IsYes
            ? Finding.Pass("another client logged in meanwhile")
            : Finding.Fail($"another client: {answer.Text}");
    }

    private static async Task<Finding> HalfLineFinished(PoolUnderTest pool)
    {
        PoolClient client = await pool.ConnectAsync();
        await client.SendAsync(Encoding.UTF8.GetBytes(Subscription[..30]));
        await pool.SubscribeAsync();
        string id = client.Expect("70");
        await client.SendAsync(Subscription[30..]);
        return MustAnswer(await client.AnswerToAsync(id), "the line");
    }
}
